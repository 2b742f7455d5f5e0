"""KPI cards: a value with what it rests on, its change, its way there, and the work behind it."""

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from metrics import catalog
from metrics.values import Value
from pages.components import definitions, words
from pages.components.figures import Figures
from pages.components.filters import Choice
from pages.components.i18n import _
from pages.components.safety import markdown
from pages.components.work import Work, button

# Below this many cases a rate says little, so its interval is shown.
_SMALL = 100


@dataclass(frozen=True, slots=True)
class Card:
    """A card of one measure: notes under it in plain text, and how to show its work."""

    work: Work
    notes: tuple[str, ...] = ()
    chart: Literal["line", "bar"] = "line"


def show(card: Card, figures: Figures, choice: Choice) -> None:
    """Draw the card of a measure into the place where it is called."""
    measure = catalog.MEASURES[card.work.measure]
    now, before = figures.now[measure.name], figures.before.get(measure.name)
    series = figures.series.get(measure.name, [])
    with st.container(border=True, height="stretch", gap="xxsmall", key=f"card_{measure.name}"):
        st.metric(
            words.label(measure.name),
            markdown(words.value(now, choice.currency)),
            help=definitions.of(measure.name),
            chart_data=series if len(series) > 1 else None,
            chart_type=card.chart,
        )
        st.markdown(_change(now, before, measure.good, choice))
        st.caption("  \n".join(markdown(note) for note in card.notes))
        st.space("stretch")
        button(card.work, figures.now, choice)


def _change(now: Value, before: Value | None, good: str, choice: Choice) -> str:
    """The change since the comparison: green or red by what is good, and always with a sign. Markdown-safe."""
    change = words.change(now, before, choice.currency)
    if change is None or choice.comparison is None:
        text = _("no comparison") if choice.comparison is None else _("nothing to compare with")
        return f":small[:gray[{markdown(text)}]]"
    rose, fell = change.startswith("+"), change.startswith("−")
    better = {"up": rose, "down": fell}.get(good, False)
    worse = {"up": fell, "down": rose}.get(good, False)
    color = "green" if better else "red" if worse else "gray"
    against = _("vs {period}").format(period=choice.comparison.label)
    return f":small[:{color}[**{markdown(change)}**] :gray[{markdown(against)}]]"


def rests_on(item: Value, text: str) -> str:
    """What a value rests on, such as "n = 12 decided, 95 % interval 34–78 %"; the interval where n is small."""
    line = text.format(n=words.number(item.n or 0))
    if item.low is not None and (item.n or 0) < _SMALL:
        return f"{line} · {words.interval(item)}"
    return line
