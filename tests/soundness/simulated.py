"""Companies whose ways are known: deals run through four stages at rates drawn once, so every chance has its truth."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from metrics import forecast
from metrics.forecast import Inputs

FIRST = date(2022, 1, 3)
STAGES = ("Discovery", "Proposal", "Negotiation", "Contract")
STATED = (0.1, 0.3, 0.5, 0.8)
_QUARTER = 91


@dataclass(frozen=True)
class Company:
    """Deals per year, days of history, and how much a quarter differs from the next beyond luck (log sd)."""

    seed: int
    per_year: int = 500
    days: int = 365 * 3 + 200
    shock: float = 0.1
    drift: float = 0.0  # growth of arrivals, log per year

    def ways(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Daily rates of advancing and losing per stage; factors of reps; shocks of quarters."""
        random = np.random.default_rng([self.seed, 1])
        stay = np.exp(random.normal(np.log(18), 0.35, len(STAGES)))
        passed = random.uniform([0.45, 0.5, 0.6, 0.75], [0.7, 0.75, 0.85, 0.95])
        reps = np.exp(random.normal(0, 0.2, 8))
        shocks = np.exp(random.normal(0, self.shock, self.days // _QUARTER + 3))
        return passed / stay, (1 - passed) / stay, reps, shocks

    def courses(self) -> pd.DataFrame:
        """One row per deal: created, rep, amount, the day it left each stage (NaN: never), and whether it was won."""
        advance, lose, reps, shocks = self.ways()
        random = np.random.default_rng([self.seed, 2])
        rate = self.per_year / 365 * np.exp(self.drift * (np.arange(self.days + 200) / 365 - 1.5))
        created = np.repeat(np.arange(len(rate)), random.poisson(rate))
        n = len(created)
        rep, amount = random.integers(0, len(reps), n), np.exp(random.normal(9, 0.9, n))
        factor = reps[rep]
        found = {"created": created, "rep": rep, "amount": np.round(amount, 2)}
        now, running = created.astype(float), np.ones(n, dtype=bool)
        for stage in range(len(STAGES)):
            # The stage's clock runs by advances under the quarter's shock, and by losses: the first to ring ends it.
            quarter = np.minimum((now // _QUARTER).astype(int), len(shocks) - 1)
            up = advance[stage] * factor * shocks[quarter]
            total = up + lose[stage]
            now = np.floor(now + random.exponential(1 / total)) + 1
            rises = random.random(n) < up / total
            found[f"left_{stage}"] = np.where(running, now, np.nan)
            running &= rises
            found[f"rose_{stage}"] = running.copy()
        return pd.DataFrame(found)

    def truth(self, deals: pd.DataFrame, days: int) -> np.ndarray:
        """Chance of each open deal (its rep and stage) to be won within days, without the shocks still to come."""
        advance, lose, reps, _shocks = self.ways()
        factor = reps[deals["rep"].to_numpy()]
        stage = deals["stage"].to_numpy()
        inside = np.zeros((len(STAGES), len(deals)))
        inside[stage, np.arange(len(deals))] = 1.0
        won = np.zeros(len(deals))
        for _day in range(days):
            up = advance[:, None] * factor
            leaves = 1 - np.exp(-(up + lose[:, None]))
            rises = inside * leaves * up / (up + lose[:, None])
            inside = inside * (1 - leaves)
            inside[1:] += rises[:-1]
            won += rises[-1]
        return won

    def states(self, *, with_lost: bool = True) -> pd.DataFrame:
        """Rows of forecast/states over the whole time."""
        courses = self.courses()
        begun = courses["created"].astype(float)
        parts = []
        for stage, name in enumerate(STAGES):
            here = courses[begun.notna()]
            parts.append(_rows(here, begun.dropna(), "open", name, stage))
            begun = courses[f"left_{stage}"].where(courses[f"rose_{stage}"])
        last = len(STAGES) - 1
        won = courses[courses[f"rose_{last}"]]
        parts.append(_rows(won, won[f"left_{last}"], "won", "Won", None))
        if with_lost:
            for stage in range(len(STAGES)):
                lost = courses[courses[f"left_{stage}"].notna() & ~courses[f"rose_{stage}"]]
                parts.append(_rows(lost, lost[f"left_{stage}"], "lost", "Lost", None))
        return pd.concat(parts).sort_values(["opportunity_id", "since"], kind="stable", ignore_index=True)


def _rows(deals: pd.DataFrame, since: pd.Series, kind: str, stage: str, number: int | None) -> pd.DataFrame:
    day = pd.Series([FIRST + timedelta(days=int(each)) for each in since], index=deals.index, dtype=object)
    created = [FIRST + timedelta(days=int(each)) for each in deals["created"]]
    return pd.DataFrame(
        {
            "opportunity_id": [f"d{place:06}" for place in deals.index],
            "rep_id": "r" + deals["rep"].astype(str),
            "product": None,
            "since": day,
            "kind": kind,
            "stage": stage,
            "stated": STATED[number] if number is not None else None,
            "amount": deals["amount"],
            "close_on": [each + timedelta(days=70) for each in created],
            "closed_on": day if number is None else None,
            "stage_since": day,
            "pushes": 0,
            "created_on": created,
            "forecast_category": None,
            "is_dated": True,
        }
    )


def inputs(frame: pd.DataFrame, today: date) -> Inputs:
    """What `gather` puts together of rows of forecast/states, from what was known at the end of a day."""
    known = frame[frame["since"] <= today]
    last = known.drop_duplicates("opportunity_id", keep="last")
    book = last[last["kind"] == "open"]
    won = last[last["kind"] == "won"].groupby("closed_on", as_index=False)["amount"].sum()
    answers = {
        "forecast/states": known,
        "forecast/book": book.assign(name=book["opportunity_id"]),
        "forecast/won_by_day": won.rename(columns={"closed_on": "day"}),
    }
    return forecast.gather(lambda name, **_params: answers[name].copy(), len(last))
