"""How whole columns are read: probabilities, flags, ids, currencies; and what becomes of rows that cannot be read."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.intake import FileReport
from data.warehouse import Store
from tests.data.files import attempt, csv, load, rows
from tests.data.intake.columns import read, read_columns

# Probabilities: one scale for a whole column


@pytest.mark.parametrize(
    ("texts", "meant"),
    [
        (("10", "75", "100"), [0.1, 0.75, 1.0]),
        (("0.1", "0.75", "1"), [0.1, 0.75, 1.0]),
        (("0.5", "1", "90"), [0.005, 0.01, 0.9]),
        (("0", "1"), [0.0, 1.0]),
        (("10%", "75 %", "100％"), [0.1, 0.75, 1.0]),
        (("0.5%", "1%"), [0.005, 0.01]),
        (("0,5", "0,25"), [0.5, 0.25]),
        (("12,5", "50"), [0.125, 0.5]),
        (("75", None, "-"), [0.75, None, None]),
    ],
)
def test_probabilities_share_one_scale(texts: tuple[str | None, ...], meant: list[float | None]) -> None:
    decided = read("percent", *texts)
    assert decided.values == [pytest.approx(value) if value is not None else None for value in meant]
    assert set(decided.problems) == {None}


@pytest.mark.parametrize("odd", ["150", "-1", "likely"])
def test_an_impossible_probability_is_left_blank_and_told_but_keeps_its_row(odd: str) -> None:
    decided = read("percent", "75", odd, "50")
    assert decided.values == [0.75, None, 0.5]
    assert decided.problems == [None, None, None]
    assert decided.findings == [
        f"Column “Column”: “{odd}” is not a percentage from 0 to 100; it was left blank (rows: 1)."
    ]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 100), min_size=1, max_size=8), st.sampled_from(["{}", "{}%", "{}.0", "{} ％"]))
def test_probabilities_lie_between_nought_and_one_and_keep_their_order(shares: list[int], form: str) -> None:
    found = read("percent", *(form.format(share) for share in shares)).values
    scale = 1 if max(shares) <= 1 and form in ("{}", "{}.0") else 100
    assert found == [pytest.approx(share / scale) for share in shares]


# Flags, ids, currencies


@pytest.mark.parametrize(
    ("text", "meant"),
    [("true", True), ("TRUE", True), ("1", True), ("Yes", True), ("x", True), ("○", True), ("あり", True), ("ja", True),
     ("false", False), ("0", False), ("No", False), ("×", False), ("なし", False), ("nein", False), ("maybe", None)],
)  # fmt: skip
def test_flags(text: str, meant: bool | None) -> None:
    assert read("flag", text, None).values == [meant, None]


@pytest.mark.parametrize(("text", "meant"), [("00123", "00123"), ("'00123", "00123"), ('="00123"', "00123")])
def test_ids_are_text_and_keep_their_noughts(text: str, meant: str) -> None:
    assert read("id", text).values == [meant]


def test_currencies_become_codes() -> None:
    (decided,) = read_columns(("Currency", "text", ["USD", "eur", "US Dollar", "円", "€", None]))
    assert decided.values == ["USD", "EUR", "USD", "JPY", "EUR", None]


# Cast in place, or text by text: the same values


NUMBERS = st.decimals(Decimal("-999999999"), Decimal("999999999"), places=2, allow_nan=False).map(lambda n: f"{n:.2f}")


@settings(max_examples=40, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=8))
def test_amounts_are_the_same_on_either_path(texts: list[str]) -> None:
    assert read("amount", *texts).values == read("amount", *texts, "$0").values[:-1]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.datetimes().filter(lambda at: at.year >= 1000).map(lambda at: at.isoformat(" ", "seconds")), min_size=1)
)
def test_moments_are_the_same_on_either_path(texts: list[str]) -> None:
    assert read("moment", *texts).values == read("moment", *texts, "5 Jan 2026").values[:-1]
    assert read("date", *texts).values == read("date", *texts, "5 Jan 2026").values[:-1]


# Rows that cannot be read


@pytest.fixture
def store(blank_store: Store, tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def rejected(report: FileReport) -> list[tuple]:
    return [(item.row_number, item.column, item.value, item.code, item.reason) for item in report.rejects]


def test_rejects_tell_row_column_value_and_reason(store: Store) -> None:
    report = load(
        store,
        csv(
            "D1,Alpha,Acme,Ann,Proposal,100,2026-09-30,2026-08-01",
            "D2,Beta,Acme,Ann,Proposal,100,2026-02-30,2026-08-01",
            "D3,Gamma,Acme,Ann,Proposal,12k,2026-09-30,2026-08-01",
            ",Delta,Acme,Ann,Proposal,100,2026-09-30,2026-08-01",
            "D5,Epsilon,Acme,Ann,Proposal,100,2026-09-30,2026-08-01",
            "D6,Zeta,Acme,Ann,Proposal,100,2026-09-30,2026-08-01",
            "D6,Zeta,Acme,Ann,Proposal,100,2026-09-30,2026-08-01",
            "D7,Eta,Acme,Ann,Proposal,100,2026-09-30,2026-08-01",
            "D8,Theta,Acme,Ann,Proposal,100,2026-09-30,2026-08-01",
        ),
    )
    assert rejected(report) == [
        (3, "Close Date", "2026-02-30", "BAD_DATE", "Close Date: “2026-02-30” is not a date of the calendar."),
        (
            4,
            "Amount",
            "12k",
            "BAD_NUMBER",
            "Amount: “12k” is not a number that can be read without guessing.",
        ),
        (
            5,
            "Opportunity ID",
            None,
            "BLANK_ID",
            "Opportunity ID: is blank, so the row cannot be told from others.",
        ),
        (
            8,
            "Opportunity ID",
            "D6",
            "DUPLICATE_ROWS",
            "Opportunity ID: “D6” stands in the file before, in an identical row.",
        ),
    ]
    account = report.rows
    assert (account.read, account.new, account.rejected) == (9, 9 - 4, 4)
    assert report.amount_total == 5 * 100
    assert rows(store, "select column_name, value, code from import_rejects order by row_number")[0] == (
        "Close Date",
        "2026-02-30",
        "BAD_DATE",
    )


def test_a_file_of_which_most_rows_cannot_be_read_is_refused_whole(store: Store) -> None:
    report = attempt(
        store,
        csv(
            "D1,Alpha,Acme,Ann,Proposal,100,someday,2026-08-01",
            "D2,Beta,Acme,Ann,Proposal,100,2026-09-30,2026-08-01",
            "D3,Gamma,Acme,Ann,Proposal,100,later,2026-08-01",
        ),
    ).imports[0]
    assert report.code == "TOO_MANY_REJECTED"
    assert "2 of 3 rows cannot be used, the first in row 2" in str(report.refused)
    assert store.current() is None


def test_the_control_total_is_the_exact_sum_of_what_was_written(store: Store) -> None:
    """A tenth cannot be written in binary; ten thousand of them still make a thousand."""
    deals = [f"D{n},Deal,Acme,Ann,Proposal,0.10,2026-09-30,2026-08-01" for n in range(10_000)]
    assert load(store, csv(*deals)).amount_total == 1000


def test_a_mark_against_the_currency_column_sets_the_row_aside(store: Store) -> None:
    header = "Opportunity ID,Stage,Amount,Currency,Close Date"
    report = load(
        store,
        csv(
            "D1,Proposal,$5,USD,2026-09-30",
            "D2,Proposal,€5,USD,2026-09-30",
            "D3,Proposal,¥5,USD,2026-09-30",
            header=header,
        ),
    )
    assert [(row, code) for row, _, _, code, _ in rejected(report)] == [(3, "CURRENCY_CONFLICT")]


def test_a_mark_names_the_currency_where_no_column_does(store: Store) -> None:
    load(
        store,
        csv("D1,Proposal,$5,2026-09-30", "D2,Proposal,5,2026-09-30", header="Opportunity ID,Stage,Amount,Close Date"),
    )
    assert rows(store, "select opportunity_id, currency from opportunities order by 1") == [
        ("D1", "USD"),
        ("D2", None),
    ]
