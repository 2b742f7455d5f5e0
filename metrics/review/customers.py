"""Which kinds of customer are won more or less often than the others: one thing known of them, or two together."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import t as student

from metrics import fit
from metrics.fit import Condition
from metrics.ratio import share
from metrics.review.changes import ASIDE_LEVEL
from metrics.significance import differ, holm
from metrics.values import Value

# What companies are like before they buy. Other columns of a file, such as a customer's status, may tell what came of
# it, and would explain any win.
ASKED = ("industry", "country", "employees", "annual revenue", "tools used", "ad spend", "open vacancies")
_LEAST, _LEAST_ACCOUNTS = 20, 5  # decided deals of a kind and of all others, and their accounts
_MOST = 30  # texts of an attribute, the most frequent first


@dataclass(frozen=True, slots=True)
class Kind:
    """Customers that meet one condition or two. own, others: win rates. p: adjusted for all kinds looked at."""

    conditions: tuple[Condition, ...]
    own: Value
    others: Value
    p: float

    @property
    def is_told(self) -> bool:
        """Whether the difference is more than chance."""
        return self.p < ASIDE_LEVEL

    @property
    def is_better(self) -> bool:
        """Whether this kind is won more often."""
        return (self.own.value or 0.0) > (self.others.value or 0.0)


@dataclass(frozen=True, slots=True)
class Customers:
    """Accounts with decided deals, one row each: won, n. meets: account × condition. known: account × attribute.

    attribute: of each condition, its place among the attributes.
    """

    accounts: pd.DataFrame
    conditions: tuple[Condition, ...]
    attribute: np.ndarray
    meets: np.ndarray
    known: np.ndarray

    def without(self, kind: Kind) -> "Customers":
        """All but the customers of a kind."""
        places = [self.conditions.index(one) for one in kind.conditions]
        rest = ~self.meets[:, places].all(axis=1)
        return replace(self, accounts=self.accounts[rest], meets=self.meets[rest], known=self.known[rest])


def customers(deals: pd.DataFrame, values: Mapping[str, pd.DataFrame], numbers: Collection[str]) -> Customers:
    """What can be held against each other. deals: rows of the query fit/decided.

    values: attribute → rows of the query fit/values. numbers: attributes that are split at their median; texts stand
    for themselves. Only accounts of which an attribute is known are compared by it.
    """
    own = deals[deals["account_id"].notna()]
    accounts = (own["stage_kind"] == "won").groupby(own["account_id"]).agg(won="sum", n="size").astype(float)
    known = np.zeros((len(accounts), len(values)), dtype=bool)
    conditions: list[Condition] = []
    attribute, meets = [], []
    for column, (name, rows) in enumerate(values.items()):
        place = accounts.index.get_indexer(rows["account_id"])
        told = rows.assign(account_id=place)[place >= 0]
        known[told["account_id"], column] = True
        for condition, who in _halves(name, told) if name in numbers else _texts(name, told):
            conditions.append(condition)
            attribute.append(column)
            meets.append(np.isin(np.arange(len(accounts)), who))
    table = np.array(meets, dtype=bool).reshape(len(conditions), len(accounts)).T
    return Customers(accounts, tuple(conditions), np.array(attribute, dtype=int), table, known)


def _texts(name: str, rows: pd.DataFrame) -> Iterator[tuple[Condition, np.ndarray]]:
    parts = fit.parted(rows)
    codes, texts = pd.factorize(parts["value"])
    for code in np.argsort(-np.bincount(codes, minlength=len(texts)), kind="stable")[:_MOST]:
        yield Condition(name, choices=(str(texts[code]),)), parts["account_id"].to_numpy()[codes == code]


def _halves(name: str, rows: pd.DataFrame) -> Iterator[tuple[Condition, np.ndarray]]:
    middle = rows["number"].median()
    above = rows["number"] >= middle
    below = rows.loc[~above, "number"].max()
    if pd.notna(below):
        yield Condition(name, low=float(middle)), rows.loc[above, "account_id"].to_numpy()
        yield Condition(name, high=float(below)), rows.loc[rows["number"] <= below, "account_id"].to_numpy()


def kinds(found: Customers) -> list[Kind]:
    """Every kind with 20 decided deals and more, of five accounts and more, and as many others; the surest first.

    Win rates by Welch's test over accounts (what one account buys again and again is no proof of many), and by
    Fisher's exact test of the deals, whichever is less sure; all kinds together by Holm.
    """
    cells = _cells(found)
    counts = cells[["won", "n", "others_won", "others_n"]].to_numpy().tolist()
    # The exact test is slow, and can only make a difference less sure.
    raw = [max(p, differ(*row)) if p < ASIDE_LEVEL else p for p, row in zip(cells["p"], counts, strict=True)]
    pairs = zip(cells["one"], cells["other"], strict=True)
    told = [
        Kind(
            tuple(found.conditions[place] for place in dict.fromkeys(pair)),
            share(won, n, interval=True),
            share(others_won, others_n, interval=True),
            p,
        )
        for pair, (won, n, others_won, others_n), p in zip(pairs, counts, holm(raw), strict=True)
    ]
    return [told[place] for place in sorted(range(len(told)), key=raw.__getitem__)]


def _cells(found: Customers) -> pd.DataFrame:
    """One row per kind: one, other (its conditions, the same where it is one), won, n, others_won, others_n, and p.

    p: of win rates as far apart, accounts being what is drawn. Others are those of which the kind's attributes are
    known. Cochran (1977), Sampling Techniques, chapter 6: a rate over accounts is a ratio of two sums.
    """
    at = np.ix_(found.attribute, found.attribute)
    ours = _Side(*(_sums(found.meets, each) for each in _weights(found.accounts)))
    every = _Side(*(_sums(found.known, each)[at] for each in _weights(found.accounts)))
    others = _Side(*(whole - part for whole, part in zip(every, ours, strict=True)))
    enough = [(side.n >= _LEAST) & (side.accounts >= _LEAST_ACCOUNTS) for side in (ours, others)]
    is_pair = np.triu(found.attribute[:, None] != found.attribute)
    one, other = np.nonzero((is_pair | np.eye(len(found.conditions), dtype=bool)) & enough[0] & enough[1])
    ours, others = (_Side(*(table[one, other] for table in side)) for side in (ours, others))
    apart = np.abs(ours.won / ours.n - others.won / others.n)
    spread = np.sqrt(ours.variance + others.variance)
    freedom = np.minimum(ours.accounts, others.accounts) - 1
    p = 2 * student.sf(np.divide(apart, spread, out=np.full_like(apart, np.inf), where=spread > 0), freedom)
    counts = {"won": ours.won, "n": ours.n, "others_won": others.won, "others_n": others.n}
    cells = {name: column.astype(int) for name, column in counts.items()}
    return pd.DataFrame({"one": one, "other": other, **cells, "p": p})


class _Side(NamedTuple):
    """Sums over accounts: of 1, won, n, and of their squares and product."""

    accounts: np.ndarray
    won: np.ndarray
    n: np.ndarray
    won_won: np.ndarray
    won_n: np.ndarray
    n_n: np.ndarray

    @property
    def variance(self) -> np.ndarray:
        """Of the win rate."""
        rate = self.won / self.n
        squares = np.maximum(self.won_won - 2 * rate * self.won_n + rate**2 * self.n_n, 0)
        return squares * self.accounts / (self.accounts - 1) / self.n**2


def _weights(accounts: pd.DataFrame) -> tuple[np.ndarray, ...]:
    won, n = (accounts[name].to_numpy() for name in ("won", "n"))
    return np.ones_like(n), won, n, won * won, won * n, n * n


def told(found: Customers, ranked: list[Kind]) -> list[Kind]:
    """The kinds that differ, the surest first; each of the others still does without the customers before it.

    ranked: the `kinds` of those found.
    """
    said: list[Kind] = []
    while ranked and ranked[0].is_told:
        said.append(ranked[0])
        found = found.without(ranked[0])
        ranked = kinds(found)
    return said


def _sums(table: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Sums of the accounts' weights over those that meet each pair of columns."""
    return (table * weights[:, None]).T @ table.astype(float)
