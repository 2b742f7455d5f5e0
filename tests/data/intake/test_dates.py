"""Dates and times of day: what each text says, and what a whole column says."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.entities import Kind
from data.errors import Refused
from data.intake.columns import Answers
from data.intake.dates import TwoOrders, read_date, read_serial, read_time, split_time
from tests.data.intake.columns import read, read_columns

FIFTH = date(2026, 1, 5)


# One text


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-05", "2026-1-5", "2026/01/05", "2026/1/5", "2026.01.05", "20260105", "2026年1月5日", "2026年01月05日",
        "2026年 1月 5日", "２０２６年１月５日", "2026/1/5(月)", "2026/1/5（月）", "令和8年1月5日", "R8.1.5",
        "5 Jan 2026", "5-Jan-26", "05-JAN-2026", "Jan 5, 2026", "January 5, 2026", "Jan. 5, 2026", "5th January 2026",
        "January 5th, 2026", "Mon, 5 Jan 2026", "Monday, January 5, 2026", "5. Januar 2026", "5 janvier 2026",
        "5 enero 2026", "5 gennaio 2026",
    ],
)  # fmt: skip
def test_a_date_that_can_be_read_in_one_way(text: str) -> None:
    assert read_date(text) == FIFTH


@pytest.mark.parametrize(
    ("text", "day_first", "month_first"),
    [
        ("05/01/2026", FIFTH, date(2026, 5, 1)),
        ("5.1.2026", FIFTH, date(2026, 5, 1)),
        ("5-1-26", FIFTH, date(2026, 5, 1)),
        ("13/01/2026", date(2026, 1, 13), None),
        ("01/13/2026", None, date(2026, 1, 13)),
        ("29/02/2024", date(2024, 2, 29), None),
    ],
)
def test_a_date_in_two_orders(text: str, day_first: date | None, month_first: date | None) -> None:
    found = read_date(text)
    assert isinstance(found, TwoOrders)
    assert (found.read("dmy"), found.read("mdy")) == (day_first, month_first)


@pytest.mark.parametrize(("year", "meant"), [("00", 2000), ("26", 2026), ("69", 2069), ("70", 1970), ("99", 1999)])
def test_years_of_two_digits_lie_between_1970_and_2069(year: str, meant: int) -> None:
    found = read_date(f"13/01/{year}")
    assert isinstance(found, TwoOrders)
    assert found.read("dmy") == date(meant, 1, 13)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("令和元年5月1日", date(2019, 5, 1)), ("平成31年4月30日", date(2019, 4, 30)), ("昭和64年1月7日", date(1989, 1, 7)),
     ("2026年12月", date(2026, 12, 1)), ("2026-12", date(2026, 12, 1))],
)  # fmt: skip
def test_eras_and_months(text: str, meant: date) -> None:
    assert read_date(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29", "2026-02-30", "2026-13-01", "0000-00-00", "31/31/2026", "30/02/2026", "31 Feb 2026", "20261301",
        "soon", "Q1 2026", "2026", "5", "1/2", "5/1/2026/3", "5 Foo 2026", "tomorrow", "-", "", "1767225600000",
    ],
)  # fmt: skip
def test_what_is_no_date_of_the_calendar(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("25569", (date(1970, 1, 1), time(0))),
        ("45000", (date(2023, 3, 15), time(0))),
        ("45000.5", (date(2023, 3, 15), time(12))),
        ("46027.75", (FIFTH, time(18))),
        ("45000.99999999", (date(2023, 3, 15), time(23, 59, 59))),
        ("19999", None),
        ("80000", None),
        ("4500", None),
        ("450000", None),
        ("45,000", None),
    ],
)
def test_day_numbers_of_spreadsheets(text: str, meant: tuple[date, time] | None) -> None:
    assert read_serial(text) == meant


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2026-01-05T10:00:00Z", ("2026-01-05", "10:00:00Z")),
        ("05/01/2026 10:00", ("05/01/2026", "10:00")),
        ("Jan 5, 2026, 10:00 PM", ("Jan 5, 2026", "10:00 PM")),
        ("2026/1/5 午後3:00", ("2026/1/5", "午後3:00")),
        ("5 January 2026", ("5 January 2026", "")),
    ],
)
def test_the_time_is_split_from_the_date(text: str, parts: tuple[str, str]) -> None:
    assert split_time(text) == parts


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("", 0), ("00:00", 0), ("14:30", 14.5), ("2:30 PM", 14.5), ("2:30pm", 14.5), ("2:30 p.m.", 14.5),
        ("12:00 AM", 0), ("12:00 PM", 12), ("午後2:30", 14.5), ("午前0:30", 0.5), ("14:30:00Z", 14.5),
        ("14:30:00.000+0000", 14.5),
        ("14:30+09:00", 5.5), ("14:30-05:30", 20), ("01:00+09:00", -8), ("１４：３０", 14.5),
    ],
)  # fmt: skip
def test_times_of_day_in_utc(text: str, hours: float) -> None:
    assert read_time(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["24:00", "12:60", "10:00:60", "noon", "1400", "10:00 JST"])
def test_what_is_no_time_of_day(text: str) -> None:
    assert read_time(text) is None


# A column


def test_one_day_beyond_twelve_decides_the_whole_column() -> None:
    assert read("date", "03/04/2026", "25/12/2026", "01/02/2026").values == [
        date(2026, 4, 3),
        date(2026, 12, 25),
        date(2026, 2, 1),
    ]
    assert read("date", "03/04/2026", "12/25/2026", "01/02/2026").values == [
        date(2026, 3, 4),
        date(2026, 12, 25),
        date(2026, 1, 2),
    ]


def test_a_column_that_nothing_decides_is_asked_about_and_the_answer_holds() -> None:
    texts = ("03/04/2026", "01/02/2026")
    with pytest.raises(Refused) as refusal:
        read("date", *texts)
    assert refusal.value.code == "AMBIGUOUS_DATES"
    assert "“Column”" in refusal.value.message
    assert "--date-order dmy or --date-order mdy" in refusal.value.message
    assert read("date", *texts, date_order="dmy").values == [date(2026, 4, 3), date(2026, 2, 1)]
    assert read("date", *texts, date_order="mdy").values == [date(2026, 3, 4), date(2026, 1, 2)]


def test_another_column_of_the_file_may_decide_but_not_against_the_columns_own_values() -> None:
    closed, created = read_columns(
        ("Close Date", "date", ["03/04/2026", "05/06/2026"]), ("Created Date", "date", ["25/12/2025", "01/02/2025"])
    )
    assert closed.values == [date(2026, 4, 3), date(2026, 6, 5)]
    assert closed.how == "day first; like the file's other dates"
    assert created.how == "day first"
    closed, created = read_columns(
        ("Close Date", "date", ["03/14/2026", "05/06/2026"]), ("Created Date", "date", ["25/12/2025", "01/02/2025"])
    )
    assert (closed.how, created.how) == ("month first", "day first")


def test_two_other_columns_that_disagree_decide_nothing() -> None:
    with pytest.raises(Refused, match="Every date in “Close Date”"):
        read_columns(
            ("Close Date", "date", ["03/04/2026"]),
            ("Created Date", "date", ["25/12/2025"]),
            ("Won Date", "date", ["12/25/2025"]),
        )


def test_columns_that_nothing_decides_are_asked_about_together_and_answered_each_on_its_own() -> None:
    columns: list[tuple[str, Kind, list[str | None]]] = [
        ("Close Date", "date", ["03/04/2026"]),
        ("Created Date", "date", ["01/02/2026"]),
        ("Won Date", "date", ["2026-04-03"]),
    ]
    with pytest.raises(Refused) as refusal:
        read_columns(*columns)
    assert "Every date in “Close Date”, “Created Date” can be read" in refusal.value.message
    assert "“03/04/2026”, “01/02/2026”" in refusal.value.message
    with pytest.raises(Refused, match="Every date in “Created Date” can be read"):
        read_columns(*columns, date_orders={0: "dmy"})
    closed, created, _won = read_columns(*columns, date_orders={0: "dmy", 1: "mdy"})
    assert (closed.values, created.values) == ([date(2026, 4, 3)], [date(2026, 1, 2)])
    assert (closed.how, created.how) == ("day first; as you said", "month first; as you said")
    closed, created, _won = read_columns(*columns, date_order="mdy", date_orders={0: "dmy"})
    assert (closed.values, created.values) == ([date(2026, 4, 3)], [date(2026, 1, 2)])


def test_what_was_said_of_a_column_before_comes_before_its_neighbours_but_not_before_its_own_values() -> None:
    created: tuple[str, Kind, list[str | None]] = ("Created Date", "date", ["12/25/2025"])
    earlier = Answers(date_orders={0: "dmy"})
    closed, _created = read_columns(("Close Date", "date", ["03/04/2026"]), created, earlier=earlier)
    assert (closed.values, closed.how) == ([date(2026, 4, 3)], "day first; as answered before")
    closed, _created = read_columns(("Close Date", "date", ["03/04/2026"]), created, earlier=Answers("dmy"))
    assert (closed.values, closed.how) == ([date(2026, 3, 4)], "month first; like the file's other dates")
    told: list[str | None] = ["03/14/2026"]
    for answers in ({"earlier": earlier}, {"date_orders": {0: "dmy"}}):
        closed, _created = read_columns(("Close Date", "date", told), created, **answers)
        assert (closed.values, closed.how) == ([date(2026, 3, 14)], "month first")


def test_a_mixed_column_is_asked_about_and_the_answer_rejects_the_others() -> None:
    texts = ("25/12/2026", "12/25/2026", "01/02/2026")
    with pytest.raises(Refused, match="mixes day-first and month-first dates"):
        read("date", *texts)
    decided = read("date", *texts, date_order="dmy")
    assert decided.values == [date(2026, 12, 25), None, date(2026, 2, 1)]
    assert decided.problems == [None, "BAD_DATE", None]


def test_dates_that_need_no_order_stand_beside_others() -> None:
    assert read("date", "2026-01-05", "31.12.2026", "5 Jan 2026", "2026年1月5日").values == [
        FIFTH,
        date(2026, 12, 31),
        FIFTH,
        FIFTH,
    ]


@pytest.mark.parametrize("blank", [None, "-", "N/A", "null", "未定", "(blank)"])
def test_blanks_are_no_dates_and_no_errors(blank: str | None) -> None:
    decided = read("date", "2026-01-05", blank, "2026-01-06")
    assert decided.values == [FIFTH, None, date(2026, 1, 6)]
    assert decided.problems == [None, None, None]


def test_an_impossible_date_spoils_only_its_own_row() -> None:
    decided = read("date", "2026-01-05", "2026-02-30", "infinity")
    assert decided.values == [FIFTH, None, None]
    assert decided.problems == [None, "BAD_DATE", "BAD_DATE"]


def test_a_time_zone_does_not_move_the_day_of_a_date() -> None:
    texts = ("2026-01-05T23:30:00Z", "2026-01-05T23:30:00-08:00", "2026-01-05T00:30:00+09:00")
    assert read("date", *texts).values == [FIFTH] * 3
    assert read("date", *texts, "5 Jan 2026").values == [FIFTH] * 4


@pytest.mark.parametrize("slow", [(), ("5 Jan 2026 10:00",)], ids=["cast in place", "read text by text"])
def test_moments_are_utc_whichever_way_they_are_read(slow: tuple[str, ...]) -> None:
    texts = ("2026-01-05T10:00:00Z", "2026-01-05T19:00:00+09:00", "2026-01-05T05:00:00.000-0500", "2026-01-05 10:00")
    assert read("moment", *texts, *slow).values == [datetime(2026, 1, 5, 10)] * (len(texts) + len(slow))  # noqa: DTZ001


def test_day_numbers_are_read_as_such_only_where_the_whole_column_holds_them() -> None:
    assert read("date", "46027", "46028.5", None).values == [FIFTH, date(2026, 1, 6), None]
    assert read("moment", "46027.5").values == [datetime(2026, 1, 5, 12)]  # noqa: DTZ001 - UTC, as the warehouse has it
    assert read("date", "46027", "2026-01-06", "2026-01-07").problems == ["BAD_DATE", None, None]


# Any column written in one habit

DAYS = st.dates(date(1970, 1, 1), date(2069, 12, 31))
HABITS = {
    "dmy": ["{d:02}/{m:02}/{y}", "{d}/{m}/{y}", "{d}.{m}.{y}", "{d}-{m}-{y}", "{d}.{m}.{y2:02}", "{d}/{m}/{y} 14:05"],
    "mdy": ["{m:02}/{d:02}/{y}", "{m}/{d}/{y}", "{m}-{d}-{y2:02}", "{m}/{d}/{y} 2:05 PM"],
    "": ["{y}-{m:02}-{d:02}", "{y}/{m}/{d}", "{y}年{m}月{d}日", "{y}{m:02}{d:02}", "{y}-{m:02}-{d:02}T14:05:00Z"],
}  # fmt: skip
WRITINGS = [(order, form) for order, forms in HABITS.items() for form in forms]


def written(day: date, form: str) -> str:
    return form.format(d=day.day, m=day.month, y=day.year, y2=day.year % 100)


@settings(max_examples=80, deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=12), st.sampled_from(WRITINGS))
@example([date(2026, 5, 4), date(2026, 5, 13)], ("mdy", "{m}/{d}/{y}"))
def test_a_column_in_one_habit_comes_back_as_it_was(days: list[date], writing: tuple[str, str]) -> None:
    """Where at least one value tells the order; where none does and it makes a difference, the question is asked."""
    order, form = writing
    texts = [written(day, form) for day in days]
    if order and not any(day.day > 12 for day in days) and any(day.day != day.month for day in days):
        with pytest.raises(Refused, match="can be read day first or month first"):
            read("date", *texts)
        assert read("date", *texts, date_order=order).values == days
    else:
        decided = read("date", *texts)
        assert decided.values == days
        assert set(decided.problems) == {None}


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=20))
def test_any_text_is_a_date_or_is_not_but_never_an_error(text: str) -> None:
    day, at = split_time(text)
    assert read_date(day) is None or isinstance(read_date(day), date | TwoOrders)
    assert read_time(at) is None or isinstance(read_time(at), timedelta)
    read_serial(text)
