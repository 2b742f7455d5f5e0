"""The checks of the data in words: names, rules, reasons, and the sentences about what was found."""

from metrics.quality_checks import CHECKS, STATED
from pages.components import filters, words
from pages.components.filters import Choice
from pages.components.i18n import _, ngettext


def check(code: str) -> str:
    """What a check is called."""
    return _(CHECKS[code].label)


def rule(code: str) -> str:
    """What a check has something against, with its thresholds."""
    return _(CHECKS[code].rule).format(**STATED)


def mend(code: str) -> str:
    """Who puts right what a check finds."""
    return _(CHECKS[code].mend)


def distorted(code: str) -> str:
    """The measures a check distorts, by their labels."""
    return ", ".join(words.label(name) for name in CHECKS[code].distorts)


def reasons() -> dict[str, str]:
    """What is against a record, by code."""
    return {
        "blank": _("no amount"),
        "zero": _("amount is zero"),
        "absent": _("no close date"),
        "past": _("close date is past"),
        "undated": _("no day of the decision"),
        "nobody": _("no owner"),
        "left": _("owner has left"),
        "unlisted": _("owner is not in the list of people"),
        "no_stage": _("no stage"),
        "unread": _("nothing tells what the stage means"),
        "negative": _("closed before it was created"),
        "zero_days": _("closed on the day it was created"),
        "no_rate": _("no exchange rate for its currency"),
        "no_currency": _("no currency"),
        "mass": _("created with many others on one day"),
        "share": _("a share among percentages"),
        "same": _("all open deals have this probability"),
        "untouched": _("no activity on record"),
        "same_name": _("same name once folded"),
        "typo": _("one letter apart"),
        "same_site": _("same website, nearly the same name"),
        "same_facts": _("same product, amount, owner and creation day"),
        "no_creation": _("no creation moment"),
        "backwards": _("answered before it was created"),
        "no_record": _("no file tells of any answer"),
        "unrecorded": _("worked on, yet no contact on record"),
        "no_minutes": _("no duration"),
        "odd_minutes": _("duration cannot be right"),
    }


def records(kind: str, n: int) -> str:
    """So many records of a kind."""
    text = {
        "deals": ngettext("{n} deal", "{n} deals", n),
        "accounts": ngettext("{n} account", "{n} accounts", n),
        "leads": ngettext("{n} lead", "{n} leads", n),
        "activities": ngettext("{n} call or meeting", "{n} calls and meetings", n),
    }[kind]
    return text.format(n=words.number(n))


def found_of(kind: str, found: int, looked_at: int) -> str:
    """So many found of so many, with their share."""
    if not looked_at:
        return _("There is nothing to look at in this choice.")
    text = _("{found} of {all} looked at ({share})")
    return text.format(found=words.number(found), all=records(kind, looked_at), share=words.percent(found / looked_at))


def signed(amount: float | None, digits: int = 0) -> str:
    """A change with its sign; a dash where there is nothing to compare with."""
    if amount is None:
        return "–"
    return f"{'+' if amount > 0 else '−' if amount < 0 else '±'}{words.number(abs(amount), digits)}"


def summary(choice: Choice, *, everything: bool) -> str:
    """The choice in a line of plain text; of all records the period says nothing."""
    line = filters.summary(choice)
    if not everything:
        return line
    _period, _mark, others = line.partition("; ")
    return "; ".join(part for part in (_("All records"), others) if part)


def file_name(stem: str, choice: Choice, *, everything: bool) -> str:
    """The name of a download, with the period it is of."""
    return f"{stem}-{'all' if everything else choice.calendar.code(choice.period)}"
