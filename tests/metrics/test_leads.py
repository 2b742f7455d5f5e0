"""What becomes of leads, by hand."""

import pandas as pd

from metrics import leads

ROW = {"leads": 20, "qualified": 10, "deals": 5, "open_deals": 1, "won_deals": 3, "lost_deals": 1, "won_amount": 600.0}


def test_rates_have_their_own_denominators():
    found = leads.courses(ROW)
    assert (found["qualified_rate"].value, found["deal_rate"].value) == (10 / 20, 5 / 20)
    assert (found["win_rate"].value, found["win_rate"].n) == (3 / (3 + 1), 4)
    assert (found["won_per_lead"].value, found["decided"].value) == (3 / 20, 4 / 5)
    assert found["amount_per_lead"].value == 600 / 20
    assert found["deal_rate"].low < 0.25 < found["deal_rate"].high


def test_nothing_decided_is_blank_and_no_lead_divides_nothing():
    found = leads.courses(ROW | {"won_deals": 0, "lost_deals": 0, "won_amount": None})
    assert found["win_rate"].value is None
    assert found["won_amount"].value == 0
    assert all(value.value in (None, 0) for value in leads.courses({}).values())


def test_the_largest_group_stands_first():
    rows = pd.DataFrame([ROW | {"group_name": "Web"}, ROW | {"group_name": "Fair", "leads": 30}])
    table = leads.table(rows)
    assert table["group_name"].tolist() == ["Fair", "Web"]
    assert table["deal_rate"].tolist() == [5 / 30, 5 / 20]
