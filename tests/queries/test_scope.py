"""The scope: each filter narrows every relation, values are bound, the as-of day shows nothing later."""

from datetime import date

import pytest

import queries
from data.errors import Refused
from queries import Scope, read_filters, relations
from tests.soundness import measuring

RELATIONS = sorted(relations._DEFINITIONS)


@pytest.fixture
def two_of_everything(db):
    """One rep, deal, quota … on each side of every filter; the odd side has quotes in its names."""
    db.insert(
        "reps",
        """
        rep_id | name  | team   | territory | manager
        r1     | Ada   | West   | EMEA      | Max
        o'r    | O'Neil| N'West | A'PAC     | M'ia
        """,
    )
    db.insert(
        "opportunities",
        """
        opportunity_id | rep_id | segment | product | lead_source | industry | stage_kind | closed_on  | created_on
        1              | r1     | SMB     | Basic   | Web         | retail   | won        | 2017-07-01 | 2017-07-01
        2              | o'r    | S'M     | Pr'o    | We'b        | ba'nk    | won        | 2017-07-01 | 2017-07-01
        """,
    )
    db.insert(
        "opportunity_versions",
        """
        opportunity_id | rep_id | stage_kind | closed_on  | valid_from
        1              | r1     | won        | 2017-07-01 | 2017-07-01
        2              | o'r    | won        | 2017-07-01 | 2017-07-01
        """,
    )
    db.insert(
        "quotas",
        "rep_id | starts_on | ends_on | amount\nr1 | 2017-07-01 | 2017-10-01 | 1\no'r | 2017-07-01 | 2017-10-01 | 1",
    )
    db.insert("accounts", "account_id | name | rep_id\n1 | A | r1\n2 | B | o'r")
    db.insert(
        "activities",
        "activity_id | kind | rep_id | opportunity_id | is_completed | is_no_show\n"
        "1 | meeting | r1 | 1 | 1 | 0\n2 | meeting | o'r | 2 | 1 | 0",
    )
    db.insert("contacts", "contact_id | name | rep_id\n1 | A | r1\n2 | B | o'r")
    db.insert("leads", "lead_id | rep_id | is_converted\n1 | r1 | 0\n2 | o'r | 0")
    db.insert("quotes", "quote_id | rep_id\n1 | r1\n2 | o'r")
    db.insert(
        "forecast_submissions",
        "submission_id | rep_id | kind | starts_on | ends_on | submitted_at\n"
        "1 | r1 | rep | 2017-07-01 | 2017-10-01 | 2017-07-01\n2 | o'r | rep | 2017-07-01 | 2017-10-01 | 2017-07-01",
    )
    db.insert("opportunity_products", "line_id | opportunity_id\n1 | 1\n2 | 2")
    db.insert(
        "stage_spells",
        """
        opportunity_id|ordinal|stage|entered_at | rep_id | present_rep_id | segment | product | lead_source | industry
        1             |1      |A    | 2017-07-01 | r1     | r1             | SMB     | Basic   | Web         | retail
        2             |1      |A    | 2017-07-01 | o'r    | o'r            | S'M     | Pr'o    | We'b        | ba'nk
        """,
    )
    db.insert(
        "stage_passages",
        """
        opportunity_id | stage | reached_at | rep_id | present_rep_id | segment | product | lead_source | industry
        1              | A     | 2017-07-01 | r1     | r1             | SMB     | Basic   | Web         | retail
        2              | A     | 2017-07-01 | o'r    | o'r            | S'M     | Pr'o    | We'b        | ba'nk
        """,
    )
    db.insert(
        "deal_moves",
        """
        opportunity_id | kind | moved_at   | rep_id | present_rep_id | segment | product | lead_source | industry
        1              | open | 2017-07-01 | r1     | r1             | SMB     | Basic   | Web         | retail
        2              | open | 2017-07-01 | o'r    | o'r            | S'M     | Pr'o    | We'b        | ba'nk
        """,
    )
    return db


