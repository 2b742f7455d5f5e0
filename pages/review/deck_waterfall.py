"""The bridge from one level to another as stacked columns, which every office program can edit."""

from collections.abc import Sequence

from pptx.chart.chart import Chart as NativeChart
from pptx.enum.dml import MSO_THEME_COLOR

from pages.review import fit
from pages.review.document import Chart, Document

Columns = list[tuple[str, Sequence[float | None]]]
_ENDINGS = {"level": "", "rise": " +", "fall": " −"}  # of the names of their columns
_LEVEL, _FALL, _RISE = MSO_THEME_COLOR.ACCENT_1, MSO_THEME_COLOR.ACCENT_2, MSO_THEME_COLOR.ACCENT_3


def columns(chart: Chart, names: list[str], document: Document) -> tuple[list[str], Columns]:
    """Stacked columns on an invisible base; what a step says is written under it, for small steps have no room."""
    steps = chart.steps
    said = [document.write_step(step, chart.kind) for step in steps]
    spans = [(min(step.start, step.end), max(step.start, step.end)) for step in steps]
    base = [max(low, 0.0) + min(high, 0.0) for low, high in spans]
    found: Columns = [(" ", base)]
    for kind, ending in _ENDINGS.items():
        mine = [span if step.kind == kind else None for step, span in zip(steps, spans, strict=True)]
        above = [max(span[1], 0.0) - max(span[0], 0.0) if span else None for span in mine]
        below = [min(span[0], 0.0) - min(span[1], 0.0) if span else None for span in mine]
        name = fit.clean(chart.series[0].name) + ending
        found.append((name, above))
        found.append((f"{name} (< 0)", below if any(below) else [None] * len(below)))
    kept = [found[0], *((name, cells) for name, cells in found[1:] if any(cell is not None for cell in cells))]
    return [f"{name}\n{figure}" for name, figure in zip(names, said, strict=True)], kept


def paint(native: NativeChart, columns: Columns) -> None:
    """The base is not seen; levels, rises and falls have a colour each."""
    for series, (name, _values) in zip(native.plots[0].series, columns, strict=True):
        if name == " ":
            series.format.fill.background()
            continue
        step = name.removesuffix(" (< 0)")
        colour = _RISE if step.endswith(" +") else _FALL if step.endswith(" −") else _LEVEL
        series.format.fill.fore_color.theme_color = colour
