"""Which kinds of customer are said to be won more or less often."""

import pandas as pd
import pytest
from scipy.stats import fisher_exact
from scipy.stats import t as student

from metrics.fit import Condition
from metrics.review import customers

INDUSTRY, TOOLS, SIZE = "accounts:industry", "accounts:tools used", "accounts:employees"
CARS = Condition(INDUSTRY, choices=("Cars",))
SAP = Condition(TOOLS, choices=("SAP",))


def company(*groups: tuple[str, str, int, int, int]) -> customers.Customers:
    """Accounts: (industry, tools, accounts, won, lost deals of each). Blank texts are not known."""
    deals, facts = [], {INDUSTRY: [], TOOLS: []}
    for place, (industry, tools, accounts, won, lost) in enumerate(groups):
        for number in range(accounts):
            name = f"{place}/{number}"
            deals += [(name, "won")] * won + [(name, "lost")] * lost
            for attribute, text in ((INDUSTRY, industry), (TOOLS, tools)):
                facts[attribute] += [(name, text)] * bool(text)
    values = {name: pd.DataFrame(rows, columns=["account_id", "value"]) for name, rows in facts.items()}
    return customers.customers(pd.DataFrame(deals, columns=["account_id", "stage_kind"]), values, set())


def told(found: customers.Customers) -> list[customers.Kind]:
    return customers.told(found, customers.kinds(found))


EVEN = (("Cars", "SAP", 60, 1, 3), ("Cars", "Excel", 60, 1, 3), ("Food", "SAP", 60, 1, 3), ("Food", "Excel", 60, 1, 3))


def test_where_all_are_won_alike_none_is_told():
    assert told(company(*EVEN)) == []


def test_two_things_that_are_known_together_are_told_as_such():
    found = company(("Cars", "Slack; SAP", 60, 3, 1), *EVEN[1:])

    (kind,) = told(found)

    assert kind.conditions == (CARS, SAP)
    assert kind.is_better
    # 60 accounts of 3 won and 1 lost, 180 of 1 won and 3 lost.
    assert (kind.own.value, kind.own.n) == (3 / 4, 240)
    assert (kind.others.value, kind.others.n) == (1 / 4, 720)


def test_a_kind_that_is_won_less_often_is_told_as_such():
    (kind,) = told(company(("Cars", "SAP", 60, 0, 4), ("Cars", "Excel", 60, 0, 4), *EVEN[2:]))

    assert (kind.conditions, kind.is_better) == ((CARS,), False)


def test_one_account_that_buys_again_and_again_is_no_proof():
    # By the deals alone cars would be beyond any chance: 60 + 9 of 96 won, against 120 of 480.
    assert fisher_exact([[69, 27], [120, 360]]).pvalue < 1e-12

    assert told(company(("Cars", "SAP", 1, 60, 0), ("Cars", "SAP", 9, 1, 3), *EVEN[2:])) == []


def test_the_chance_is_that_of_a_draw_of_accounts():
    half = (("Cars", "", 10, 3, 1), ("Cars", "", 10, 1, 3), ("Food", "", 10, 2, 2), ("Food", "", 10, 0, 4))

    kind = next(item for item in customers.kinds(company(*half)) if item.conditions == (CARS,))

    # Rates 1/2 and 1/4; in either industry each account has one win more or less than its rate of 4 deals:
    # variance 20 / 19 · 20 · 1² / 80² on either side, 19 degrees of freedom. Fisher's test is surer here.
    spread = (2 * 20 / 19 * 20 / 80**2) ** 0.5
    by_account = 2 * student.sf((1 / 2 - 1 / 4) / spread, 19)
    assert fisher_exact([[40, 40], [20, 60]]).pvalue < by_account
    # Both industries are looked at, so either counts twice.
    assert kind.p == pytest.approx(2 * by_account)


def test_accounts_of_which_nothing_is_known_are_no_others():
    # Those that were asked of their tools are those that bought: every tool would seem to sell.
    found = company(("", "SAP", 60, 2, 2), ("", "Excel", 60, 2, 2), ("", "", 200, 0, 4))

    assert told(found) == []
    assert {(item.own.value, item.others.value) for item in customers.kinds(found)} == {(1 / 2, 1 / 2)}


def test_numbers_are_split_at_their_median():
    deals = [(str(size), "won" if size > 100 else "lost") for size in range(1, 201)]
    values = {SIZE: pd.DataFrame({"account_id": [name for name, _ in deals], "number": range(1, 201)})}

    found = customers.customers(pd.DataFrame(deals, columns=["account_id", "stage_kind"]), values, {SIZE})

    # The median of 1 to 200 is 100.5.
    assert {kind.conditions for kind in customers.kinds(found)} == {
        (Condition(SIZE, low=100.5),),
        (Condition(SIZE, high=100.0),),
    }
    assert told(found)[0].own.value in (0.0, 1.0)


@pytest.mark.parametrize("groups", [(), (("", "", 30, 1, 1),), (("Cars", "SAP", 60, 1, 3),), (("Cars", "", 4, 1, 2),)])
def test_without_values_or_others_nothing_is_looked_at(groups):
    found = company(*groups)

    assert customers.kinds(found) == []
    assert told(found) == []
