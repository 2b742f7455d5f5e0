"""One person against peers: hand-computed differences, laws, and intervals that keep their word."""

from math import exp, log

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact, ttest_ind

from metrics import profile
from metrics.intervals import wilson
from metrics.profile import Gap
from metrics.values import Value


def outcomes(*rows):
    """Rows of rep/outcomes: rep_id, segment, won, lost, sizes of the won, cycles of the won."""
    lines = []
    for rep, segment, won, lost, sizes, cycles in rows:
        size, cycle = np.log(np.array(sizes, float)), np.log(np.array(cycles, float))
        lines.append(
            {
                "rep_id": rep, "segment": segment, "won_deals": won, "lost_deals": lost,
                "won_amount": float(sum(sizes)), "won_sized_deals": len(sizes), "size_deals": len(sizes),
                "size_log_sum": size.sum(),
                "size_log_squares": (size**2).sum(), "cycle_deals": len(cycles), "cycle_log_sum": cycle.sum(),
                "cycle_log_squares": (cycle**2).sum(),
            }
        )  # fmt: skip
    return pd.DataFrame(lines)


OWN = outcomes(("a", "SMB", 2, 8, [100, 100], [30, 40]))
PEERS = outcomes(
    ("b", "SMB", 5, 5, [100, 200, 400, 200, 100], [10, 20, 10, 20, 15]),
    ("b", "Large", 9, 1, [9000] * 9, [300] * 9),  # where the person has no deal, the peers' do not count
)


def test_a_rate_is_held_against_peers_in_the_same_segments_alone():
    rate = profile.deals(OWN, PEERS)[0]

    assert rate.own.value == 2 / (2 + 8)
    assert rate.peers.value == 5 / (5 + 5)  # not (5 + 9) ÷ 20
    assert (rate.own.n, rate.peers.n) == (10, 10)
    assert rate.difference.value == pytest.approx(0.2 - 0.5)
    # Newcombe's interval of two independent shares, from Wilson's of each
    (low, high), (least, most) = wilson(2, 10), wilson(5, 10)
    assert rate.difference.low == pytest.approx(-0.3 - ((0.2 - low) ** 2 + (most - 0.5) ** 2) ** 0.5)
    assert rate.difference.high == pytest.approx(-0.3 + ((high - 0.2) ** 2 + (0.5 - least) ** 2) ** 0.5)
    # one stratum: the exact test is Fisher's, with twice the smaller tail
    tail = fisher_exact([[2, 8], [5, 5]], alternative="less").pvalue
    assert rate.p == pytest.approx(min(1, 2 * tail))


def test_the_peers_rate_has_the_persons_mix_of_segments():
    own = outcomes(("a", "SMB", 1, 2, [], []), ("a", "Large", 1, 0, [], []))
    peers = outcomes(("b", "SMB", 1, 9, [], []), ("c", "Large", 8, 2, [], []))

    # three of four deals are SMB: 3/4 × 1/10 + 1/4 × 8/10; the peers' own mix would say 9/20
    assert profile.deals(own, peers)[0].peers.value == pytest.approx(0.75 * 0.1 + 0.25 * 0.8)


def test_closing_a_rates_gap_is_worth_its_deals_at_the_peers_size():
    rate = profile.deals(OWN, PEERS)[0]

    # 10 decided × 30 points × the peers' mean SMB deal (100 + 200 + 400 + 200 + 100) ÷ 5 = 200
    assert rate.worth.value == pytest.approx(10 * 0.3 * 200)
    assert rate.worth.low == pytest.approx(-10 * 200 * rate.difference.high)
    assert rate.worth.high == pytest.approx(-10 * 200 * rate.difference.low)


def test_typical_sizes_and_cycles_are_ratios_of_geometric_means():
    _rate, size, cycle = profile.deals(OWN, PEERS)

    theirs = exp(sum(log(x) for x in (100, 200, 400, 200, 100)) / 5)
    assert size.own.value == pytest.approx(100)
    assert size.peers.value == pytest.approx(theirs)
    assert size.difference.value == pytest.approx(100 / theirs - 1)
    assert size.worth.value == pytest.approx(200 * (theirs / 100 - 1))  # won 200 in all
    theirs = exp(sum(log(x) for x in (10, 20, 10, 20, 15)) / 5)
    assert cycle.difference.value == pytest.approx((30 * 40) ** 0.5 / theirs - 1)
    assert cycle.worth.value == pytest.approx(200 * cycle.difference.value)
    # one stratum and one variance: Student's t of the logarithms
    t = ttest_ind(np.log([30, 40]), np.log([10, 20, 10, 20, 15]))
    assert cycle.p == pytest.approx(t.pvalue)


