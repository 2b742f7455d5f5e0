"""The organisation's working week as it stands in the settings; the usual one where nothing is set."""

import pandas as pd

from metrics import working_time
from metrics.working_time import Calendar
from pages.components import session

_USUAL = Calendar()


def calendar() -> Calendar:
    """Working days and hours of the organisation."""
    row = session.fetch("settings/working_week").iloc[0]

    def told(name: str, usual: str) -> str:
        return usual if pd.isna(row[name]) else str(row[name])

    return Calendar(
        weekdays=working_time.week(told("working_days", ",".join(map(str, _USUAL.weekdays)))),
        opens=working_time.minutes(told("working_from", _clock(_USUAL.opens))),
        closes=working_time.minutes(told("working_until", _clock(_USUAL.closes))),
        zone=told("time_zone", _USUAL.zone),
        country=told("holiday_country", _USUAL.country),
        subdivision=told("holiday_subdivision", _USUAL.subdivision),
    )


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
