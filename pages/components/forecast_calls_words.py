"""Words for calls and forecast categories: what they are named here, where a call comes from, why it is stale."""

from collections.abc import Sequence

import streamlit as st

from metrics.calls import STALE_DAYS, Standing
from metrics.periods import Period
from pages.components import signals_words, words
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown

LONGEST_NAME = 30  # characters
NAMED = ("closed", "commit", "most_likely", "best_case", "pipeline", "omitted")


def name_key(code: str) -> str:
    """Where the link keeps the organisation's own name of a category."""
    return f"name_{code}"


def category(code: str) -> str:
    """A forecast category as it is named here, in plain text: the link's name, else the usual one."""
    given = st.query_params.get(name_key(code), "").strip()[:LONGEST_NAME] if code in NAMED else ""
    return given or usual(code)


def usual(code: str) -> str:
    """The usual name of a forecast category."""
    if code == "closed":  # in a period only what is won is closed
        return _("Closed, won")
    return signals_words.categories().get(code) or _("No category")


def kind(code: str) -> str:
    """Whose word a submission is."""
    return {"rep": _("Own call"), "manager": _("Manager's override")}.get(code, code)


def source(found: Standing) -> str:
    """Where a call comes from."""
    return {
        "own": _("own call"),
        "override": _("override"),
        "below": _("added up"),
        "own_and_below": _("own call + those below"),
    }.get(found.source, _("no call"))


def stale(codes: Sequence[str]) -> str:
    """Why a call is stale; empty where it is not."""
    told = {
        "old": _("older than {n} days").format(n=words.number(STALE_DAYS)),
        "moved": _("deals moved since"),
        "below": _("a newer call since"),
    }
    return ", ".join(told[code] for code in codes)


def called(people: int, called: int) -> str:
    """For how many people a call counts, such as "5 of 7"."""
    return _("{n} of {all}").format(n=words.number(called), all=words.number(people)) if people else ""


def finding(
    amount: float | None, people: int, called: int, quota: float | None, period: Period, *, name: str, currency: str
) -> str:
    """What is called against the quota, as a title. Markdown-safe. name: of the category."""
    money = words.money(currency)
    if amount is None:
        return markdown(_("Nobody has made a call for {period} yet").format(period=period.label))
    values = {"amount": money(amount), "period": period.label, "name": name}
    if quota:
        gap = amount - quota
        values |= {"gap": money(abs(gap)), "quota": money(quota)}
        text = (
            _("{name}: {amount} is called for {period}, {gap} above the quota of {quota}")
            if gap >= 0
            else _("{name}: {amount} is called for {period}, {gap} short of the quota of {quota}")
        )
    else:
        text = _("{name}: {amount} is called for {period}")
    said = text.format(**values)
    silent = people - called
    if silent > 0:
        missing = ngettext("no call from {n} of {all} person", "no call from {n} of {all} people", people)
        said = f"{said} · {missing.format(n=words.number(silent), all=words.number(people))}"
    return markdown(said)
