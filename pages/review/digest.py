"""What changed in a week, for an e-mail: the forecast, the pipeline, what was won, lost and slipped, and new risks.

`digest_html.as_html(digest.make(choice))` is its body, `digest_html.as_text` the same for readers of plain text.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from metrics.movement import Movement
from metrics.review import risks as judged_risks
from metrics.review.deals import Decided, amount, pushed_out
from metrics.review.plain import Record
from pages.components import figures, filters, forecast, i18n, pipeline, pipeline_words, session, words
from pages.components import signals as book
from pages.components.filters import Choice
from pages.components.i18n import _, ngettext
from pages.components.pipeline_days import Window
from pages.review import listed, risks
from pages.review import make as review
from pages.review.document import Card, Column, Document, Section, Table

DAYS = 7
_DAY = timedelta(days=1)
_SHOWN = 8


def make(choice: Choice, since: date | None = None) -> Document:
    """The changes up to the last day known, in the language in force.

    choice: its filters count; the period is the quarter under way. since: the day after whose end changes count;
    without one, a week before the last day known.
    """
    release = session.release()
    if release is None:
        raise LookupError("There is no release to ask.")
    first = since or choice.as_of - timedelta(days=DAYS)
    quarter = choice.calendar.containing(choice.as_of, "quarter")
    now = replace(choice, period=quarter, comparison=choice.calendar.compared(quarter, "previous"))
    then = replace(now, as_of=first, scope=replace(now.scope, as_of=first))
    window = Window(first, choice.as_of, quarter)
    decided = Decided(
        session.fetch("review/decided", choice.scope, period_start=first + _DAY, period_end=choice.as_of + _DAY)
    )
    sections = (
        _forecast(now, first),
        _movement(now, window),
        _won(decided.won, first, now),
        _lost(decided.lost, first, now),
        _slipped(now, window),
        _at_risk(now, then),
    )
    return Document(
        period=quarter.label,
        starts_on=first + _DAY,
        ends_on=choice.as_of,
        as_of=choice.as_of,
        release=release.number,
        filters=filters.narrowed(now),
        query={},
        language=i18n.language(),
        locale=i18n.locale(),
        currency=choice.currency,
        title=_("Sales digest"),
        sections=sections,
        labels=review.labels() | {"more": _("and {n} more")},
    )


def _forecast(choice: Choice, first: date) -> Section:
    """What the quarter is expected to close at, and what it was on the day before."""
    period, money = choice.period, words.money(choice.currency)
    asked = forecast.asked(choice)
    now = forecast.outlook(choice, asked).periods[0]
    then = forecast.before(choice, asked, (choice.as_of - first).days).periods[0]
    quota = forecast.quota(choice, asked)
    told = {
        "period": asked.label,
        "now": money(now.p50),
        "low": money(now.p10),
        "high": money(now.p90),
        "change": pipeline_words.signed(now.p50 - then.p50, choice.currency),
        "day": words.day(first),
    }
    text = (
        _("{period} will close between {low} and {high}")
        if now.is_range_only
        else _("{period} is expected to close at {now}, {change} since {day}")
    )
    cards = [
        Card(_("Forecast"), None if now.is_range_only else now.p50, "money", _("{low} to {high}").format(**told)),
    ]
    if quota:
        before = words.percent(then.chance_of(quota), 0)
        note = _("{chance} on {day}; quota {quota}").format(chance=before, day=told["day"], quota=money(quota))
        cards.append(Card(words.label("chance_of_quota"), now.chance_of(quota), "share", note))
    measured = figures.measured(choice.scope, period, choice.as_of)
    won, reached = measured["won_amount"], measured["quota_attainment"]
    note = _("{share} of the quota").format(share=words.percent(reached.value)) if reached.value is not None else ""
    cards.append(Card(_("Won in {period}").format(period=period.label), won.value, "money", note))
    return Section("forecast", _("Forecast"), text.format(**told), cards=tuple(cards))


def _movement(choice: Choice, window: Window) -> Section:
    """What led from the pipeline of the day before to the present one, each deal once."""
    found = pipeline.flow(choice, window).net
    rows: list[tuple[str, int | None, float]] = [(_at(window.first), found.start_deals, float(found.start))]
    rows += [(pipeline_words.reason(step.reason), step.deals, float(step.amount)) for step in found.steps if step.deals]
    rows.append((_at(window.last), found.end_deals, float(found.end)))
    return Section(
        key="movement",
        title=_("Pipeline due in {period}").format(period=choice.period.label),
        headline=_moved(found, window, choice),
        tables=(
            Table(
                key="movement",
                title="",
                columns=(Column(_("Step")), Column(_("Deals"), "number"), Column(_("Amount"), "money")),
                rows=tuple(rows),
                shown=len(rows),
            ),
        ),
    )


def _at(day: date) -> str:
    return _("Open on {day}").format(day=words.day(day))


def _moved(found: Movement, window: Window, choice: Choice) -> str:
    told = {
        "change": words.money(choice.currency)(abs(float(found.change))),
        "end": words.money(choice.currency)(float(found.end)),
        "day": words.day(window.first),
    }
    if not found.change:
        return _("It stands at {end}, as on {day}").format(**told)
    text = (
        _("It grew by {change} since {day}, to {end}")
        if found.change > 0
        else _("It shrank by {change} since {day}, to {end}")
    )
    return text.format(**told)


def _won(won: Sequence[Record], first: date, choice: Choice) -> Section:
    text = ngettext("{n} deal of {amount} was won", "{n} deals of {amount} were won", len(won))
    none = _("Nothing was won since {day}").format(day=words.day(first))
    more: listed.Columns = {"closed_on": (_("Closed on"), "date")}
    return _listed("won", _("Won"), text, none, won, more, choice)


def _lost(lost: Sequence[Record], first: date, choice: Choice) -> Section:
    text = ngettext("{n} deal of {amount} was lost", "{n} deals of {amount} were lost", len(lost))
    none = _("Nothing was lost since {day}").format(day=words.day(first))
    more: listed.Columns = {"closed_on": (_("Closed on"), "date"), "loss_reason": (_("Reason"), "text")}
    return _listed("lost", _("Lost"), text, none, lost, more, choice)


def _slipped(choice: Choice, window: Window) -> Section:
    slipped = pushed_out(pipeline.net_deals(choice, window))
    period = choice.period.label
    text = ngettext(
        "{n} deal of {amount} left {period} for a later date",
        "{n} deals of {amount} left {period} for a later date",
        len(slipped),
    )
    none = _("No deal left {period} for a later date").format(period=period)
    more: listed.Columns = {"close_on": (_("Close date now"), "date"), "stage": (_("Stage"), "text")}
    return _listed("slipped", _("Slipped"), text, none, slipped, more, choice)


def _at_risk(now: Choice, then: Choice) -> Section:
    """The open deals whose signals tell of a risk now and did not on the day before."""
    named = session.fetch("deals/open_deals", now.scope, today=now.as_of, ids=None)
    found = judged_risks.newly(book.book(now).deals, book.book(then).deals, named)
    new = [{**item.deal, "why": risks.why(item)} for item in found]
    text = ngettext("{n} deal of {amount} is newly at risk", "{n} deals of {amount} are newly at risk", len(new))
    none = _("No deal is newly at risk")
    more: listed.Columns = {"close_on": (_("Close date"), "date"), "why": (_("Why"), "text")}
    return _listed("at_risk", _("New risks"), text, none, new, more, now)


def _listed(
    key: str, title: str, text: str, none: str, deals: Sequence[Record], more: listed.Columns, choice: Choice
) -> Section:
    """A section about deals. text: with n, amount and period; none: where there are none."""
    if not deals:
        return Section(key, title, none)
    columns: listed.Columns = {
        "deal": (_("Deal"), "text"),
        "rep_name": (_("Owner"), "text"),
        "amount": (_("Amount"), "money"),
        **more,
    }
    told = {
        "n": words.number(len(deals)),
        "amount": words.money(choice.currency)(amount(deals)),
        "period": choice.period.label,
    }
    rows = [{**deal, "deal": _named(deal)} for deal in deals]
    return Section(
        key=key,
        title=title,
        headline=text.format(**told),
        tables=(listed.table(key, "", rows, columns, _SHOWN),),
    )


def _named(deal: Record) -> str:
    """A deal by its name, with its account where the name does not say it: a mail is narrow."""
    name, account = str(deal["name"] or deal["opportunity_id"]), deal["account_name"]
    return f"{name} ({account})" if account and str(account) not in name else name
