"""Working time against hand-counted cases: nights, weekends, holidays, clocks that change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import working_time
from metrics.working_time import Calendar

HOUR = 3600


def hours(calendar: Calendar, start: str, end: str, zone: str = "UTC") -> float:
    """Working hours between two times on the wall of a zone."""
    moments = [
        pd.Series([pd.Timestamp(text, tz=ZoneInfo(zone)).tz_convert(UTC).tz_localize(None)]) for text in (start, end)
    ]
    return calendar.seconds(*moments).item() / HOUR


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-06-03 10:00", "2026-06-03 15:30", 5.5),  # a Wednesday
        ("2026-06-03 07:00", "2026-06-03 10:00", 1),  # nobody is there before nine
        ("2026-06-03 17:00", "2026-06-04 10:00", 1 + 1),  # overnight
        ("2026-06-05 17:30", "2026-06-08 09:15", 0.5 + 0.25),  # Friday to Monday
        ("2026-06-06 10:00", "2026-06-07 20:00", 0),  # a weekend
        ("2026-06-03 18:00", "2026-06-04 09:00", 0),  # from closing to opening
        ("2026-06-01 00:00", "2026-06-08 00:00", 5 * 9),  # a week
        ("2026-06-03 12:00", "2026-06-03 12:00", 0),
    ],
)
def test_hours_of_a_week_without_holidays(start, end, expected):
    assert hours(Calendar(), start, end) == pytest.approx(expected)


def test_public_holidays_are_free_in_their_country_only():
    # 2026-12-25 is a Friday, 26 December 2026 a Saturday; in Japan the 25th is a working day.
    span = ("2026-12-24 17:00", "2026-12-28 10:00")
    assert hours(Calendar(country="DE"), *span) == 1 + 1
    assert hours(Calendar(country="JP"), *span) == 1 + 9 + 1
    # Epiphany is a holiday in Bavaria, not in Berlin: Tuesday, 6 January 2026.
    day = (date(2026, 1, 5), date(2026, 1, 8))
    assert [d.day for d in Calendar(country="DE", subdivision="BY").days(*day)] == [5, 7]
    assert [d.day for d in Calendar(country="DE", subdivision="BE").days(*day)] == [5, 6, 7]


def test_days_the_organisation_closes_are_free():
    closed = Calendar(closed=frozenset({date(2026, 6, 4)}))
    assert hours(closed, "2026-06-03 17:00", "2026-06-05 10:00") == 2
    assert closed.days(date(2026, 6, 1), date(2026, 6, 8)) == [date(2026, 6, day) for day in (1, 2, 3, 5)]


def test_another_week_and_other_hours():
    gulf = Calendar(weekdays=(7, 1, 2, 3, 4), opens=8 * 60, closes=16 * 60 + 30)
    assert hours(gulf, "2026-06-04 16:00", "2026-06-07 09:00") == 0.5 + 1  # Thursday to Sunday
    assert gulf.day_minutes == 510


def test_hours_are_those_on_the_wall_when_clocks_change():
    berlin = Calendar(zone="Europe/Berlin", weekdays=(1, 2, 3, 4, 5, 6, 7))
    # Clocks go forward in the night to Sunday, 29 March 2026, and back on 25 October: opening hours stay nine.
    assert hours(berlin, "2026-03-28 17:00", "2026-03-29 10:00", "Europe/Berlin") == 2
    assert hours(berlin, "2026-10-24 17:00", "2026-10-25 10:00", "Europe/Berlin") == 2
    # Nine on the wall is 08:00 UTC in winter, 07:00 in summer.
    assert hours(berlin, "2026-03-28 07:00", "2026-03-28 09:00") == 1
    assert hours(berlin, "2026-03-29 07:00", "2026-03-29 09:00") == 2


def test_a_day_that_is_open_across_the_change_is_23_or_25_hours_long():
    always = Calendar(zone="Europe/Berlin", weekdays=(1, 2, 3, 4, 5, 6, 7), opens=0, closes=24 * 60)
    assert hours(always, "2026-03-29 00:00", "2026-03-30 00:00", "Europe/Berlin") == 23
    assert hours(always, "2026-10-25 00:00", "2026-10-26 00:00", "Europe/Berlin") == 25
    assert hours(always, "2026-10-24 00:00", "2026-10-25 00:00", "Europe/Berlin") == 24


def test_a_day_begins_where_the_organisation_is():
    tokyo = Calendar(zone="Asia/Tokyo")
    # Sunday 23:30 UTC is Monday 08:30 in Tokyo.
    assert hours(tokyo, "2026-06-07 23:30", "2026-06-08 01:00") == 1
    # Friday 09:30 UTC is 18:30 there: over for the week.
    assert hours(tokyo, "2026-06-05 09:30", "2026-06-07 15:00") == 0


def test_what_is_not_known_or_runs_backwards_is_blank():
    start = pd.Series(pd.to_datetime(["2026-06-03 10:00", None, "2026-06-03 10:00"]))
    end = pd.Series(pd.to_datetime([None, "2026-06-03 10:00", "2026-06-03 09:30"]))
    assert Calendar().seconds(start, end).isna().all()
    assert Calendar().seconds(start.iloc[:0], end.iloc[:0]).empty


FIRST = datetime(2025, 12, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 420 * 24 * 60).map(
    lambda minutes: pd.Timestamp(FIRST + timedelta(minutes=minutes)).tz_localize(None)
)


@given(a=MOMENTS, b=MOMENTS, c=MOMENTS)
def test_spans_add_up_and_never_exceed_the_clock(a, b, c):
    first, middle, last = sorted((a, b, c))
    calendar = Calendar(zone="America/New_York", country="US")

    def between(start, end):
        return calendar.seconds(pd.Series([start]), pd.Series([end])).item()

    assert between(first, middle) + between(middle, last) == pytest.approx(between(first, last), abs=1e-3)
    assert -1e-6 <= between(first, last) <= (last - first) / timedelta(seconds=1) + 1e-3


@pytest.mark.parametrize(
    "given",
    [
        {"weekdays": ()},
        {"weekdays": (0, 8)},
        {"opens": 600, "closes": 600},
        {"closes": 1500},
        {"zone": "Mars/Olympus"},
        {"country": "XX"},
        {"country": "DE", "subdivision": "ZZ"},
    ],
)
def test_what_makes_no_sense_is_refused(given):
    with pytest.raises(ValueError, match=r"."):
        Calendar(**given)


def test_settings_are_read_as_they_are_written():
    assert working_time.week("5,1,2") == (1, 2, 5)
    assert (working_time.minutes("09:30"), working_time.minutes("24:00")) == (570, 1440)
