"""Duplicates: what counts as one name, and that no pair one letter apart is missed."""

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from metrics import duplicates


def accounts(*names, **more):
    rows = pd.DataFrame({"account_id": [f"a{place}" for place in range(len(names))], "name": list(names)})
    for column in ("website", "country", "parent"):
        rows[column] = more.get(column, [None] * len(names))
    found = duplicates.accounts(rows, typo_letters=8)
    return {row["id"]: (row["twin_id"], row["reason"]) for row in found.to_dict("records")}


@pytest.mark.parametrize(
    "twin",
    [
        "ACME ROBOTICS",
        "Acme Robotics Inc.",
        "Acme Robotics, Inc",
        "Acme-Robotics GmbH",
        "Acme Robotics G.m.b.H.",
        "Acme Robotics GmbH & Co. KG",
        "Acme Robotics S.A.",
        "ＡＣＭＥ　Ｒｏｂｏｔｉｃｓ",
        "株式会社Acme Robotics",
        "Acme Robotics（株）",
        "㈱ Acme Robotics",
        "Acmé Robotics",
        "Robotics Acme",
        "  acme   robotics ",
    ],
)
def test_one_name_in_many_writings(twin):
    assert accounts("Acme Robotics", twin) == {"a0": ("a1", "same_name"), "a1": ("a0", "same_name")}


@pytest.mark.parametrize("twin", ["Acme Robotic", "Acme Robbotics", "Acme Robotisc", "Acne Robotics"])
def test_one_wrong_letter(twin):
    assert accounts("Acme Robotics", twin)["a0"] == ("a1", "typo")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Store 12 North", "Store 13 North"),  # digits tell them apart
        ("Acme", "Acne"),  # too short for a slip
        ("東京電力", "東北電力"),  # a letter is a word
        ("Acme Robotics", "Acme Robotics Europe"),
        ("Inc", "Ltd"),  # nothing but a legal form
        ("がく", "かく"),  # the marks of kana are letters
        ("Company", "Co"),
        ("", ""),
        (None, None),
    ],
)
def test_two_names(one, other):
    assert accounts(one, other) == {}


def test_parents_and_legal_forms_of_other_countries_are_no_twins():
    assert accounts("Acme Ltd", "Acme GmbH", country=["UK", "Germany"]) == {}
    assert len(accounts("Acme Ltd", "Acme GmbH", country=["UK", "uk"])) == 2
    assert len(accounts("Acme Ltd", "Acme Ltd", country=["UK", "Germany"])) == 2
    assert accounts("Acme Ltd", "ACME", parent=[None, "Acme Ltd"]) == {}


def test_one_website_and_nearly_one_name():
    sites = ["https://www.acme.com/en", "acme.com"]
    assert accounts("Acme", "Acme International", website=sites)["a1"] == ("a0", "same_site")
    assert accounts("Acme", "Globex", website=sites) == {}
    assert accounts("Acme", "Acme International", website=["linkedin.com/a", "linkedin.com/b"]) == {}


def deals(text):
    lines = [[cell.strip() or None for cell in line.split("|")] for line in text.strip().splitlines()]
    rows = pd.DataFrame(lines[1:], columns=lines[0])
    rows = rows.assign(amount=rows["amount"].astype(float), created_on=pd.to_datetime(rows["created_on"]))
    found = duplicates.deals(rows, typo_letters=8, days=30)
    return {row["id"]: (row["group"], row["reason"]) for row in found.to_dict("records")}


def test_deals_are_twins_within_an_account_a_month_and_a_tenth():
    assert deals(
        """
        opportunity_id | name         | account | product | amount | rep_id | created_on
        1              | Big machines | A       |         | 1000   | r1     | 2026-01-01
        2              | BIG MACHINES | A       |         | 1100   | r2     | 2026-01-31
        3              | Big machines | A       |         | 1000   | r1     | 2026-04-01
        4              | Big machines | B       |         | 1000   | r1     | 2026-01-01
        5              | Bigg machines | C      |         |        | r1     | 2026-01-01
        6              | Big machines | C       |         | 900    | r1     | 2026-01-02
        7              | Renewal 2026 | D       |         | 10     | r1     | 2026-01-01
        8              | Renewal 2027 | D       |         | 10     | r1     | 2026-01-01
        9              | Small things | E       |         | 1000   | r1     | 2026-01-01
        10             | Small things | E       |         | 1200   | r1     | 2026-01-01
        """
    ) == {
        "1": ("1", "same_name"),  # 1100 − 1000 is a tenth of 1100 and less
        "2": ("1", "same_name"),
        "5": ("5", "typo"),
        "6": ("5", "typo"),
    }


def test_deals_without_a_name_need_everything_else():
    assert deals(
        """
        opportunity_id | name | account | product | amount | rep_id | created_on
        1              |      | A       | Widget  | 1000   | r1     | 2026-01-01
        2              |      | a       | Widget  | 1000   | r1     | 2026-01-01
        3              |      | A       | Gadget  | 1000   | r1     | 2026-01-01
        4              |      | A       | Widget  | 1000   | r2     | 2026-01-01
        5              |      | A       | Widget  | 0      | r3     | 2026-01-01
        6              |      | A       | Widget  | 0      | r3     | 2026-01-01
        """
    ) == {"1": ("1", "same_facts"), "2": ("1", "same_facts")}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("abcd", min_size=8, max_size=10), max_size=25, unique=True))
def test_every_pair_one_letter_apart_is_found_and_no_other(names):
    found = duplicates.accounts(
        pd.DataFrame({"account_id": names, "name": names}).assign(website=None, country=None, parent=None),
        typo_letters=8,
    )
    # Names of one word have no other order: the same is the same text.
    near = {frozenset(pair) for pair in combinations(names, 2) if OSA.distance(*pair) <= 1}
    assert set(found["id"]) == {name for pair in near for name in pair}
    groups = found.set_index("id")["group"]
    assert all(groups[one] == groups[other] for one, other in near)


def test_the_order_of_rows_tells_nothing():
    names = ["Acme Robotics", "ACME ROBOTICS Inc", "Globex", "Acme Robotic", "GLOBEX"]
    rows = pd.DataFrame({"account_id": list("abcde"), "name": names}).assign(website=None, country=None, parent=None)
    there = duplicates.accounts(rows, typo_letters=8)
    back = duplicates.accounts(rows[::-1].reset_index(drop=True), typo_letters=8)

    def together(found):
        return {frozenset(group) for group in found.groupby("group")["id"].agg(set)}

    assert together(there) == together(back) == {frozenset("abd"), frozenset("ce")}
