"""Groups against others within strata: exact tails by enumeration, log-rank sums against the test of two groups."""

from itertools import product
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from metrics import stratified
from metrics.survival import logrank


def strata(*rows: tuple[int, int, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["hits", "n", "all_hits", "all_n"])


def test_expected_hits_are_those_of_all_at_the_mix_of_the_group():
    """12 of 20 in one stratum where all have 30 of 100, 5 of 10 in another where all have 10 of 20."""
    counts = strata((12, 20, 30, 100), (5, 10, 10, 20)).assign(team="West")
    row = stratified.shares(counts, ["team"]).iloc[0]
    assert (row["hits"], row["n"], row["others_n"]) == (12 + 5, 20 + 10, 80 + 10)
    assert row["expected"] == pytest.approx(20 * 0.3 + 10 * 0.5)
    assert row["reference"] == pytest.approx(20 * (30 - 12) / 80 + 10 * (10 - 5) / 10)
    assert row["variance"] == pytest.approx(20 * 0.3 * 0.7 * 80 / 99 + 10 * 0.5 * 0.5 * 10 / 19)


def test_a_stratum_without_others_tells_nothing():
    counts = strata((12, 20, 30, 100), (7, 7, 7, 7)).assign(team="West")
    assert stratified.shares(counts, ["team"])["n"].item() == 20
    assert stratified.exceeds(counts) == stratified.exceeds(strata((12, 20, 30, 100)))
    assert stratified.exceeds(strata((7, 7, 7, 7))) == 1.0


def test_one_stratum_is_fishers_exact_test():
    """9 of 12 against 4 of 18: twice the tail above."""
    tail = fisher_exact([[9, 3], [4, 14]], alternative="greater").pvalue
    assert stratified.exceeds(strata((9, 12, 13, 30))) == pytest.approx(2 * tail)


def test_no_more_than_expected_is_no_excess():
    assert stratified.exceeds(strata((1, 12, 13, 30))) == 1.0


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(0, 8)), min_size=1, max_size=3), st.data())
def test_several_strata_by_enumeration(margins, data):
    rows, tables = [], []
    for n, others, hits in margins:
        whole = n + others
        all_hits = min(hits, whole)
        low, high = max(0, all_hits - others), min(n, all_hits)
        rows.append((data.draw(st.integers(low, high)), n, all_hits, whole))
        ways = {own: comb(all_hits, own) * comb(whole - all_hits, n - own) for own in range(low, high + 1)}
        tables.append({own: way / comb(whole, n) for own, way in ways.items()})
    seen = sum(row[0] for row in rows)
    tail = sum(
        np.prod([table[own] for table, own in zip(tables, drawn, strict=True)])
        for drawn in product(*tables)
        if sum(drawn) >= seen
    )
    assert stratified.exceeds(strata(*rows)) == pytest.approx(min(1.0, 2 * tail))


def test_large_counts_come_close_to_the_exact_tail():
    """Variance 20000 × 0.1 × 0.9 × … > 400: the score test; exactly it is twice Fisher's tail."""
    exact = fisher_exact([[1120, 8880], [1000, 9000]], alternative="greater").pvalue
    assert stratified.exceeds(strata((1120, 10000, 2120, 20000))) == pytest.approx(2 * exact, rel=0.05)


def durations(*rows: tuple[int, int, int, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["group", "stratum", "days", "ended", "running"])


STAYS = durations((0, 0, 5, 3, 0), (0, 0, 9, 2, 1), (1, 0, 2, 4, 0), (1, 0, 5, 1, 2), (2, 0, 7, 3, 1))


def test_in_one_stratum_the_sums_are_those_of_the_log_rank_test():
    difference, variance = stratified.endings(STAYS, STAYS.drop(columns="group"), 3)
    for group in range(3):
        own, others = STAYS[STAYS["group"] == group], STAYS[STAYS["group"] != group]
        chi2, _p = logrank(own, others)
        assert difference[group] ** 2 / variance[group] == pytest.approx(chi2)
    assert difference.sum() == pytest.approx(0)
    assert difference[1] > 0  # ends soonest


def test_strata_are_summed():
    second = STAYS.assign(stratum=1, days=STAYS["days"] * 3)
    both = pd.concat([STAYS, second])
    found = stratified.endings(both, both.drop(columns="group"), 3)
    apart = [stratified.endings(rows, rows.drop(columns="group"), 3) for rows in (STAYS, second)]
    for whole, parts in zip(found, zip(*apart, strict=True), strict=True):
        assert whole == pytest.approx(sum(parts))


def test_each_group_can_have_a_reference_of_its_own():
    """Group 0 lately against its own before and lately together."""
    before = durations((0, 0, 2, 6, 0))
    lately = STAYS[STAYS["group"] == 0]
    difference, variance = stratified.endings(lately, pd.concat([lately, before]), 1)
    chi2, _p = logrank(lately, before)
    assert difference[0] ** 2 / variance[0] == pytest.approx(chi2)
    assert difference[0] < 0


def test_nothing_to_compare_is_nothing():
    assert [part.tolist() for part in stratified.endings(STAYS.iloc[:0], STAYS, 3)] == [[0.0] * 3, [0.0] * 3]
