"""The search for bottlenecks: of a large company it takes seconds, so it runs beside the page and is kept."""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from threading import Lock
from time import sleep

import pandas as pd
import streamlit as st

import queries
from data.warehouse import engine
from metrics import bottlenecks
from metrics.bottlenecks import Finding
from metrics.cells import KINDS, Eras, Evidence, Kind
from pages.components import session
from pages.components.filters import Choice
from queries import Scope

_SMALL = 3000  # deals up to which nobody has to wait
_KEPT = 64
_PAUSE_SECONDS = 1.0  # a page that redraws after a filter change comes first
_WANTED = "_bottlenecks_wanted"


@dataclass(frozen=True, slots=True)
class Search:
    """What to look through: a release, what was filtered, its first and its last day."""

    path: str
    made: int  # part of the key: a store may be deleted and built anew under the same name
    scope: Scope
    first_day: date | None
    today: date
    deals: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, the most money first; how many comparisons were made, and of which eras."""

    findings: list[Finding]
    comparisons: int
    matured: Eras
    latest: Eras


class _Searches:
    """Searches under way and done, one at a time; the newest are kept."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._dropped: set[Search] = set()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="bottlenecks")
        self._known: OrderedDict[Search, Future[Found]] = OrderedDict()

    def ask(self, search: Search) -> Future[Found]:
        """The search, begun if nobody has asked for it yet. What went wrong once would do so again."""
        with self._lock:
            self._dropped.discard(search)
            known = self._known.get(search)
            if known is None or known.cancelled() or (known.done() and isinstance(known.exception(), _Dropped)):
                known = self._known[search] = self._worker.submit(self._look, search)
            self._known.move_to_end(search)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)[1].cancel()
            return known

    def drop(self, search: Search) -> None:
        """Nobody waits for it any more: it need not begin, or go on."""
        with self._lock:
            if known := self._known.get(search):
                known.cancel()
                self._dropped.add(search)

    def _look(self, search: Search) -> Found:
        def go_on() -> None:
            if search in self._dropped:
                raise _Dropped

        if search.deals > _SMALL:
            sleep(_PAUSE_SECONDS)
        go_on()
        return _look(search, go_on)


class _Dropped(Exception):
    """Nobody waits for the search any more."""


@st.cache_resource(show_spinner=False)
def _searches() -> _Searches:
    return _Searches()


def bottlenecks_of(choice: Choice) -> Found | None:
    """The bottlenecks of what is filtered, whatever the period; None while they are being looked for.

    Raises what went wrong in the search.
    """
    search = _search(choice)
    former = st.session_state.get(_WANTED)
    if former not in (None, search):
        _searches().drop(former)
    st.session_state[_WANTED] = search
    under_way = _searches().ask(search)
    return under_way.result() if under_way.done() or search.deals <= _SMALL else None


@st.cache_resource(max_entries=16, show_spinner=False)
def _looked(search: Search) -> Found:
    return _look(search, lambda: None)


def waited_for(choice: Choice) -> Found:
    """The bottlenecks of what is filtered, however long it takes: for who cannot come back."""
    return _looked(_search(choice))


def _search(choice: Choice) -> Search:
    stamp = session.fetch("settings/organisation").iloc[0]
    release = session.release()
    if release is None:
        raise LookupError("There is no release to ask.")
    first = None if pd.isna(stamp["first_day"]) else stamp["first_day"].date()
    made = release.path.stat().st_mtime_ns
    return Search(str(release.path), made, choice.scope, first, choice.as_of, int(stamp["deals"]))


def _look(search: Search, go_on: Callable[[], None]) -> Found:
    """Look through a release. Runs outside the script: it knows no session. go_on: raises when it is to stop."""
    ask = _Asked(search, go_on)
    found, comparisons = bottlenecks.find(ask.evidence(), ask.without)
    return Found(found, comparisons, ask.matured, ask.latest)


class _Asked:
    """The evidence of a search, whole or without a group."""

    def __init__(self, search: Search, go_on: Callable[[], None]) -> None:
        self._search, self._engine, self._go_on = search, engine(Path(search.path)), go_on
        self._rest: dict[tuple[str, str, Kind], Evidence] = {}
        end = search.today + timedelta(days=1)
        self.latest = bottlenecks.eras(end, search.first_day)
        window = {"period_start": self.latest.before_from, "period_end": end, "group_by": "all"}
        stays = self._run("time_in_stage", **window, today=search.today)
        self.matured = bottlenecks.eras(end - timedelta(days=bottlenecks.maturity(stays)), search.first_day)

    def evidence(self) -> Evidence:
        """All of it."""
        return self._evidence({kind: self._frame(kind, None, None) for kind in KINDS})

    def without(self, dimension: str, group: str, kind: Kind) -> Evidence:
        """The evidence of a kind without the deals of a group; what is of other kinds is empty."""
        cell = dimension, group, kind
        if cell not in self._rest:  # asked for again where a group is worse in several stages
            self._rest[cell] = self._evidence({kind: self._frame(kind, dimension, group)})
        return self._rest[cell]

    def _evidence(self, frames: dict[Kind, pd.DataFrame]) -> Evidence:
        nothing = pd.DataFrame()
        return Evidence(
            frames.get("conversion", nothing),
            frames.get("dwell", nothing),
            frames.get("loss_reason", nothing),
            self.matured,
            self.latest,
        )

    def _frame(self, kind: Kind, dimension: str | None, group: str | None) -> pd.DataFrame:
        left_out = {"without_dimension": dimension, "without_value": group}
        if kind == "dwell":
            return self._run("stays_by_cell", **_from(self.latest), today=self._search.today, **left_out)
        name, of = ("outcomes_by_cell", self.matured) if kind == "conversion" else ("losses_by_cell", self.latest)
        return self._run(name, **_from(of), recent_to=of.end, **left_out)

    def _run(self, name: str, **params: object) -> pd.DataFrame:
        self._go_on()
        return queries.run(self._engine, f"funnel/{name}", self._search.scope, **params)


def _from(of: Eras) -> dict[str, date]:
    return {"before_from": of.before_from, "recent_from": of.recent_from}
