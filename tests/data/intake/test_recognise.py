"""What a file is and which column is which field, told from its header alone."""

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.entities import ENTITIES
from data.errors import Refused
from data.intake.recognise import Recognition, recognise
from tests.data.intake.headers import EXPORTS, NEAR, Export


def fields(found: Recognition) -> dict[str, str]:
    """Field → column."""
    return {match.field: match.header for match in found.matches if match.field}


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_export(export: Export) -> None:
    found = recognise(export.header)
    assert (found.entity, found.source) == (export.entity, export.source)
    read = fields(found)
    assert {field: read.get(field) for field in export.expected} == export.expected
    assert not export.left_out & set(read.values())


def test_every_kind_of_record_is_recognised_from_some_export() -> None:
    here = {export.entity for export in EXPORTS.values()}
    assert ENTITIES.keys() - here <= {"contacts", "quotes", "exchange_rates"}


# Names near the usual ones

DEALS = {
    "opportunity_id": "Deal ID",
    "stage": "Stage",
    "amount": "Amount",
    "close_on": "Close Date",
    "name": "Deal Name",
}


@pytest.mark.parametrize(("column", "field"), NEAR.items(), ids=NEAR)
def test_near_name(column: str, field: str) -> None:
    header = [*(name for usual, name in DEALS.items() if usual != field), column]
    found = recognise(header)
    assert found.entity == "opportunities"
    assert fields(found)[field] == column


def test_of_several_columns_for_a_field_the_plainest_name_wins() -> None:
    found = fields(recognise([*DEALS.values(), "Amount (converted)", "Est. Close Date", "Actual Close Date"]))
    assert found["amount"] == "Amount"
    assert found["close_on"] == "Close Date"
    assert found["closed_on"] == "Actual Close Date"


@pytest.mark.parametrize(
    ("column", "factor"),
    [
        ("金額（千円）", 1000),
        ("案件金額(万円)", 10_000),
        ("売上 [百万円]", 1_000_000),
        ("金額（円）", 1),
        ("Amount (USD)", 1),
    ],
)
def test_units_in_the_header_become_factors(column: str, factor: int) -> None:
    header = ["案件ID", "フェーズ", "完了予定日", column.replace("売上", "売上金額")]
    found = recognise(header)
    assert fields(found)["amount"] == header[3]
    assert found.units == ({3: factor} if factor > 1 else {})


def test_a_column_called_by_a_number_or_nothing_is_not_used() -> None:
    found = recognise([*DEALS.values(), "", "2", "?"])
    assert set(fields(found).values()) == set(DEALS.values())


def test_columns_that_are_not_used_are_named_once() -> None:
    (finding,) = recognise([*DEALS.values(), "Favourite Colour", "_fivetran_synced"]).findings
    assert finding.code == "EXTRA_COLUMNS"
    assert "“Favourite Colour”" in finding.message
    assert "fivetran" not in finding.message


# What does not matter: the order of columns, letter case, blanks, punctuation, width

EXPORT = st.sampled_from(list(EXPORTS.values()))


@given(EXPORT, st.randoms(use_true_random=False))
def test_the_order_of_columns_does_not_matter(export: Export, chance: random.Random) -> None:
    header = chance.sample(export.header, len(export.header))
    found = recognise(header)
    straight = recognise(export.header)
    assert (found.entity, found.source) == (straight.entity, straight.source)
    assert fields(found) == fields(straight)


def restyled(name: str, chance: random.Random) -> str:
    """The name as another program would write it."""
    words = name.split(" ")
    style = chance.randrange(6)
    if style == 0:
        return name.upper()
    if style == 1:
        return "_".join(words).lower()
    if style == 2:
        return "  ".join(words).title()
    if style == 3:
        return "-".join(words)
    if style == 4:
        return "".join(words)
    wide = {ord(letter): ord(letter) + 0xFEE0 for letter in string.ascii_letters + string.digits}
    return f" {name.translate(wide)} "


@given(EXPORT, st.randoms(use_true_random=False))
def test_letter_case_blanks_and_width_do_not_matter(export: Export, chance: random.Random) -> None:
    header = [restyled(name, chance) for name in export.header]
    found, straight = recognise(header), recognise(export.header)
    assert (found.entity, found.source) == (straight.entity, straight.source)
    assert [match.field for match in found.matches] == [match.field for match in straight.matches]


@given(EXPORT, st.integers(0, 5))
def test_strange_columns_beside_do_not_matter(export: Export, number: int) -> None:
    found = recognise([*(f"Our own remark {place}" for place in range(number)), *export.header])
    straight = recognise(export.header)
    assert (found.entity, fields(found)) == (straight.entity, fields(straight))


# Refusals and questions


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("Opportunity ID | Opportunity Name | Amount | Close Date", "stage or status"),
        ("Opportunity ID | Opportunity Name | Stage | Account Name | Created Date", "amount or close on or closed on"),
        ("Rep Name | Quarter | Region | Manager", "amount"),
        ("Activity ID | Activity Type | Subject | Owner | Priority", "created at or started at"),
    ],
)
def test_a_missing_column_is_named(header: str, told: str) -> None:
    entity = {"Rep Name": "quotas"}.get(header.split(" | ")[0])
    with pytest.raises(Refused) as refusal:
        recognise(header.split(" | "), entity=entity)
    assert refusal.value.code == "MISSING_COLUMNS"
    assert told in refusal.value.message
    assert "--map" in refusal.value.message


