"""Bottlenecks from counts drawn by hand: what is found, what is not, and the money."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from metrics.bottlenecks import eras, find, maturity
from metrics.cells import Eras, Evidence

# 182 days of late, 728 before: entries per quarter are half of the recent ones.
ERAS = Eras(date(2024, 1, 1), date(2025, 12, 29), date(2026, 6, 29))
OUTCOMES = ["dimension", "group_value", "segment", "stage", "era", "entered", "advanced", "lost", "won"]
STAYS = ["dimension", "group_value", "segment", "stage", "era", "days", "ended", "running"]
LOSSES = ["dimension", "group_value", "segment", "loss_reason", "era", "lost_deals"]


def outcomes(*cells: tuple[str, str, int, int, int], dimension: str = "team") -> pd.DataFrame:
    """Cells: group, era, entered, advanced, lost. Half of those that advance are won; all amounts are 100."""
    rows = [(dimension, group, "", "Offer", era, n, on, lost, on // 2) for group, era, n, on, lost in cells]
    whole = pd.DataFrame(rows, columns=OUTCOMES)
    sums = whole.groupby(["segment", "stage", "era"], as_index=False)[["entered", "advanced", "lost", "won"]].sum()
    every = pd.concat([whole, sums.assign(dimension="all", group_value="all")], ignore_index=True)
    amounts = {"entered_amount": 100.0 * every["entered"], "won_amount": 100.0 * every["won"]}
    return every.assign(with_amount=every["entered"], **amounts)


def stays(*cells: tuple[str, str, int, int, int], dimension: str = "team") -> pd.DataFrame:
    """Cells: group, era, days, ended, running."""
    rows = [(dimension, group, "", "Offer", *rest) for group, *rest in cells]
    return pd.DataFrame(rows, columns=STAYS)


def losses(*cells: tuple[str, str, str, int], dimension: str = "team") -> pd.DataFrame:
    """Cells: group, reason, era, deals lost; each worth 50."""
    rows = [(dimension, group, "", reason, era, n) for group, reason, era, n in cells]
    frame = pd.DataFrame(rows, columns=LOSSES)
    return frame.assign(lost_amount=50.0 * frame["lost_deals"])


NOTHING = Evidence(outcomes(), stays(), losses(), ERAS, ERAS)
# So many that the company as a whole is no worse where one small team is.
STEADY = [("East", "before", 40_000, 32_000, 8_000), ("East", "recent", 20_000, 16_000, 4_000)]


def with_outcomes(*cells, **more) -> Evidence:
    return replace(NOTHING, outcomes=outcomes(*cells, **more))


def test_nothing_is_found_in_nothing():
    assert find(NOTHING) == ([], 0)


def test_a_group_worse_than_before_and_than_its_peers():
    """West goes on in 100 of 200 lately, in 320 of 400 before; East in 80 % all along."""
    evidence = with_outcomes(*STEADY, ("West", "before", 400, 320, 80), ("West", "recent", 200, 100, 100))
    (finding,), comparisons = find(evidence)
    assert (finding.kind, *finding.cell, finding.item, finding.against) == (
        "conversion", "team", "West", "Offer", "past",
    )  # fmt: skip
    assert (finding.value, finding.reference, finding.n, finding.reference_n) == (0.5, pytest.approx(0.8), 200, 400)
    assert next((other.against, other.cell) for other in finding.also) == ("peers", ("team", "West"))
    # against the past: all, West, East; against peers: West, East
    assert comparisons == 3 + 2


def test_money_of_a_conversion():
    """0.3 below × 200 ÷ 2 entries a quarter × half of those that go on are won × 100 each."""
    evidence = with_outcomes(*STEADY, ("West", "before", 400, 320, 80), ("West", "recent", 200, 100, 100))
    (finding,), _comparisons = find(evidence)
    assert finding.money == pytest.approx(0.3 * 200 / 2 * 0.5 * 100)


def test_without_amounts_the_money_is_not_known():
    evidence = with_outcomes(*STEADY, ("West", "before", 400, 320, 80), ("West", "recent", 200, 100, 100))
    blank = evidence.outcomes.assign(entered_amount=float("nan"), with_amount=0, won_amount=float("nan"))
    (finding,), _comparisons = find(replace(evidence, outcomes=blank))
    assert (finding.money, finding.total) == (None, None)


def test_what_is_not_decided_yet_is_not_judged():
    """Of West's 200 recent entries 100 are still open: that half of the decided went on says little."""
    evidence = with_outcomes(*STEADY, ("West", "before", 400, 320, 80), ("West", "recent", 200, 50, 50))
    assert find(evidence)[0] == []


