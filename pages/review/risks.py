"""Risks: open deals of the next quarter that look like those that were lost, and how much hangs on a few."""

from metrics import signals
from metrics.review import risks as judged
from metrics.review.deals import amount
from metrics.review.risks import Risk, Risks
from pages.components import session, signals_words, words
from pages.components import signals as book
from pages.components.i18n import _, ngettext
from pages.review import listed, notes
from pages.review.basis import Basis
from pages.review.document import Card, Section, Table

_SHOWN, _FEW = 8, 5


def risks(basis: Basis) -> Section:
    """Deals at risk among those due next, and the concentration on the largest."""
    ahead = basis.ahead
    named = session.fetch("deals/open_deals", ahead.scope, today=ahead.as_of, ids=None)
    found = judged.due(book.book(ahead).deals, named, largest=_FEW)
    risky = amount([item.deal for item in found.at_risk])
    return Section(
        key="risks",
        title=_("Risks"),
        headline=_finding(found, basis),
        cards=(
            Card(
                _("At risk, of what is due"),
                found.share,
                "share",
                _("{amount} in {n} deals").format(amount=basis.money(risky), n=words.number(len(found.at_risk))),
            ),
            Card(
                _("In the {n} largest deals").format(n=words.number(_FEW)),
                found.few,
                "share",
                _("of {amount} due").format(amount=basis.money(found.amount)),
            ),
            Card(_("Past their close date"), None if found.overdue is None else float(found.overdue), "number", ""),
        ),
        tables=(_table(found),),
        notes=(
            *notes.of("due_amount"),
            _(
                "At risk: deals due in {period} whose signals count as much as those of deals that were lost before."
            ).format(period=ahead.period.label),
            *(f"{_(signal.label)}: {_(signal.meaning)}" for signal in signals.SIGNALS.values()),
        ),
    )


def why(risk: Risk) -> str:
    """The signals that a deal shows, in words."""
    return ", ".join(signals_words.label(code) for code in risk.signals)


def _finding(found: Risks, basis: Basis) -> str:
    period = basis.ahead.period.label
    if found.share is None:
        return _("No deal with an amount is due in {period} yet").format(period=period)
    if not found.at_risk:
        return _("None of the deals due in {period} is at risk by its signals").format(period=period)
    text = ngettext(
        "{n} deal due in {period} is at risk: {amount}, {share} of what is due",
        "{n} deals due in {period} are at risk: {amount}, {share} of what is due",
        len(found.at_risk),
    )
    risky = basis.money(amount([item.deal for item in found.at_risk]))
    return text.format(
        n=words.number(len(found.at_risk)), period=period, amount=risky, share=words.percent(found.share, 0)
    )


def _table(found: Risks) -> Table:
    columns = listed.of_deals({"close_on": (_("Close date"), "date"), "why": (_("Why"), "text")})
    rows = [{**item.deal, "why": why(item)} for item in found.at_risk]
    return listed.table("at_risk", _("The largest deals at risk"), rows, columns, _SHOWN)
