"""Amounts: what each text says, and what a whole column says; exact to the last digit."""

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.errors import Refused
from data.intake.numbers import DecimalHabit, currency_mark, differs_by_habit, habits_told, take_apart, value_of
from tests.data.intake.columns import read

NBSP, NARROW = "\u00a0", "\u202f"


def value(text: str, habit: DecimalHabit = "point") -> Decimal | None:
    written = take_apart(text)
    return value_of(written, habit) if written else None


# One text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1234.56", "1234.56"), ("1,234.56", "1234.56"), ("1,234,567", "1234567"), ("12,34,567.00", "1234567"),
        ("1 234.56", "1234.56"), (f"1{NBSP}234.56", "1234.56"), (f"1{NARROW}234.56", "1234.56"),
        ("1'234.50", "1234.5"), ("1’234.50", "1234.5"), (".5", "0.5"), ("5.", "5"), ("+5", "5"), ("007", "7"),
        ("(1,200.00)", "-1200"), ("-30", "-30"), ("−30", "-30"), ("30-", "-30"), ("-£30", "-30"), ("£-30", "-30"),
        ("£(30)", "-30"), ("(£30)", "-30"), ("(USD 30)", "-30"), ("$1,000", "1000"), ("€ 5.00", "5"), ("5 USD", "5"),
        ("USD 5", "5"), ("US$5", "5"), ("¥1,234", "1234"), ("￥１，２３４", "1234"), ("1,234円", "1234"),
        ("\\1,234", "1234"),
        ("1,234万円", "12340000"), ("1億5000万", "150000000"), ("2.5億円", "250000000"), ("3千万", "30000000"),
        ("5百万円", "5000000"), ("3千円", "3000"), ("1e3", "1000"), ("1.5E-2", "0.015"),
        ("78006.00000000001", "78006.00000000001"), ("0.1", "0.1"), ("99999999999999.9999", "99999999999999.9999"),
    ],
)  # fmt: skip
def test_an_amount_with_decimal_point(text: str, meant: str) -> None:
    assert value(text) == Decimal(meant)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1.234,56", "1234.56"), ("1234,56", "1234.56"), ("1.234.567", "1234567"), (f"1{NBSP}234,56", "1234.56"),
        (f"1{NARROW}234,56 €", "1234.56"), ("-1.234,56", "-1234.56"), ("(1.200,00)", "-1200"), (",5", "0.5"),
        ("1'234,50", "1234.5"),
    ],
)  # fmt: skip
def test_an_amount_with_decimal_comma(text: str, meant: str) -> None:
    assert value(text, "comma") == Decimal(meant)


@pytest.mark.parametrize(
    "text",
    [
        "12k", "12K", "1.2M", "3bn", "NaN", "inf", "n/a", "ten", "", "-", "()", "--5", "5-5", "-5-", "(-5)",
        "+-5", "(5", "5)", "1.2.3", "1,2,3", "1,23.4", "$5 €", "5 apples", "12.5%", "1e400", "0x10",
        "1_000", "100000000000000",
    ],
)  # fmt: skip
def test_what_cannot_be_read_without_guessing(text: str) -> None:
    """12k may be a typing error, a grade or twelve thousand: it is rejected, not guessed."""
    assert value(text) is None


def test_values_are_exact() -> None:
    assert sum((value("0.1") or 0, value("0.2") or 0)) == Decimal("0.3")
    assert isinstance(value("1e3"), Decimal)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("$5", "USD"),
        ("5 €", "EUR"),
        ("EUR 5", "EUR"),
        ("5EUR", "EUR"),
        ("5 SEK", "SEK"),
        ("£5", "GBP"),
        ("CHF 5", "CHF"),
        ("5", None),
        ("¥5", None),
        ("5円", None),
    ],
)
def test_the_currency_a_mark_stands_for(text: str, code: str | None) -> None:
    """Yen marks also stand as plain money marks, so they name no currency for certain."""
    written = take_apart(text)
    assert written is not None
    assert currency_mark(written) == code


@pytest.mark.parametrize(
    ("body", "habits"),
    [("1,234.56", {"point"}), ("1.234,56", {"comma"}), ("1234", set()), ("1.5", {"point"}), ("1,5", {"comma"}),
     ("1.234", set()), ("1,234", set()), ("1,234,567", {"point"}), ("1.234.567", {"comma"}), ("0.123", {"point"}),
     ("0,123", {"comma"}), ("1234.567", {"point"})],
)  # fmt: skip
def test_what_a_number_tells_of_its_habit(body: str, habits: set[str]) -> None:
    assert habits_told([body]) == habits


@pytest.mark.parametrize(("body", "differs"), [("1.234", True), ("1,234", False), ("1234", False), ("1.5", False)])
def test_which_numbers_mean_two_things(body: str, differs: bool) -> None:
    assert differs_by_habit(body) is differs


# A column


def test_one_number_that_needs_a_habit_decides_the_whole_column() -> None:
    assert read("amount", "1.234", "2.345,50", "7").values == [Decimal(1234), Decimal("2345.5"), Decimal(7)]
    assert read("amount", "1.234", "2,345.50", "7").values == [Decimal("1.234"), Decimal("2345.5"), Decimal(7)]


