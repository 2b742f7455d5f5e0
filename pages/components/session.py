"""The pages' one door to the warehouse: the store, the release of this run, and cached queries."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import streamlit as st

import queries
from data import upgrade
from data.warehouse import Release, Store, engine
from queries import Scope

DEFAULT_STORE = Path("data/store")
_RELEASE = "_release"
_OUTSIDE: ContextVar[tuple[Store, Release] | None] = ContextVar("asked outside of pages", default=None)


@contextmanager
def asking(asked: Store) -> Generator[Release]:
    """Ask a store where nobody browses: on the command line. Refused where nothing was imported into it yet."""
    current = upgrade.require(asked)
    token = _OUTSIDE.set((asked, current))
    try:
        yield current
    finally:
        _OUTSIDE.reset(token)


def store() -> Store:
    """The store that QUARTERDECK_STORE names, else data/store."""
    if outside := _OUTSIDE.get():
        return outside[0]
    return Store(Path(os.environ.get("QUARTERDECK_STORE") or DEFAULT_STORE))


def begin() -> Release | None:
    """Take the release in force for the whole of this run, so that all figures of a page agree."""
    st.session_state[_RELEASE] = upgrade.current(store())
    return st.session_state[_RELEASE]


def release() -> Release | None:
    """The release this run began with; None while nothing was imported."""
    if outside := _OUTSIDE.get():
        return outside[1]
    kept = st.session_state.get(_RELEASE)
    # A dialog may be opened long after the page ran, when its release is pruned already.
    return kept if kept and kept.path.exists() else begin()


def locale() -> str | None:
    """How the organisation writes numbers and dates, such as de_DE; None where it has not set it."""
    if release() is None:
        return None
    chosen = fetch("settings/chosen")
    found = chosen.loc[chosen["key"] == "locale", "value"]
    return None if found.empty else str(found.iloc[0])


def made_on() -> date:
    """The day the release of this run was published."""
    current = release()
    if current is None:
        raise LookupError("There is no release.")
    return datetime.fromtimestamp(current.path.stat().st_mtime, UTC).date()


def fetch(name: str, scope: Scope | None = None, **params: object) -> pd.DataFrame:
    """Run a query file on the release of this run; QueryError as in `queries.run`.

    Answers are kept per release, query, scope and parameters, so none is ever stale.
    """
    current = release()
    if current is None:
        raise LookupError("There is no release to ask.")
    scope = scope or Scope()
    made = current.path.stat().st_mtime_ns
    return _fetch(str(current.path), made, name, repr(scope), scope, tuple(sorted(params.items())))


@st.cache_data(max_entries=2000, max_size="200MB", show_spinner=False)
def _fetch(
    path: str,
    made: int,  # part of the key: a store may be deleted and built anew under the same name
    name: str,
    scoped: str,  # the scope as part of the key: a dataclass is none by itself
    _scope: Scope,
    params: tuple[tuple[str, object], ...],
) -> pd.DataFrame:
    return queries.run(engine(Path(path)), name, _scope, **dict(params))
