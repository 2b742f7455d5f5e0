"""Charts of a review on paper: where everything stands as shares of the chart's sides, for the typesetter to draw."""

import math

from pages.review import fit
from pages.review.document import Chart, Document

_COLOURS = ("#1F5AA6", "#D98A00", "#00806A", "#B04E90", "#4C9BD1", "#C2410C")
_LEVEL, _FALL, _RISE = _COLOURS[:3]
_MOST_BARS, _MOST_NAMES = 24, 10
_NAME = 130  # points for the name of a bar
_STEPS = (1, 2, 2.5, 5, 10)
Drawn = dict[str, object]


class Scale:
    """Where a value stands between two ends, 0 to 1."""

    def __init__(self, low: float, high: float) -> None:
        self._low, self._wide = low, (high - low) or 1.0

    def __call__(self, value: float) -> float:
        """The share of the way from the low end to the high one."""
        return round((value - self._low) / self._wide, 5)


def drawn(chart: Chart, document: Document) -> Drawn:
    """What to draw: `rows` of bars, or a `plot` over columns; `nothing` where no figure is known."""
    found: Drawn = {"title": chart.title, "alt": chart.alt, "more": "", "shape": "nothing"}
    if not any(value for series in chart.series for value in series.values):
        return found
    match chart.shape:
        case "bar":
            left = max(len(chart.categories) - _MOST_BARS, 0)
            more = document.labels["more"].format(n=document.write(left, "number")) if left else ""
            return found | {"shape": "rows", "more": more, "rows": _bars(chart, document)}
        case "waterfall":
            return found | {"shape": "rows", "rows": _steps(chart, document)}
        case _:
            return found | {"shape": "plot"} | _plot(chart, document)


def _bars(chart: Chart, document: Document) -> list[Drawn]:
    values = chart.series[0].values[:_MOST_BARS]
    lows, highs = chart.low or (None,) * len(values), chart.high or (None,) * len(values)
    ends = [value for value in (*values, *lows, *highs, 0.0) if value is not None]
    at = Scale(min(ends), max(ends))
    rows = []
    for name, value, low, high in zip(chart.categories, values, lows, highs, strict=False):
        row = _row(name, document.write(value, chart.kind), at(0.0), at(value or 0.0), _LEVEL)
        if low is not None and high is not None:
            row |= {"range": [at(low), at(high)]}
            row |= {"said": f"{row['said']} ({document.write(low, chart.kind)}–{document.write(high, chart.kind)})"}
        rows.append(row)
    return rows


def _steps(chart: Chart, document: Document) -> list[Drawn]:
    """Levels and what leads from one to the other; each step begins where the one before ended."""
    steps = chart.steps
    ends = [0.0, *(step.end for step in steps)]
    at = Scale(min(ends), max(ends))
    colours = {"level": _LEVEL, "rise": _RISE, "fall": _FALL}
    return [
        _row(name, document.write_step(step, chart.kind), at(step.start), at(step.end), colours[step.kind])
        for name, step in zip(chart.categories, steps, strict=True)
    ]


def _row(name: str, said: str, start: float, end: float, colour: str) -> Drawn:
    name = fit.short(name, 8, _NAME)
    return {"name": name, "said": said, "from": min(start, end), "to": max(start, end), "colour": colour, "range": None}


def _plot(chart: Chart, document: Document) -> Drawn:
    """Lines or stacked columns over the categories, on gridlines that are labelled."""
    count = len(chart.categories)
    is_line = chart.shape == "line"
    totals = [sum(max(series.values[place] or 0.0, 0.0) for series in chart.series) for place in range(count)]
    known = [value for series in chart.series for value in series.values if value is not None]
    ticks = _ticks(min([*known, 0.0]), max(known if is_line else totals), is_whole=chart.kind == "number")
    at = Scale(ticks[0], ticks[-1])
    every = max(1, -(-count // _MOST_NAMES))
    middles = [(place + 0.5) / count for place in range(count)]
    return {
        "ticks": [{"at": at(tick), "said": document.write(tick, chart.kind)} for tick in ticks],
        "names": [{"at": middles[place], "said": chart.categories[place]} for place in range(0, count, every)],
        "wide": every / count,
        "lines": _lines(chart, middles, at) if is_line else [],
        "columns": [] if is_line else _columns(chart, middles, at),
        "totals": []
        if is_line or count > _MOST_NAMES
        else [
            {"at": middles[place], "high": at(total), "said": document.write(total, chart.kind)}
            for place, total in enumerate(totals)
        ],
        "legend": [
            {"said": series.name, "colour": _colour(number), "number": number}
            for number, series in enumerate(chart.series)
        ]
        if len(chart.series) > 1
        else [],
    }


def _lines(chart: Chart, middles: list[float], at: Scale) -> list[Drawn]:
    """Each series as runs of points without gaps."""
    found: list[Drawn] = []
    for number, series in enumerate(chart.series):
        runs: list[list[list[float]]] = [[]]
        for middle, value in zip(middles, series.values, strict=True):
            if value is None:
                runs.append([])
            else:
                runs[-1].append([middle, at(value)])
        found.append({"colour": _colour(number), "number": number, "runs": [run for run in runs if run]})
    return found


def _columns(chart: Chart, middles: list[float], at: Scale) -> list[Drawn]:
    half = 0.32 / len(middles)
    found: list[Drawn] = []
    for place, middle in enumerate(middles):
        level = 0.0
        for number, series in enumerate(chart.series):
            value = max(series.values[place] or 0.0, 0.0)
            if value:
                found.append(
                    {
                        "left": middle - half,
                        "wide": 2 * half,
                        "low": at(level),
                        "high": at(level + value),
                        "colour": _colour(number),
                    }
                )
            level += value
    return found


def _ticks(low: float, high: float, *, is_whole: bool) -> list[float]:
    """Round values from at or under the lowest, zero among them, to at or over the highest."""
    wide = (max(high, 0.0) - min(low, 0.0)) or 1.0
    power = 10.0 ** math.floor(math.log10(wide / 4))
    step = next(each * power for each in _STEPS if each * power >= wide / 4)
    if is_whole:
        step = max(1.0, math.ceil(step))
    first, last = math.floor(min(low, 0.0) / step), math.ceil(max(high, 0.0) / step)
    return [number * step for number in range(first, max(last, first + 1) + 1)]


def _colour(number: int) -> str:
    return _COLOURS[number % len(_COLOURS)]