def test_a_column_that_nothing_decides_is_asked_about_and_the_answer_holds() -> None:
    with pytest.raises(Refused) as refusal:
        read("amount", "1.234", "5.678")
    assert refusal.value.code == "AMBIGUOUS_NUMBERS"
    assert "“Column”" in refusal.value.message
    assert "--decimal point or --decimal comma" in refusal.value.message
    assert read("amount", "1.234", "5.678", decimal="comma").values == [Decimal(1234), Decimal(5678)]
    assert read("amount", "1.234", "5.678", decimal="point").values == [Decimal("1.234"), Decimal("5.678")]


def test_a_mixed_column_is_asked_about_and_the_answer_rejects_the_others() -> None:
    with pytest.raises(Refused, match="mixes numbers with decimal point and with decimal comma"):
        read("amount", "1,234.50", "1.234,50")
    decided = read("amount", "1,234.50", "1.234,50", decimal="comma")
    assert decided.values == [None, Decimal("1234.5")]
    assert decided.problems == ["BAD_NUMBER", None]


def test_whole_numbers_with_commas_are_thousands() -> None:
    assert read("amount", "1,234", "10,000").values == [Decimal(1234), Decimal(10000)]


def test_what_cannot_be_read_spoils_only_its_own_row() -> None:
    decided = read("amount", "100", "12k", "1.2M", "NaN", "300")
    assert decided.values == [Decimal(100), None, None, None, Decimal(300)]
    assert decided.problems == [None, "BAD_NUMBER", "BAD_NUMBER", "BAD_NUMBER", None]


@pytest.mark.parametrize("blank", [None, "-", "N/A", "#N/A", "null", "なし"])
def test_blanks_are_no_amounts_and_no_errors(blank: str | None) -> None:
    decided = read("amount", "1", blank)
    assert (decided.values, decided.problems) == ([Decimal(1), None], [None, None])


@pytest.mark.parametrize("slow", [(), ("$0",)], ids=["cast in place", "read text by text"])
def test_amounts_are_kept_to_four_decimals_whichever_way_they_are_read(slow: tuple[str, ...]) -> None:
    """Four decimals hold every currency; the noise that floating point leaves is gone."""
    found = read("amount", "78006.00000000001", "0.1", "-2.5", "1e2", "12345678901234.5678", *slow).values
    assert found[:5] == [Decimal(78006), Decimal("0.1"), Decimal("-2.5"), Decimal(100), Decimal("12345678901234.5678")]


def test_too_large_to_keep_is_rejected_and_not_cut() -> None:
    assert read("amount", "99999999999999", "100000000000000").problems == [None, "BAD_NUMBER"]


def test_a_unit_in_the_header_multiplies_exactly() -> None:
    assert read("amount", "1.1", "20", factor=1000).values == [Decimal(1100), Decimal(20000)]
    assert read("amount", "¥1,100.5", factor=10_000).values == [Decimal(11_005_000)]


def test_marks_are_told_per_row() -> None:
    assert read("amount", "$5", "5 €", "5").marks == ["USD", "EUR", None]


def test_counts_are_whole_and_durations_are_not() -> None:
    assert read("integer", "12", "1,200").values == [12, 1200]
    assert read("number", "1.5", "1,200.25").values == [1.5, 1200.25]


# Any column written in one habit

AMOUNTS = st.decimals(Decimal("-99999999999"), Decimal("99999999999"), places=2, allow_nan=False)


def written(amount: Decimal, decimal: str, group: str, form: str) -> str:
    digits = f"{abs(amount):,.2f}".replace(",", "G").replace(".", decimal).replace("G", group)
    return form.format(digits) if amount >= 0 else form.format(f"-{digits}") if "(" not in form else f"({digits})"


@settings(max_examples=80, deadline=None)
@given(
    st.lists(AMOUNTS, min_size=1, max_size=10),
    st.sampled_from([(".", ","), (",", "."), (",", NBSP), (".", "'"), (".", ""), (",", ""), (",", NARROW), (",", " ")]),
    st.sampled_from(["{}", "$ {}", "{} €", "EUR {}"]),
    st.booleans(),
)
@example([Decimal("1234.00"), Decimal("0.10")], (",", "."), "{}", True)
def test_a_column_in_one_habit_comes_back_exact(
    amounts: list[Decimal], marks: tuple[str, str], form: str, in_brackets: bool
) -> None:
    """Two decimals tell the habit of every value; negatives carry a minus or stand in brackets."""
    texts = [
        f"({written(-amount, *marks, form)})" if in_brackets and amount < 0 else written(amount, *marks, form)
        for amount in amounts
    ]
    decided = read("amount", *texts)
    assert decided.values == amounts
    assert set(decided.problems) == {None}


@settings(max_examples=60, deadline=None)
@given(st.text("0123456789.,-+()eE 万億千$€円'％kM", max_size=14))
@example(".万")
def test_any_text_is_an_amount_or_is_not_but_never_an_error(text: str) -> None:
    for habit in ("point", "comma"):
        found = value(text, habit)
        assert found is None or abs(found) < 10**14