@pytest.mark.parametrize("group", ENTITIES["opportunities"].required, ids=" or ".join)
@pytest.mark.parametrize(
    "export",
    [export for export in EXPORTS.values() if export.entity == "opportunities"],
    ids=[name for name, export in EXPORTS.items() if export.entity == "opportunities"],
)
def test_deals_without_what_makes_them_deals_are_not_taken_for_something_else(
    export: Export, group: tuple[str, ...]
) -> None:
    header = export.header
    for _ in range(5):  # where a column is gone, the next best may step in
        try:
            found = recognise(header)
        except Refused as refusal:
            assert refusal.code == "MISSING_COLUMNS"  # noqa: PT017 - either outcome may come first
            return
        assert found.entity == "opportunities"
        lost = {column for field, column in fields(found).items() if field in group}
        header = [name for name in header if name not in lost]
    raise AssertionError(f"still read as deals: {header}")


def test_a_likely_column_is_offered_as_the_answer() -> None:
    with pytest.raises(Refused) as refusal:
        recognise(["Opportunity ID", "Opportunity Name", "Stagee", "Amount", "Close Date"])
    assert '--map "Stagee=stage"' in refusal.value.message


@pytest.mark.parametrize("header", [["Colour", "Shape", "Taste"], ["1", "2", "3"], ["", ""], [], ["Dear Sir or Madam"]])
def test_what_is_no_export_is_refused_in_words(header: list[str]) -> None:
    with pytest.raises(Refused) as refusal:
        recognise(header)
    assert refusal.value.code == "MISSING_COLUMNS"
    assert "does not name columns of a CRM export" in refusal.value.message


def test_two_columns_of_one_name_are_not_guessed_between() -> None:
    header = [*DEALS.values(), "Amount"]
    with pytest.raises(Refused, match="2 columns are called “Amount”"):
        recognise(header)


def test_deals_and_their_history_are_told_apart_by_the_ids_or_the_file_name() -> None:
    header = ["Deal ID", "Stage", "Amount", "Close Date", "Created Date"]
    with pytest.raises(Refused, match="alike: opportunities, stage history"):
        recognise(header)
    assert recognise(header, samples={0: ["D1", "D2", "D3"]}).entity == "opportunities"
    assert recognise(header, samples={0: ["D1", "D1", "D1", "D2", "D2"]}).entity == "stage_history"
    assert recognise(header, file_name="Deals 2026.csv").entity == "opportunities"
    assert recognise(header, file_name="OpportunityHistory.csv").entity == "stage_history"
    with pytest.raises(Refused, match="--entity opportunities"):
        recognise(header, samples={0: ["D1", "D2", "D2"]})  # one id twice may be a slip


def test_an_id_that_repeats_is_not_the_rows_own() -> None:
    header = ["ID", "Activity Type", "Activity Date", "Owner", "Subject"]
    samples = {0: [f"D{number % 5}" for number in range(40)]}
    assert fields(recognise(header))["activity_id"] == "ID"
    assert "activity_id" not in fields(recognise(header, samples=samples))


# Answers


def test_an_answer_wins_over_what_the_name_says() -> None:
    header = ["Deal ID", "Stage", "Amount", "Budget", "Close Date"]
    assert fields(recognise(header))["amount"] == "Amount"
    found = recognise(header, columns={"budget": "amount"})
    assert fields(found)["amount"] == "Budget"
    assert next(match for match in found.matches if match.header == "Budget").why == "as you said"


def test_an_answer_fills_what_is_missing() -> None:
    header = ["Ref", "Where it stands", "Worth", "When"]
    answers = {"Ref": "opportunity_id", "Where it stands": "stage", "Worth": "amount", "When": "close_on"}
    found = recognise(header, columns=answers)
    assert found.entity == "opportunities"
    assert fields(found) == {field: column for column, field in answers.items()}


def test_an_answer_leaves_a_column_out() -> None:
    found = recognise([*DEALS.values(), "Account Name"], columns={"Account Name": "-"})
    assert "account_name" not in fields(found)


def test_an_answer_settles_two_columns_of_one_field() -> None:
    header = ["Deal ID", "Stage", "Amount", "Expected Close Date", "Target Close Date"]
    assert fields(recognise(header, columns={"Target Close Date": "close_on"}))["close_on"] == "Target Close Date"


def test_the_entity_can_be_said() -> None:
    header = ["Deal ID", "Stage", "Amount", "Close Date", "Created Date"]
    assert recognise(header, entity="stage_history").entity == "stage_history"
    assert recognise(header, entity="opportunities").entity == "opportunities"


@pytest.mark.parametrize("options", [{"entity": "opportunitees"}, {"columns": {"Amount": "amuont"}}])
def test_answers_that_mean_nothing_are_refused(options: dict) -> None:
    with pytest.raises(Refused) as refusal:
        recognise(list(DEALS.values()), **options)
    assert refusal.value.code == "BAD_OPTION"
