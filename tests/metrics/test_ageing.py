"""Ages of open deals against the norm of won ones."""

import pandas as pd
import pytest

from metrics import ageing
from metrics.ageing import LEAST_STAYS, Norm


def stays(stage: str, segment: str, *days: int, stays: int = 1) -> list[tuple]:
    return [("", stage, segment, number, stays) for number in days]


# Meet: 101 stays of all segments, of 0 to 100 days: 20 of SMB, the shortest; 19 of Large, the longest.
NORMS = pd.DataFrame(
    [
        *stays("Meet", "SMB", *range(20)),
        *stays("Meet", "Mid", *range(20, 82)),
        *stays("Meet", "Large", *range(82, 101)),
        *stays("Offer", "SMB", 5, stays=LEAST_STAYS - 1),
    ],
    columns=["pipeline", "stage", "segment", "days", "stays"],
)
CYCLES = pd.DataFrame({"segment": ["SMB", "Large"], "days": [40, 60], "won_deals": [10, 30]})


def test_percentiles_are_linear_between_ranks():
    rows = pd.DataFrame({"segment": "SMB", "days": [1, 2, 4, 8], "won_deals": [5, 5, 5, 6]})
    norm = ageing.cycle_norms(rows).find((), "SMB")
    # 21 cycles, ranks 0 to 20: the median is rank 10, three quarters 15, nine tenths 18
    assert norm == Norm(4, 8, 8, 21, "SMB")
    rows = pd.DataFrame({"segment": "SMB", "days": [1, 3], "won_deals": [10, 10]})
    # ranks 0 to 19: the median lies half-way between ranks 9 and 10
    assert ageing.cycle_norms(rows).find((), "SMB") == Norm(2, 3, 3, 20, "SMB")


def test_a_segment_with_too_few_takes_the_norm_of_all():
    norms = ageing.stage_norms(NORMS)
    assert norms.find(("", "Meet"), "SMB") == Norm(9.5, 14.25, pytest.approx(17.1), 20, "SMB")
    assert norms.find(("", "Meet"), "Large") == Norm(50, 75, 90, 101)
    assert norms.find(("", "Offer"), "SMB") is None
    assert not ageing.stage_norms(NORMS.iloc[:0])


@pytest.mark.parametrize(
    ("days", "band"),
    [(0, "usual"), (10, "usual"), (11, "slow"), (20, "slow"), (21, "late"), (30, "late"), (31, "beyond")],
)
def test_bands_end_at_the_percentiles(days, band):
    assert Norm(10, 20, 30, 100).band(days) == band


def test_at_least_so_long_tells_only_what_is_beyond():
    norm = Norm(10, 20, 30, 100)
    assert norm.band(5, is_at_least=True) == "unknown"
    assert norm.band(31, is_at_least=True) == "beyond"


def test_bands_sum_deals_and_money_in_the_order_of_stages():
    ages = pd.DataFrame(
        [
            ("", "Offer", 2, "SMB", 9, False, 1, 100.0),
            ("", "Meet", 1, "SMB", 17, False, 2, 10.0),
            ("", "Meet", 1, "SMB", 18, False, 1, 5.0),
            ("", "Meet", 1, "Large", 50, False, 1, 7.0),
            ("", "Meet", 1, "Large", 50, True, 1, 3.0),
        ],
        columns=["pipeline", "stage", "position", "segment", "stage_days", "is_at_least", "open_deals", "open_amount"],
    )
    found = ageing.bands(ages, ageing.stage_norms(NORMS))
    assert [tuple(row) for row in found[["stage", "band", "open_deals", "open_amount"]].to_numpy()] == [
        ("Meet", "usual", 1, 7.0),
        ("Meet", "late", 2, 10.0),
        ("Meet", "beyond", 1, 5.0),
        ("Meet", "unknown", 1, 3.0),
        ("Offer", "unknown", 1, 100.0),
    ]


def test_those_furthest_beyond_their_own_norm_come_first():
    deals = pd.DataFrame(
        [
            ("a", "", "Meet", "Large", 90),  # 90 ÷ 75
            ("b", "", "Meet", "SMB", 57),  # 57 ÷ 14.25
            ("c", "", "Offer", "SMB", 300),  # no norm
        ],
        columns=["opportunity_id", "pipeline", "stage", "segment", "stage_days"],
    )
    found = ageing.judged(deals, ageing.stage_norms(NORMS), ageing.cycle_norms(CYCLES))
    assert list(found["opportunity_id"]) == ["b", "a", "c"]
    assert list(found["over"])[:2] == [4.0, 1.2]
    assert list(found["age_p75_days"]) == [60, 60, 60]
    assert pd.isna(found["over"].iloc[2])


def test_nothing_open_is_no_error():
    nothing = pd.DataFrame(columns=["opportunity_id", "pipeline", "stage", "segment", "stage_days"])
    assert ageing.judged(nothing, ageing.stage_norms(NORMS), ageing.cycle_norms(CYCLES)).empty
    ages = pd.DataFrame(
        columns=["pipeline", "stage", "position", "segment", "stage_days", "is_at_least", "open_deals", "open_amount"]
    )
    assert ageing.bands(ages, ageing.stage_norms(NORMS)).empty