def test_few_deals_are_no_finding_however_bad():
    evidence = with_outcomes(*STEADY, ("West", "before", 400, 320, 80), ("West", "recent", 19, 0, 19))
    assert find(evidence)[0] == []


def test_a_trifle_is_no_finding_however_sure():
    """Half a million deals, 79 instead of 80 %: p is nothing, and so is the difference."""
    n = 500_000
    cells = [("West", "before", n, 400_000, 100_000), ("West", "recent", n, 395_000, 105_000)]
    assert find(with_outcomes(*cells))[0] == []
    worse = [cells[0], ("West", "recent", n, 370_000, 130_000)]
    assert len(find(with_outcomes(*worse))[0]) == 1


def test_better_is_no_bottleneck():
    evidence = with_outcomes(("West", "before", 400, 200, 200), ("West", "recent", 200, 190, 10))
    assert find(evidence)[0] == []


def test_like_is_compared_with_like():
    """West sells to enterprises only, where every team converts half of what small deals do: no bottleneck."""
    big = [("West", "before", 200, 80, 120), ("West", "recent", 100, 40, 60), ("East", "before", 200, 80, 120)]
    small = [("East", "before", 400, 320, 80), ("East", "recent", 200, 160, 40)]
    frames = [outcomes(*big).assign(segment="Enterprise"), outcomes(*small).assign(segment="SMB")]
    both = replace(NOTHING, outcomes=pd.concat(frames))
    assert find(both)[0] == []
    mixed = replace(NOTHING, outcomes=pd.concat(frames).assign(segment=""))
    assert {finding.group for finding in find(mixed)[0]} >= {"West"}


def test_a_slow_stage_counts_stays_that_still_last():
    """East ends within 10 days all along; West did, and lately half wait 40 days or still wait."""
    quick = [(10, 30, 0), (5, 30, 0)]
    cells = [(team, era, *rest) for team in ("East", "West") for era in ("before", "recent") for rest in quick]
    slow = [cell for cell in cells if cell[:2] != ("West", "recent")]
    slow += [("West", "recent", 10, 25, 0), ("West", "recent", 40, 20, 0), ("West", "recent", 60, 0, 15)]
    evidence = replace(with_outcomes(*STEADY, ("West", "before", 728, 728, 0)), stays=stays(*slow))
    finding = find(evidence)[0][0]
    assert (finding.kind, finding.cell, finding.against) == ("dwell", ("team", "West"), "past")
    assert (finding.value, finding.reference, finding.n, finding.reference_n) == (40, 5, 60, 60)
    assert not finding.is_at_least
    # 35 days more × 364 won deals of 100 in 728 days
    assert finding.money == pytest.approx(35 * 364 * 100 / 728)


def test_where_half_have_not_ended_the_wait_is_at_least_the_longest_known():
    cells = [("West", "before", 5, 60, 0), ("West", "recent", 10, 5, 0), ("West", "recent", 50, 0, 40)]
    (finding,), _comparisons = find(replace(NOTHING, stays=stays(*cells)))
    assert (finding.value, finding.is_at_least, finding.money) == (50, True, None)


def test_a_group_that_is_slow_no_more_is_no_bottleneck():
    """West was slow before; lately it is as quick as East."""
    cells = [("East", era, 5, 200, 0) for era in ("before", "recent")]
    slow = [("West", "before", 30, 200, 0)]
    assert find(replace(NOTHING, stays=stays(*cells, *slow, ("West", "recent", 5, 60, 0))))[0] == []
    (finding,), _comparisons = find(replace(NOTHING, stays=stays(*cells, *slow, ("West", "recent", 30, 60, 0))))
    assert (finding.group, finding.against) == ("West", "peers")