def count(db, relation: str, scope: Scope) -> int:
    import sqlalchemy as sa

    sql = f"select count(*) from {relation}"
    ctes = ", ".join(f"{name} as ({definition})" for name, definition in relations.ctes(scope, sql))
    lists = [sa.bindparam(key, expanding=True) for key, value in scope.params.items() if isinstance(value, list)]
    used = {key: value for key, value in scope.params.items() if f":{key}" in ctes}
    with db.engine.connect() as connection:
        kept = [each for each in lists if each.key in used]
        return connection.execute(sa.text(f"with {ctes} {sql}").bindparams(*kept), used).scalar_one()


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize(
    ("name", "value"), [("team", "N'West"), ("territory", "A'PAC"), ("manager", "M'ia"), ("owner", "o'r")]
)
def test_a_filter_on_people_narrows_every_relation(two_of_everything, relation, name, value):
    assert count(two_of_everything, relation, Scope()) == 2
    assert count(two_of_everything, relation, Scope.of(**{name: [value]})) == 1
    assert count(two_of_everything, relation, Scope.of(**{name: ["' or true --"]})) == 0


@pytest.mark.parametrize(
    "relation",
    [
        "opportunities",
        "opportunity_versions",
        "opportunity_products",
        "stage_spells",
        "stage_passages",
        "deal_moves",
        "activities",
        "meetings",
        "placed_meetings",
    ],
)
@pytest.mark.parametrize(
    ("name", "value"), [("segment", "S'M"), ("product", "Pr'o"), ("source", "We'b"), ("industry", "ba'nk")]
)
def test_a_filter_on_deals_narrows_every_relation_of_deals(two_of_everything, relation, name, value):
    assert count(two_of_everything, relation, Scope.of(**{name: [value]})) == 1


def test_of_a_selection_of_deals_no_quota_is_known(two_of_everything):
    assert count(two_of_everything, "quotas", Scope.of(product=["Pr'o"])) == 0


def test_filters_are_joined_by_and_values_by_or(two_of_everything):
    assert count(two_of_everything, "opportunities", Scope.of(team=["West", "N'West"])) == 2
    assert count(two_of_everything, "opportunities", Scope.of(team=["West"], product=["Pr'o"])) == 0


def test_an_unknown_filter_is_refused():
    with pytest.raises(ValueError, match="No such filter: colour"):
        Scope.of(colour=["red"])


def test_every_query_with_a_filter_answers_from_the_filtered_rows(two_of_everything):
    for name in ("measures/decided", "measures/created"):
        window = {"period_start": None, "period_end": None, "group_by": "rep"}
        found = two_of_everything.run(name, Scope.of(owner=["o'r"]), **window)
        assert [row["group_name"] for row in found] == ["O'Neil"]


def test_as_of_shows_the_state_of_then_and_nothing_later(db):
    db.insert(
        "opportunities",
        "opportunity_id | stage_kind | amount | created_on | closed_on\n1 | won | 90 | 2017-07-01 | 2017-08-31",
    )
    db.insert(
        "opportunity_versions",
        """
        opportunity_id | stage_kind | amount | close_on   | closed_on  | valid_from          | valid_to
        1              | open       | 50     | 2017-09-30 |            | 2017-07-01 00:00:00 | 2017-08-15 12:00:00
        1              | open       | 70     | 2017-09-30 |            | 2017-08-15 12:00:00 | 2017-08-31 23:00:00
        1              | won        | 90     | 2017-08-31 | 2017-08-31 | 2017-08-31 23:00:00 |
        """,
    )

    def on(day: date | None) -> tuple:
        found = measuring.whole(db.engine, None, None, Scope.of(as_of=day))
        return tuple(found[name].value for name in ("created_deals", "open_amount", "won_amount"))

    assert on(date(2017, 6, 30)) == (0, 0, 0)
    assert on(date(2017, 8, 14)) == (1, 50, 0)
    assert on(date(2017, 8, 15)) == (1, 70, 0)
    assert on(date(2017, 8, 31)) == on(None) == (1, 0, 90)


def test_names_lists_every_file():
    assert set(queries.names()) >= {
        "measures/decided",
        "measures/created",
        "measures/open_pipeline",
        "measures/attainment",
    }


def test_filters_are_read_from_options_under_the_names_people_use():
    assert read_filters(["team=West", "region=EU", "team=East", "rep= Ada = B "]) == {
        "team": ["West", "East"],
        "territory": ["EU"],
        "owner": ["Ada = B"],
    }


@pytest.mark.parametrize("option", ["planet=Mars", "team", "team=", "=West"])
def test_what_is_no_filter_with_a_value_is_refused(option):
    with pytest.raises(Refused, match="--where takes FILTER=VALUE"):
        read_filters([option])