def test_who_is_ahead_has_nothing_to_gain():
    rate, size, cycle = profile.deals(PEERS[PEERS["segment"] == "SMB"], OWN)

    assert rate.difference.value > 0
    assert (rate.worth.value, size.worth.value, cycle.worth.value) == (None, None, None)


def test_without_peers_in_the_segment_nothing_is_told():
    own = outcomes(("a", "Alone", 2, 1, [5, 5], [3, 3]))

    for gap in profile.deals(own, PEERS):
        assert (gap.peers.value, gap.difference.value, gap.p, gap.worth.value) == (None, None, None, None)
        assert not gap.is_sure
    assert profile.deals(own, PEERS)[0].own.value == 2 / 3


def test_a_person_without_deals_has_blanks_not_zeros():
    for gap in profile.deals(OWN.iloc[:0], PEERS):
        assert (gap.own.value, gap.own.n, gap.difference.value) == (None, 0, None)


def passages(rep, stage, position, entered, advanced, won, lost):
    return {
        "rep_id": rep, "segment": "SMB", "stage": stage, "position": position, "entered_deals": entered,
        "advanced_deals": advanced, "lost_deals": 0, "advanced_won_deals": won, "advanced_lost_deals": lost,
    }  # fmt: skip


def test_stages_stand_in_funnel_order_and_their_gap_is_worth_what_it_brings_in_the_end():
    own = pd.DataFrame([passages("a", "Offer", 2, 10, 4, 2, 2), passages("a", "Meeting", 1, 20, 10, 2, 5)])
    peers = pd.DataFrame([passages("b", "Offer", 2, 10, 8, 6, 2), passages("b", "Meeting", 1, 20, 10, 6, 2)])

    meeting, offer = profile.stages(own, peers, 1000.0)

    assert (meeting.stage, offer.stage) == ("Meeting", "Offer")
    assert meeting.worth.value is None  # 10 of 20 on both sides
    # 10 entered × 40 points × 6 of the 8 decided that advanced with peers × 1000
    assert offer.worth.value == pytest.approx(10 * 0.4 * 6 / 8 * 1000)


def test_one_figure_per_person_is_held_against_how_far_the_peers_lie_apart():
    found = profile.each("created_monthly", 2.0, [4.0, 6.0, 8.0])

    # mean 6, deviation 2, so t = −4 ÷ (2 × √(4 ÷ 3)) with 2 degrees of freedom
    assert found.difference.value == -4
    t = -4 / (2 * (4 / 3) ** 0.5)
    assert found.p == pytest.approx(2 * (0.5 + t / (2 * (2 + t * t) ** 0.5)))  # Student's t with two degrees
    assert not found.is_sure


@pytest.mark.parametrize("peers", [[], [4.0], [4.0, 5.0], [5.0, 5.0, 5.0]])
def test_too_few_or_equal_peers_tell_no_chance(peers):
    found = profile.each("created_monthly", 2.0, peers)

    assert (found.p, found.difference.low) == (None, None)


def test_well_kept_deals_that_are_not_known_are_left_out():
    own = pd.DataFrame({"segment": ["S"] * 4, "well_kept": pd.array([True, False, True, None], "boolean")})
    peers = pd.DataFrame({"segment": ["S"] * 2, "well_kept": pd.array([True, True], "boolean")})

    found = profile.kept(own, peers)

    assert (found.own.value, found.own.n, found.peers.value) == (2 / 3, 3, 1.0)


def gap(value, low, high, p, measure="win_rate"):
    return Gap(measure, Value(0.5, 9), Value(0.5, 9), Value(value, 9, low, high), "points", p)


