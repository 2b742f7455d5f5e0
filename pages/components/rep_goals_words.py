"""Goals in words: what was promised, how it stands, and how it went before."""

from collections.abc import Mapping, Sequence

import pandas as pd

from data.goals import KINDS
from metrics import catalog, goals
from metrics.values import Value
from pages.components import words
from pages.components.i18n import _, ngettext
from pages.components.safety import markdown

_SIGNS = {
    "reached": "✓", "met": "✓", "on_course": "✓", "behind": "✗", "not_met": "✗", "missed": "✗", "open": "?",
    "unknown": "–", "afterwards": "–",
}  # fmt: skip


def promise(row: Mapping, currency: str) -> str:
    """What was promised, such as “Win rate at least 30.0%”, in plain text."""
    return _("{measure} {bound}").format(measure=words.label(row["measure"]), bound=bound(row, currency))


def bound(row: Mapping, currency: str) -> str:
    """The bound of a goal, such as at least 30.0%."""
    text = _("at least {amount}") if row["direction"] == "at_least" else _("at most {amount}")
    return text.format(amount=amount(row["measure"], row["target"], currency))


def amount(measure: str, number: float | None, currency: str) -> str:
    """A number in the unit of a measure; a dash where it is blank."""
    known = None if number is None or pd.isna(number) else float(number)
    return words.value(Value(known, unit=catalog.MEASURES[measure].unit), currency)


def per(code: str) -> str:
    """How often a goal is counted."""
    return {"month": _("per month"), "quarter": _("per quarter"), "year": _("per year")}[code]


def kind(code: str) -> str:
    """Whose a goal is."""
    return {"rep": _("Personal"), "team": _("Team")}[code]


def kinds() -> dict[str, str]:
    """All of them by code."""
    return {code: kind(code) for code in KINDS}


def status(code: str) -> str:
    """How a goal stands."""
    return {
        "reached": _("Reached"),
        "missed": _("Missed"),
        "met": _("Met so far"),
        "not_met": _("Not met so far"),
        "on_course": _("On course"),
        "behind": _("Behind"),
        "open": _("Too close to call"),
        "unknown": _("No figure"),
    }[code]


def marked(code: str) -> str:
    """The status with its sign, so that colour is not needed to tell it."""
    return f"{_SIGNS[code]} {status(code)}"


def record(items: Sequence[tuple[str, str]]) -> str:
    """How the finished periods turned out, the latest first: 2026-Q2 ✓, 2026-Q1 ✗."""
    return ", ".join(f"{label} {_SIGNS[code]}" for label, code in items) or "–"


def due(row: Mapping, currency: str) -> str:
    """What should be there by now, or why the status is what it is; in plain text."""
    if row["status"] == "unknown":
        return _("nothing to measure it by")
    if row["afterwards"]:
        return _("set when the period was over")
    if row["status"] in ("on_course", "behind"):
        return _("{amount} due by now, {share} of the period gone").format(
            amount=amount(row["measure"], row["due"], currency), share=words.percent(row["elapsed"], digits=0)
        )
    value: Value = row["value"]
    if value.low is not None:
        return _("n = {n}, 95 %: {interval}").format(n=words.number(value.n), interval=words.interval(value))
    return ""


def finding(standing: pd.DataFrame) -> str:
    """How many goals are on course, Markdown-safe."""
    if standing.empty:
        return markdown(_("No goal is set"))
    found = goals.counted(standing["status"])
    good = sum(found.get(code, 0) for code in ("reached", "met", "on_course"))
    bad = sum(found.get(code, 0) for code in ("behind", "not_met", "missed"))
    n = len(standing)
    text = ngettext("{good} of {n} goal is reached or on course", "{good} of {n} goals are reached or on course", n)
    said = text.format(good=words.number(good), n=words.number(n))
    if bad:
        said = _("{finding}, {bad} behind or missed").format(finding=said, bad=words.number(bad))
    return markdown(said)
