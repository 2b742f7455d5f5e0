"""The open deals of the choice with their signals, scores and chances, and what the reader has set for them."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from metrics import risk, signals
from metrics.periods import add_months
from metrics.risk import Calibration
from pages.components import session
from pages.components.filters import Choice
from queries import Scope

# The past is looked at over so many months; the last of them are left out, as most deals of then are not decided yet.
_MONTHS, _UNRIPE_DAYS = 24, 90
# So many past deals tell enough; of more, every n-th day of creation is looked at.
_LOOKED_AT = 20_000
RISK = "risk"


def key(code: str) -> str:
    """The name of a signal's threshold, in links and in the session."""
    return f"signal_{code}"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a link says of signals: thresholds by code, and the score from which a deal is at risk."""

    thresholds: tuple[tuple[str, int], ...]
    at_risk: int


def settings() -> Settings:
    """The settings in force; what makes no sense in a link gives way to the default."""
    found = {}
    for code, signal in signals.SIGNALS.items():
        if bounds := signal.threshold:
            found[code] = number(key(code), bounds.default, bounds.low, bounds.high)
    return Settings(tuple(found.items()), number(RISK, risk.AT_RISK, 1, 60))


def number(name: str, default: int, low: int, high: int) -> int:
    """A whole number of the link within its bounds, else the default."""
    text = st.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and low <= int(text) <= high else default


@dataclass(frozen=True, slots=True)
class Book:
    """The open deals of the choice, and what their scores rest on.

    deals: rows of deals/open_book with the columns of `judged`, and is_at_risk.
    """

    deals: pd.DataFrame
    calibration: Calibration
    settings: Settings


def book(choice: Choice) -> Book:
    """The book of what was chosen."""
    chosen = settings()
    calibration, facts = _judged(choice, chosen)
    deals = _open_book(choice, None).merge(facts, on="opportunity_id", how="left")
    return Book(deals.assign(is_at_risk=(deals["score"] >= chosen.at_risk).fillna(False)), calibration, chosen)


def matching(choice: Choice, search: str) -> pd.Series:
    """Ids of the open deals with a text in their name, account, owner or id."""
    return _open_book(choice, search)["opportunity_id"]


def explained(choice: Choice, deal_id: str) -> tuple[Calibration, dict | None]:
    """What the past tells, and the signals of one open deal with the facts behind them; None where it is not open."""
    calibration, facts = _judged(choice, settings())
    rows = facts[facts["opportunity_id"] == deal_id].to_dict("records")
    return calibration, rows[0] if rows else None


def whole(choice: Choice) -> Scope:
    """The whole company, as known on the day of the choice: what a signal means does not depend on the filters."""
    return Scope(as_of=choice.scope.as_of)


def _open_book(choice: Choice, search: str | None) -> pd.DataFrame:
    return session.fetch(
        "deals/open_book",
        choice.scope,
        period_start=choice.period.start,
        period_end=choice.period.end,
        today=choice.as_of,
        search=search,
    )


def _judged(choice: Choice, chosen: Settings) -> tuple[Calibration, pd.DataFrame]:
    current = session.release()
    made = current.path.stat().st_mtime_ns if current else 0
    scope = whole(choice)
    return _company(str(current), made, repr(scope), choice.as_of, chosen.thresholds, _scope=scope)


@st.cache_resource(max_entries=12, show_spinner=False)
def _company(
    path: str,
    made: int,
    scoped: str,
    today: date,
    thresholds: tuple[tuple[str, int], ...],
    *,
    _scope: Scope,
) -> tuple[Calibration, pd.DataFrame]:
    """All open deals of the company, judged; shared by all who look, so nobody may change it.

    path, made and scoped are there as parts of the key: the release and the scope.
    """
    limits = dict(thresholds)
    calibration = risk.calibrate(_history(today, _scope), limits)
    facts = session.fetch("deals/signal_facts", _scope, today=today)
    facts = signals.with_norms(facts, session.fetch("deals/stage_norms", _scope, today=today))
    return calibration, judged(facts, limits, calibration)


def judged(facts: pd.DataFrame, thresholds: signals.Thresholds, calibration: Calibration) -> pd.DataFrame:
    """The facts with their signals (one column per code), score, chance, chance_deals, unknown, and the norms used.

    unknown: how many signals are not known; where none is, neither is the score.
    """
    flags = signals.judge(facts, thresholds, calibration.cells)
    unknown = flags.isna().sum(axis=1)
    score = risk.score(flags, calibration.points).astype("Int64").where(unknown < len(flags.columns))
    return pd.concat(
        [
            facts,
            flags,
            risk.chance(flags, facts, calibration),
            signals.norm(facts),
            signals.kept_promises(facts, calibration.cells).drop(
                columns=["forecast_category", "pipeline", "stage", "rep_id"]
            ),
        ],
        axis=1,
    ).assign(score=score, unknown=unknown)


def _history(today: date, scope: Scope) -> pd.DataFrame:
    ripe = (today - timedelta(days=_UNRIPE_DAYS)).replace(day=1)
    deals = int(session.fetch("settings/organisation")["deals"].iloc[0])
    return session.fetch(
        "deals/signal_history",
        scope,
        first_day=add_months(ripe, -_MONTHS),
        last_day=ripe - timedelta(days=1),
        every=1 + deals // _LOOKED_AT,
    )
