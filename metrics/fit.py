"""The ideal customer: which accounts and leads meet a profile, and whether those that do are won more, larger, sooner.

A profile is a list of conditions on attributes of accounts and of their contacts. An association of today's values
with past outcomes: nobody has drawn lots, and what is known today may not have been so then.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, sqrt

import numpy as np
import pandas as pd
from scipy.stats import t as student

from metrics import profile
from metrics.profile import Gap
from metrics.values import Value

CONTACTS = "contacts"
MOST_CHOICES = 300  # texts to choose from: a list of thousands would stop the browser
_MOST_CONDITIONS, _LONGEST = 12, 4000  # of a link
_TAIL = 0.975
# What parts the texts of one cell for sure, and what may also stand inside a text, such as “Food, Beverage”.
_SURE, _DOUBTFUL = r"[;；|、\n]", r"[;；|、\n,]"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition. attribute: entity:name, such as accounts:tools used.

    low, high: bounds of the number, both included. choices: texts of which one must be among the record's.
    Without any of these it asks for nothing.
    """

    attribute: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()

    @property
    def entity(self) -> str:
        """What the attribute belongs to: accounts or contacts."""
        return self.attribute.partition(":")[0]

    @property
    def name(self) -> str:
        """The attribute's own name."""
        return self.attribute.partition(":")[2]

    @property
    def asks(self) -> bool:
        """Whether it asks for anything."""
        return bool(self.choices) or self.low is not None or self.high is not None


def written(conditions: Sequence[Condition]) -> str:
    """The conditions as a link holds them; blank for none."""
    parts = [[one.attribute, list(one.choices) or [one.low, one.high]] for one in conditions]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")) if parts else ""


def parsed(text: str | None) -> tuple[Condition, ...]:
    """The conditions of a link, one per attribute; what is not understood is left out."""
    try:
        found = json.loads((text or "")[:_LONGEST] or "[]")
        read = [_condition(*part) for part in found[:_MOST_CONDITIONS]]
    except (ValueError, TypeError, KeyError):
        return ()
    return tuple({one.attribute: one for one in read if one}.values())


def _condition(attribute: object, asked: object) -> Condition | None:
    if not isinstance(attribute, str) or not isinstance(asked, list) or not attribute.partition(":")[2]:
        return None
    if asked and all(isinstance(each, str) for each in asked):
        return Condition(attribute, choices=tuple(dict.fromkeys(asked)))
    low, high = (each if _is_number(each) else None for each in (*asked, None, None)[:2])
    return Condition(attribute, low, high)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def attributes(rows: pd.DataFrame) -> pd.DataFrame:
    """What conditions can be put on: code, entity, name, records, is_number, lowest, highest; most known first.

    rows: of the query fit/attributes. A number where at least half of the values are one; else texts to choose from,
    unless nearly every record has a text of its own. What only leads have counts as the account's.
    """
    known = set(rows.loc[rows["entity"] != "leads", "name"])
    told = rows[(rows["entity"] != "leads") | ~rows["name"].isin(known)]
    is_number = told["numbers"] * 2 >= told["records"]
    varied = (told["texts"] > MOST_CHOICES) & (told["texts"] * 2 > told["records"])
    found = told.assign(is_number=is_number, entity=told["entity"].replace("leads", "accounts"))[is_number | ~varied]
    found = found.assign(code=found["entity"] + ":" + found["name"])
    found = found.sort_values(["records", "code"], ascending=[False, True], kind="stable").drop_duplicates("code")
    columns = ["code", "entity", "name", "records", "is_number", "lowest", "highest"]
    return found.sort_values(["entity", "records", "name"], ascending=[True, False, True])[columns].reset_index(
        drop=True
    )


def _parting(texts: Iterable[str]) -> re.Pattern[str]:
    """What parts the texts of a column: commas too, where this leaves no more different ones."""
    whole = set(texts)
    single = {part for text in whole for part in _parts(text, re.compile(_SURE))}
    finer = {part for text in whole for part in _parts(text, re.compile(_DOUBTFUL))}
    return re.compile(_DOUBTFUL if len(finer) <= len(single) else _SURE)


def _parts(text: str, parting: re.Pattern[str]) -> list[str]:
    return [part.strip() for part in parting.split(text) if part.strip()]


def choices(values: pd.DataFrame) -> list[tuple[str, int]]:
    """The texts of an attribute and how many records have each, the most frequent first, at most 300 of them.

    values: rows of the query fit/values. A cell such as “Slack; HubSpot” counts for both. Case says nothing.
    """
    counts = values["value"].value_counts()
    parting = _parting(counts.index)
    records: dict[str, int] = {}
    names: dict[str, str] = {}
    for text, n in counts.items():
        for part in dict.fromkeys(_parts(str(text), parting)):
            key = part.casefold()
            names.setdefault(key, part)
            records[key] = records.get(key, 0) + int(n)
    ordered = sorted(records, key=lambda key: (-records[key], key))
    return [(names[key], records[key]) for key in ordered[:MOST_CHOICES]]


def parted(values: pd.DataFrame) -> pd.DataFrame:
    """Each account with each of its texts, once: account_id, value. A cell such as “Slack; HubSpot” gives two rows.

    values: rows of the query fit/values. Case says nothing: a text is written as it is most often.
    """
    counts = values["value"].value_counts()
    parting = _parting(counts.index)
    names: dict[str, str] = {}
    parts = {
        text: list(dict.fromkeys(names.setdefault(part.casefold(), part) for part in _parts(str(text), parting)))
        for text in counts.index
    }
    rows = values[["account_id"]].assign(value=values["value"].map(parts)).explode("value").dropna()
    return rows.drop_duplicates(ignore_index=True)


