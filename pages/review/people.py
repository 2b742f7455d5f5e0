"""How the quarter is spread over the people who carry a quota."""

from metrics import measures
from metrics.review.people import Spread, spread
from pages.components import session, words
from pages.components.i18n import _, ngettext
from pages.review import listed, notes, phrases
from pages.review.basis import Basis
from pages.review.document import Card, Chart, Section, Series, Table

_SHOWN = 15


def people(basis: Basis) -> Section:
    """Participation and the distribution of attainment."""
    period = basis.period
    rows = session.fetch(
        "measures/attainment", basis.choice.scope, period_start=period.start, period_end=period.end, group_by="all"
    )
    carrying, found = spread(rows), measures.attainment(rows)
    return Section(
        key="people",
        title=_("People"),
        headline=_spread(carrying),
        cards=(
            Card(
                words.label("participation"),
                found["participation"].value,
                "share",
                phrases.interval(found["participation"]),
            ),
            Card(
                words.label("quota_attainment"),
                found["quota_attainment"].value,
                "share",
                _("n = {n} quotas").format(n=words.number(found["quota"].n)),
            ),
        ),
        charts=(_chart(carrying),) if carrying.n else (),
        tables=(_table(carrying),) if carrying.n else (),
        notes=notes.of("quota_attainment", "participation"),
    )


def _spread(found: Spread) -> str:
    if not found.n:
        return _("Nobody carries a quota in this choice")
    text = ngettext("{k} of {n} person reached the quota", "{k} of {n} people reached their quota", found.n)
    said = text.format(k=words.number(found.reached), n=words.number(found.n))
    if found.top is None:
        return said
    text = _("{said}; the top fifth won {share} of the amount")
    return text.format(said=said, share=words.percent(found.top, 0))


def _chart(found: Spread) -> Chart:
    return Chart(
        key="attainment",
        title=_("People by attainment of their quota"),
        shape="stacked",
        kind="number",
        categories=tuple(_band(low, high) for low, high, _people in found.bands),
        series=(Series(_("People"), tuple(float(people) for _low, _high, people in found.bands)),),
        alt=_("How many people reached which share of their quota"),
    )


def _band(low: float, high: float) -> str:
    if high == float("inf"):
        return _("{share} and more").format(share=words.percent(low, 0))
    return f"{words.number(low * 100)}–{words.percent(high, 0)}"


def _table(found: Spread) -> Table:
    columns: listed.Columns = {
        "rep_name": (_("Person"), "text"),
        "won_amount": (words.label("won_amount"), "money"),
        "quota": (words.label("quota"), "money"),
        "attainment": (words.label("quota_attainment"), "share"),
        "gap": (_("Gap"), "money"),
    }
    return listed.table("people", _("Attainment of each person"), found.rows, columns, _SHOWN)
