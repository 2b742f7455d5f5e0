"""How soon the quarter's leads were answered, and whose waited longer than all others."""

from datetime import datetime, time, timedelta

from metrics.review import response
from metrics.review.response import Slow, Waits
from pages.components import session, words
from pages.components.i18n import _
from pages.review import phrases
from pages.review.basis import Basis
from pages.review.document import Card, Chart, Column, Series, Table


def waits(basis: Basis) -> Waits:
    """The waits of the quarter's leads up to the day looked from; none where no answer to any is known."""
    window = basis.windows["now"]
    rows = session.fetch("leads/response", basis.choice.scope, period_start=window.start, period_end=window.end)
    return response.answered(rows, until=datetime.combine(basis.day + timedelta(days=1), time.min))


def told(found: Waits) -> list[str]:
    """Whose leads wait longer by more than chance."""
    return [_slow(item) for item in response.slower(found.rows, list(_dimensions()))]


def cards(found: Waits) -> tuple[Card, ...]:
    """How many leads there were and how soon they were answered."""
    if not found.count:
        return ()
    known = found.measures()
    return (
        Card(
            _("Leads"),
            float(found.count),
            "number",
            _("median wait {wait}").format(wait=words.wait(known["median"].value)),
        ),
        Card(_("Answered within an hour"), known["within_1h"].value, "share", phrases.interval(known["within_1h"])),
        Card(_("Not answered yet"), known["never"].value, "share", phrases.interval(known["never"])),
    )


def charts(found: Waits) -> tuple[Chart, ...]:
    """How many of each territory's leads are answered within an hour; of each source's where there is one territory."""
    titles = {
        "territory": _("Answered within an hour, by territory"),
        "source": _("Answered within an hour, by source"),
    }
    for dimension, title in titles.items():
        shares = {group.name: group.within_1h for group in found.groups(dimension)}
        if len(shares) > 1:
            first = sorted(shares, key=lambda name: (-(shares[name] or 0.0), name))
            return (
                Chart(
                    key="answered",
                    title=title,
                    shape="bar",
                    kind="share",
                    categories=tuple(first),
                    series=(Series(_("Answered within an hour"), tuple(shares[name] for name in first)),),
                    alt=_("Share of leads answered within an hour, by group"),
                ),
            )
    return ()


def tables(found: Waits) -> tuple[Table, ...]:
    """Every group with its leads and their waits."""
    rows = [
        (
            _group(dimension, group.name),
            group.leads,
            words.wait(group.median),
            group.within_1h,
            group.within_24h,
            group.never,
        )
        for dimension in _dimensions()
        for group in found.groups(dimension)
    ]
    if not rows:
        return ()
    return (
        Table(
            key="leads",
            title=_("How soon leads were answered"),
            columns=(
                Column(_("Leads of")),
                Column(_("Leads"), "number"),
                Column(_("Median wait")),
                Column(_("Within 1 h"), "share"),
                Column(_("Within 24 h"), "share"),
                Column(_("Not yet"), "share"),
            ),
            rows=tuple(rows),
            shown=16,
        ),
    )


def note() -> str:
    """How waits are compared."""
    return _(
        "Leads created in the quarter, from creation to our first contact by the calendar; a lead without an answer"
        " counts as far as it has waited. Each territory, team and source against all other leads by the log-rank test;"
        " chance alone would name any in less than 0.25 % of cases (Holm)."
    )


def _dimensions() -> dict[str, str]:
    return {"territory": _("territory {name}"), "team": _("team {name}"), "source": _("source {name}")}


def _group(dimension: str, name: str) -> str:
    return _dimensions()[dimension].format(name=name)


def _slow(item: Slow) -> str:
    group = _group(item.dimension, item.group)
    if item.own.value is None:
        text = _("Only {share} of the leads of {group} were answered; of all others half are within {others} (n = {n})")
    else:
        text = _("Leads of {group} wait {own} for an answer, all others {others} (medians, n = {n})")
    return text.format(
        group=group,
        share=words.percent(item.answered.value, 0),
        own=words.wait(item.own.value),
        others=words.wait(item.others.value),
        n=words.number(item.own.n),
    )