@pytest.mark.parametrize(
    ("found", "good", "verdict"),
    [
        (gap(0.2, 0.1, 0.3, 0.01), "up", "strength"),
        (gap(-0.2, -0.3, -0.1, 0.01), "up", "gap"),
        (gap(0.2, 0.1, 0.3, 0.01), "down", "gap"),
        (gap(0.2, 0.1, 0.3, 0.01), "none", "above"),
        (gap(0.2, -0.1, 0.3, 0.01), "up", ""),
        (gap(0.2, 0.1, 0.3, 0.06), "up", ""),
        (gap(0.2, None, None, None), "up", ""),
    ],
)
def test_a_verdict_needs_an_interval_beside_zero_and_a_small_p(found, good, verdict):
    assert profile.verdict(found, good) == verdict


def test_few_deals_are_never_beyond_chance():
    own = outcomes(("a", "SMB", 4, 0, [], [10, 11, 10, 11]))
    peers = outcomes(("b", "SMB", 9, 0, [], [90, 91, 90, 91, 90, 91, 90, 91, 90]))

    cycle = profile.deals(own, peers)[2]

    assert cycle.p < 0.001
    assert (cycle.is_few, profile.verdict(cycle, "down")) == (True, "")


def test_p_values_are_adjusted_for_their_number_and_blanks_do_not_count():
    found = profile.adjusted([gap(1, 1, 1, 0.02), gap(1, 1, 1, None), gap(1, 1, 1, 0.03)])

    assert [each.p for each in found] == [0.04, None, 0.04]  # Holm: 2 × 0.02, then no less than that


def test_the_main_segment_has_most_decided_deals():
    rows = outcomes(("a", "S", 1, 1, [], []), ("a", "L", 3, 0, [], []), ("b", "S", 0, 1, [], []))

    assert profile.main_segments(rows) == {"a": "L", "b": "S"}


counts = st.tuples(st.integers(0, 30), st.integers(0, 30))


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=4))
def test_laws_of_a_share(strata):
    own, peers = ([side[place] for side in strata] for place in (0, 1))
    frames = [
        pd.DataFrame(side, columns=["hits", "misses"]).assign(n=lambda rows: rows["hits"] + rows["misses"])
        for side in (own, peers)
    ]
    (mine, theirs) = frames
    found = profile.share("win_rate", mine["hits"], theirs["hits"], mine["n"], theirs["n"])
    back = profile.share("win_rate", mine["misses"], theirs["misses"], mine["n"], theirs["n"])

    if found.difference.value is None:
        assert not ((mine["n"] > 0) & (theirs["n"] > 0)).any()
        return
    assert -1 - 1e-9 <= found.difference.low <= found.difference.value + 1e-9
    assert found.difference.value - 1e-9 <= found.difference.high <= 1 + 1e-9
    # what is won more often is lost less often, as surely
    assert back.difference.value == pytest.approx(-found.difference.value, abs=1e-9)
    assert back.p == pytest.approx(found.p)
    assert 0 <= found.p <= 1


def test_intervals_of_equal_people_hold_nothing_in_95_of_100():
    """2000 people like their peers, in two segments: the interval misses zero in 5 %, a verdict is given rarely."""
    rng = np.random.default_rng(5)
    own_n, peer_n, rates = np.array([15, 10]), np.array([120, 60]), np.array([0.25, 0.6])
    missed = {"share": 0, "level": 0}
    runs = 2000
    for _run in range(runs):
        a, b = (pd.Series(rng.binomial(n, rates)) for n in (own_n, peer_n))
        found = profile.share("win_rate", a, b, pd.Series(own_n), pd.Series(peer_n))
        missed["share"] += not found.difference.low <= 0 <= found.difference.high
        logs = [[rng.normal(level, 0.8, n) for level, n in zip((9, 11), n, strict=True)] for n in (own_n, peer_n)]
        own, peers = (
            pd.DataFrame(
                {
                    "size_deals": [len(part) for part in side],
                    "size_log_sum": [part.sum() for part in side],
                    "size_log_squares": [(part**2).sum() for part in side],
                }
            )
            for side in logs
        )
        level = profile.level("deal_size_typical", "size", own, peers, "money")
        missed["level"] += not level.difference.low <= 0 <= level.difference.high
    # a share of 5 % of 2000 has a standard error of half a point; shares of few cases are coarse
    assert 0.03 <= missed["share"] / runs <= 0.07
    assert 0.035 <= missed["level"] / runs <= 0.065
