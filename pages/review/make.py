"""A review put together: every section in its order, and what pins it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from data import reviews
from data.reviews import Review
from pages.components import calendar, codes, filters, i18n, session
from pages.components.filters import Choice
from pages.components.i18n import _
from pages.review import ahead, carried, deals, drivers, funnel, market, notes, outlook, people, result, risks
from pages.review.basis import Basis
from pages.review.document import Document, Section

DEFINED = (
    "won_amount",
    "quota_attainment",
    "win_rate",
    "deal_size_mean",
    "deal_size_median",
    "sales_cycle_median_days",
    "forecast_p50",
    "chance_of_quota",
    "forecast_accuracy",
    "forecast_bias",
    "coverage",
    "coverage_needed",
    "stage_conversion",
    "time_in_stage",
    "participation",
    "speed_to_lead",
)


_SECTIONS = (
    result.result,
    drivers.drivers,
    deals.deals,
    people.people,
    funnel.health,
    market.market,
    outlook.outlook,
    ahead.pipeline_ahead,
    risks.risks,
)
_CARRIED = 8  # earlier reviews whose open decisions are carried on


def make(
    choice: Choice, said: Review, last: Review, progress: Callable[[float], object] = lambda _done: None
) -> Document:
    """The review of the chosen quarter in the language in force. choice: its period is a fiscal quarter.

    said, last: what people said in this review, and what it carries on from those before (see `spoken`). progress: told
    the share done, 0 to 1.
    """
    release = session.release()
    if release is None:
        raise LookupError("There is no release to ask.")
    basis = Basis(choice)
    sections = []
    for number, write in enumerate(_SECTIONS, start=1):
        sections.append(write(basis))
        progress(number / len(_SECTIONS))
    sections.append(carried.decisions(basis, said, last))
    query = codes.Codes(
        choice.calendar.code(choice.period),
        owned="today" if choice.scope.ownership == "today" else None,
        filters=chosen(choice),
    ).query
    made = Document(
        period=choice.period.label,
        starts_on=choice.period.start,
        ends_on=calendar.last_day(choice.period),
        as_of=basis.day,
        release=release.number,
        filters=filters.narrowed(choice),
        query={name: [value] if isinstance(value, str) else list(value) for name, value in query.items()},
        language=i18n.language(),
        locale=i18n.locale(),
        currency=choice.currency,
        title=_("Quarterly review"),
        sections=tuple(_commented(_stated(section), said) for section in sections),
        definitions=notes.definitions(*DEFINED),
        labels=labels(),
    )
    return made.edited(said.headlines)


def _stated(section: Section) -> Section:
    """The section with its headline as one: without the stop of a sentence."""
    return replace(section, headline=section.headline.rstrip(".。"))


def _commented(section: Section, said: Review) -> Section:
    """The section with what a person had to say of it first."""
    comment = said.comments.get(section.key)
    return replace(section, lines=(*comment.splitlines(), *section.lines)) if comment else section


def of_quarter(choice: Choice) -> Choice:
    """The choice with the fiscal quarter that a review is of: the last one of its period, of those that have begun."""
    fiscal = choice.calendar
    quarter = fiscal.containing(
        max(min(calendar.last_day(choice.period), choice.as_of), choice.period.start), "quarter"
    )
    return replace(choice, period=quarter, comparison=fiscal.compared(quarter, "previous"))


def spoken(choice: Choice, folder: Path) -> tuple[Review, Review]:
    """What was said in this review, and what it carries on: the last review with what is open of those before it."""
    name, *earlier = names(choice)
    return reviews.of(folder, name), reviews.carried(folder, earlier)


def names(choice: Choice) -> list[str]:
    """The names under which what is said in this review and in those before it is kept, the newest first."""
    fiscal, quarter = choice.calendar, choice.period
    found = [reviews.key(fiscal.code(quarter), chosen(choice))]
    while len(found) <= _CARRIED and (earlier := fiscal.compared(quarter, "previous")):
        quarter = earlier
        found.append(reviews.key(fiscal.code(quarter), chosen(choice)))
    return found


def chosen(choice: Choice) -> dict[str, list[str]]:
    """The filters of a choice: name → codes."""
    return {name: list(values) for name, values in choice.scope.filters}


def labels() -> dict[str, str]:
    """The words around the findings, in the language in force: see document.LABELS."""
    return {
        "as_of": _("As of {day}"),
        "release": _("Release {number}"),
        "contents": _("Contents"),
        "definitions": _("Definitions"),
        "measure": _("Measure"),
        "meaning": _("Meaning"),
        "computed": _("As computed: {text}"),
        "more": _("{n} more rows in the workbook"),
        "nothing": _("Nothing to show"),
        "sources": _("Definitions and sources"),
        "page": _("Page"),
    }
