"""Settings in words: their names, and their values as people read them."""

from collections.abc import Mapping

import pandas as pd

from pages.components.i18n import _
from pages.components.safety import markdown

# What holds where nothing is set; the currency is then the commonest one of the deals.
USUAL = {
    "fiscal_year_start": "1",
    "fiscal_year_label": "ending",
    "locale": "",
    "working_days": "1,2,3,4,5",
    "working_from": "09:00",
    "working_until": "18:00",
    "time_zone": "UTC",
    "holiday_country": "",
    "holiday_subdivision": "",
    "ramp_curve": "",
}


def name(key: str) -> str:
    """A setting as people call it."""
    return {
        "currency": _("Currency of all amounts"),
        "fiscal_year_start": _("First month of the fiscal year"),
        "fiscal_year_label": _("Name of the fiscal year"),
        "locale": _("Numbers and days are written as in"),
        "working_days": _("Working days"),
        "working_from": _("Working hours from"),
        "working_until": _("Working hours until"),
        "time_zone": _("Time zone"),
        "holiday_country": _("Public holidays of"),
        "holiday_subdivision": _("Public holidays of its part"),
        "ramp_curve": _("Ramp of quotas, % by month of tenure"),
    }.get(key, key)


def value(text: object) -> str:
    """A value as it is kept; “the usual” where nothing is set."""
    return _("the usual") if text is None or pd.isna(text) or text == "" else str(text)


def listed(altered: Mapping[str, str]) -> str:
    """What would be set, in one line. Markdown-safe."""
    return markdown("; ".join(f"{name(key)}: {value(text)}" for key, text in altered.items()))