def test_the_same_median_is_no_finding():
    """Lately a few of the stays last long; half end on the day they begin, as ever."""
    cells = [("West", "before", 0, 200, 0), ("West", "recent", 0, 120, 0), ("West", "recent", 30, 80, 0)]
    assert find(replace(NOTHING, stays=stays(*cells)))[0] == []


def test_segments_are_not_blamed_for_their_pace():
    cells = [("SMB", "before", 5, 60, 0), ("SMB", "recent", 5, 60, 0)]
    cells += [("Enterprise", "before", 30, 60, 0), ("Enterprise", "recent", 30, 60, 0)]
    frame = stays(*cells, dimension="segment")
    # two comparisons, each with its own past
    assert find(replace(NOTHING, stays=frame.assign(segment=frame["group_value"]))) == ([], 2)
    # by team it would be told
    assert find(replace(NOTHING, stays=frame.assign(dimension="team")))[0][0].group == "Enterprise"


def test_a_loss_reason_on_the_rise():
    """A rival takes 60 of 100 losses lately, after 40 of 400; the rest is price."""
    cells = [("West", "Rival", "before", 40), ("West", "Price", "before", 360)]
    cells += [("West", "Rival", "recent", 60), ("West", "Price", "recent", 40)]
    (finding,), _comparisons = find(replace(NOTHING, losses=losses(*cells)))
    assert (finding.kind, finding.item, finding.value, finding.reference) == (
        "loss_reason", "Rival", 0.6, pytest.approx(0.1),
    )  # fmt: skip
    # half of the losses more × 100 deals of 50 in half a year
    assert finding.money == pytest.approx(0.5 * 100 * 50 / 2)


def test_several_stages_of_a_cell_are_one_finding():
    cells = [*STEADY, ("West", "before", 400, 320, 80), ("West", "recent", 200, 100, 100)]
    offer = outcomes(*cells)
    talk = offer.assign(stage="Talk", entered_amount=2 * offer["entered_amount"])
    (finding,), _comparisons = find(replace(NOTHING, outcomes=pd.concat([offer, talk])))
    assert (finding.item, [other.item for other in finding.further]) == ("Talk", ["Offer"])
    assert finding.total == pytest.approx(1500 * 2 + 1500)


def test_a_finding_that_another_explains_is_told_with_it():
    """West's deals are half of those of the source Web; without them Web does as well as before."""
    west = [("West", "before", 400, 320, 80), ("West", "recent", 200, 60, 140)]
    web = [("Web", "before", 800, 640, 160), ("Web", "recent", 400, 220, 180)]
    other = [("Web", "before", 400, 320, 80), ("Web", "recent", 200, 160, 40)]
    whole = with_outcomes(*STEADY, *west).outcomes, outcomes(*web, dimension="source")
    both = pd.concat([whole[0], whole[1][whole[1]["dimension"] == "source"]])
    evidence = replace(NOTHING, outcomes=both)
    rest = replace(NOTHING, outcomes=outcomes(*other, dimension="source"))
    asked = []

    def without(dimension: str, group: str, kind: str) -> Evidence:
        asked.append((dimension, group, kind))
        return rest

    (finding,), _comparisons = find(evidence, without)
    assert finding.cell == ("team", "West")
    assert ("source", "Web") in {cell.cell for cell in finding.also}
    assert asked == [("team", "West", "conversion")]
    apart, _comparisons = find(evidence, lambda *_cell: evidence)
    assert {each.cell for each in apart} >= {("team", "West"), ("source", "Web")}


def test_eras_reach_back_as_far_as_the_data():
    end = date(2026, 7, 1)
    assert eras(end) == Eras(date(2024, 1, 1), date(2025, 12, 31), end)
    assert eras(end, date(2025, 3, 1)).before_from == date(2025, 3, 1)
    assert eras(end, date(2026, 3, 1)).before_days == 0


def test_maturity_is_when_nine_in_ten_have_left_the_slowest_stage():
    dwell = pd.DataFrame(
        {"stage": ["Talk", "Talk", "Offer"], "days": [10, 30, 45], "ended": [9, 1, 10], "running": [0, 0, 0]}
    )
    assert maturity(dwell) == 45
    assert maturity(dwell.assign(ended=[9, 1, 1], running=[0, 0, 9])) == 180
    assert maturity(dwell.iloc[:0]) == 0