def met(values: pd.DataFrame, condition: Condition) -> pd.Series:
    """Whether each row of the query fit/values meets a condition; all do where it asks for nothing."""
    if condition.choices:
        wanted = {choice.casefold() for choice in condition.choices}
        texts = values["value"].drop_duplicates()
        parting = _parting(texts)
        fitting = {text for text in texts if not wanted.isdisjoint(p.casefold() for p in _parts(str(text), parting))}
        return values["value"].isin(fitting)
    fine = pd.Series(data=True, index=values.index)
    if condition.low is not None:
        fine &= values["number"] >= condition.low
    if condition.high is not None:
        fine &= values["number"] <= condition.high
    return fine


def fitting(conditions: Sequence[Condition], values: Mapping[str, pd.DataFrame]) -> set[str]:
    """The accounts that meet every condition; those on contacts must be met by one and the same contact.

    values: attribute → rows of the query fit/values. Conditions that ask for nothing are left out.
    """
    asking = [one for one in conditions if one.asks]
    found: list[set[str]] = []
    people: pd.Series | None = None
    for one in asking:
        rows = values[one.attribute]
        rows = rows[met(rows, one) & rows["account_id"].notna()]
        if one.entity == CONTACTS:
            meeting = rows.drop_duplicates("record_id").set_index("record_id")["account_id"]
            people = meeting if people is None else people[people.index.isin(meeting.index)]
        else:
            found.append(set(rows["account_id"]))
    if people is not None:
        found.append(set(people))
    return set.intersection(*found) if found else set()


def told(conditions: Sequence[Condition], values: Mapping[str, pd.DataFrame]) -> set[str]:
    """The accounts of which every attribute that is asked for is known at all."""
    found = [set(values[one.attribute]["account_id"].dropna()) for one in conditions if one.asks]
    return set.intersection(*found) if found else set()


def fitting_records(conditions: Sequence[Condition], values: Mapping[str, pd.DataFrame]) -> set[str]:
    """The records themselves that meet every condition: leads, of which all is said in one place.

    values: attribute → rows of the query fit/values of leads.
    """
    found = [
        set(values[one.attribute].loc[met(values[one.attribute], one), "record_id"]) for one in conditions if one.asks
    ]
    return set.intersection(*found) if found else set()


@dataclass(frozen=True, slots=True)
class Fit:
    """Deals of accounts that fit beside all others. gaps: win rate, deal size, cycle; own: inside, peers: outside.

    inside, outside: decided deals; untold: those of outside whose account says nothing of an attribute asked for.
    """

    gaps: list[Gap]
    inside: int
    outside: int
    untold: int


def compare(deals: pd.DataFrame, accounts: set[str], known: set[str]) -> Fit:
    """Hold the deals of accounts that fit against all other deals decided.

    deals: rows of the query fit/decided. accounts: as `fitting` gives them; known: as `told`. Win rates by Newcombe's
    interval and Fisher's exact test; sizes and cycles of won deals as geometric means by a t test of logarithms;
    p values adjusted together (Holm). Amounts and cycles of zero or less are in no mean.
    """
    deals = deals[["account_id", "stage_kind", "amount", "cycle_days"]]
    is_inside = deals["account_id"].isin(accounts)
    sides = [_sums(deals[is_inside]), _sums(deals[~is_inside])]
    ours, theirs = sides
    cases = [side["won_deals"] + side["lost_deals"] for side in sides]
    gaps = [
        profile.share("win_rate", ours["won_deals"], theirs["won_deals"], *cases),
        _level("deal_size_typical", "size", ours, theirs),
        _level("cycle_typical_days", "cycle", ours, theirs),
    ]
    return Fit(
        profile.adjusted(gaps),
        int(is_inside.sum()),
        int((~is_inside).sum()),
        int((~is_inside & ~deals["account_id"].isin(known)).sum()),
    )


def _sums(deals: pd.DataFrame) -> pd.DataFrame:
    """What shares and geometric means are computed from, in one row."""
    won = deals[deals["stage_kind"] == "won"]
    row: dict[str, float] = {"won_deals": float(len(won)), "lost_deals": float(len(deals) - len(won))}
    for what, column in (("size", "amount"), ("cycle", "cycle_days")):
        numbers = pd.to_numeric(won[column]).astype(float)
        logs = np.log(numbers[numbers > 0].to_numpy())
        row |= {
            f"{what}_deals": float(len(logs)),
            f"{what}_log_sum": float(logs.sum()),
            f"{what}_log_squares": float((logs**2).sum()),
        }
    return pd.DataFrame([row], index=["all"])


def _level(measure: str, what: str, ours: pd.DataFrame, theirs: pd.DataFrame) -> Gap:
    gap = profile.level(measure, what, ours, theirs, "money" if what == "size" else "days")
    return replace(gap, own=_bounded(gap.own, ours, what), peers=_bounded(gap.peers, theirs, what))


def _bounded(value: Value, side: pd.DataFrame, what: str) -> Value:
    """A geometric mean with its own 95 % interval: Student's, of the logarithms."""
    n, total, squares = (float(side[f"{what}_{part}"].iloc[0]) for part in ("deals", "log_sum", "log_squares"))
    if n < 2:
        return replace(value, n=int(n), value=exp(total) if n else None)
    inside = max(squares - total * total / n, 0.0)
    reach = float(student.ppf(_TAIL, n - 1)) * sqrt(inside / (n - 1) / n)
    return replace(value, value=exp(total / n), n=int(n), low=exp(total / n - reach), high=exp(total / n + reach))
