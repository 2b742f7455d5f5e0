"""The deals of the quarter: the biggest wins, the losses with their reasons, and what slipped."""

from collections.abc import Sequence
from datetime import timedelta

from metrics.review import deals as judged
from metrics.review.deals import Reasons
from metrics.review.plain import Record
from pages.components import calendar, session, words
from pages.components.i18n import _, ngettext
from pages.components.pipeline_days import Window
from pages.review import listed, notes
from pages.review.basis import Basis
from pages.review.document import Chart, Section, Series

_SHOWN, _FEW = 8, 3


def deals(basis: Basis) -> Section:
    """Biggest wins, biggest losses and slips of the quarter."""
    decided = basis.decided("now")
    won, lost, slipped = decided.won, decided.lost, _slipped(basis)
    reasons = judged.reasons(lost)
    wins = listed.of_deals({"closed_on": (_("Closed on"), "date"), "cycle_days": (_("Days"), "days")})
    losses = listed.of_deals({"closed_on": (_("Closed on"), "date"), "loss_reason": (_("Reason"), "text")})
    slips = listed.of_deals({"close_on": (_("Close date now"), "date"), "stage": (_("Stage"), "text")})
    return Section(
        key="deals",
        title=_("Deals"),
        headline=_made(won),
        lines=(*_why(reasons), *_left(slipped, basis)),
        charts=(_lost_by_reason(reasons),) if lost else (),
        tables=(
            listed.table("wins", _("Biggest wins"), won, wins, _SHOWN),
            listed.table("losses", _("Biggest losses"), lost, losses, _SHOWN),
            listed.table("slips", _("Slipped out of the quarter"), slipped, slips, _SHOWN),
        ),
        notes=(
            *notes.of("won_amount"),
            _("Slipped: due in the quarter at some time of it, and still open with a close date after it."),
        ),
    )


def _slipped(basis: Basis) -> list[Record]:
    first, last = basis.period.start - timedelta(days=1), calendar.last_day(basis.windows["now"])
    window = Window(first, last, basis.period)
    return judged.slipped(session.fetch("pipeline/net_deals", basis.choice.scope, **window.params))


def _made(won: Sequence[Record]) -> str:
    share = judged.held_by(won, _FEW)
    if share is None:
        return _("No deal with an amount was won")
    few = min(len(won), _FEW)
    text = ngettext(
        "The largest win makes {share} of the won amount (n = {won} won)",
        "The {n} largest wins make {share} of the won amount (n = {won} won)",
        few,
    )
    return text.format(n=few, share=words.percent(share, 0), won=words.number(len(won)))


def _why(found: Reasons) -> tuple[str, ...]:
    if not found.n:
        return ()
    if found.most is None:
        return (_("No reason is written down for any of the {n} losses.").format(n=words.number(found.n)),)
    text = _("Most frequent reason of a loss: {reason}, {k} of {n}; {blank} without a reason.")
    return (
        text.format(
            reason=found.most,
            k=words.number(found.deals),
            n=words.number(found.n),
            blank=words.number(found.unnamed),
        ),
    )


def _left(slipped: Sequence[Record], basis: Basis) -> tuple[str, ...]:
    if not slipped:
        return ()
    text = ngettext("{n} deal of {amount} slipped.", "{n} deals of {amount} slipped.", len(slipped))
    return (text.format(n=words.number(len(slipped)), amount=basis.money(judged.amount(slipped))),)


def _lost_by_reason(found: Reasons) -> Chart:
    shown = found.amounts[:_SHOWN]
    return Chart(
        key="losses",
        title=_("Lost amount by reason"),
        shape="bar",
        kind="money",
        categories=tuple(reason or _("no reason written down") for reason, _amount in shown),
        series=(Series(_("Lost"), tuple(amount for _reason, amount in shown)),),
        alt=_("Lost amount by reason of the loss"),
    )
