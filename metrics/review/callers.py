"""Whose calls end lower or higher than what is then won, quarter after quarter, by more than chance."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import mannwhitneyu

from metrics.review.changes import ASIDE_LEVEL
from metrics.significance import holm

_LEAST = 6  # finished periods of a person's calls
_SLIGHT = 0.1  # of a person's usual period: where so little is called and won, a miss tells no habit


@dataclass(frozen=True, slots=True)
class Leaning:
    """A person whose calls lean. bias: Σ(call − won) ÷ Σ won, below 0 where too little is called. n: periods."""

    rep_id: str
    bias: float
    n: int


def leaning(found: pd.DataFrame, people: Collection[str]) -> list[Leaning]:
    """Those whose calls miss what is won otherwise than their colleagues' do, the furthest off first.

    found: rows of `call_accuracy.outcomes` of one week of each period: rep_id, call, actual. people: rep_ids of those
    who call for themselves alone. A miss is (call − won) ÷ (call + won); each person's misses against those of all
    others by Mann and Whitney's test, all together by Holm. They must lean that way against what they won, too.
    Periods in which a person's call and won amount are slight beside those of the person's usual period are left out.
    """
    own = found[found["rep_id"].isin(list(people))]
    own = own.assign(size=own["call"] + own["actual"])
    own = own[(own["size"] > 0) & (own["size"] >= _SLIGHT * own.groupby("rep_id")["size"].transform("median"))]
    own = own.assign(miss=(own["call"] - own["actual"]) / own["size"])
    tested = [
        (str(rep), part, own.loc[own["rep_id"] != rep, "miss"])
        for rep, part in own.groupby("rep_id")
        if len(part) >= _LEAST
    ]
    adjusted = holm([_differ(part["miss"], others) for _rep, part, others in tested])
    told = []
    for (rep, part, others), p in zip(tested, adjusted, strict=True):
        won, middle = float(part["actual"].sum()), float(part["miss"].median())
        bias = float((part["call"] - part["actual"]).sum()) / won if won > 0 else np.nan
        if p < ASIDE_LEVEL and bias * middle > 0 and bias * (middle - float(others.median())) > 0:
            told.append(Leaning(rep, bias, len(part)))
    return sorted(told, key=lambda item: (-abs(item.bias), item.rep_id))


def _differ(misses: pd.Series, others: pd.Series) -> float:
    return float(mannwhitneyu(misses, others).pvalue) if len(others) else 1.0
