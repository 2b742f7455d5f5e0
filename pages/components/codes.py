"""The choice of the filter bar as stable codes, in the session and in the URL.

Session state holds the choice while people move between pages; the URL shows
it, so that a link opens the same page elsewhere. Where a URL brings codes of
its own it wins.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd
import streamlit as st

from pages.components import calendar
from pages.components.calendar import FiscalCalendar

FILTERS = ("team", "territory", "segment", "product", "source", "owner")
_SINGLE = ("period", "compare", "owned")
_CODES, _WRITTEN = "_filter_codes", "_filter_written"


@dataclass(frozen=True, slots=True)
class Codes:
    """The choice as links hold it; an absent code means its default.

    owned: "today" where a deal belongs to its present owner whatever it was then.
    filters: name → chosen codes.
    """

    period: str | None = None
    compare: str | None = None
    owned: str | None = None
    filters: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def query(self) -> dict[str, str | list[str]]:
        """The query of a link."""
        single = {name: getattr(self, name) for name in _SINGLE}
        return {name: code for name, code in single.items() if code} | dict(self.filters)


def in_force(values: pd.DataFrame, fiscal: FiscalCalendar) -> Codes:
    """The codes in force, without those that mean nothing here; keeps session and URL in step.

    values: filter_name and code of all that can be chosen.
    """
    from_url = _read_url()
    is_new = from_url not in (Codes(), st.session_state.get(_WRITTEN))
    codes = from_url if is_new else _kept()
    known = values.groupby("filter_name")["code"].agg(set).to_dict()
    valid = Codes(
        codes.period if fiscal.parse(codes.period) else None,
        codes.compare if codes.compare in calendar.COMPARISONS[1:] else None,
        codes.owned if codes.owned == "today" else None,
        {
            name: found
            for name, chosen in codes.filters.items()
            if (found := [code for code in chosen if code in known.get(name, set())])
        },
    )
    write(valid)
    return valid


def write(codes: Codes) -> None:
    """Make these the codes in force, in the session and in the URL."""
    st.session_state[_CODES] = codes
    st.session_state[_WRITTEN] = codes
    wanted, shown = codes.query, _read_url().query
    for name in (*_SINGLE, *FILTERS):
        if name in wanted and shown.get(name) != wanted[name]:
            st.query_params[name] = wanted[name]
        elif name not in wanted and name in st.query_params:
            del st.query_params[name]


def change(**codes: str | None) -> None:
    """Set period, compare or owned; None goes back to the default."""
    write(replace(_kept(), **codes))


def choose(name: str, chosen: list[str]) -> None:
    """Set one filter; no code lifts it."""
    kept = _kept()
    rest = {other: codes for other, codes in kept.filters.items() if other != name}
    write(replace(kept, filters=rest | ({name: chosen} if chosen else {})))


def _kept() -> Codes:
    return st.session_state.get(_CODES, Codes())


def _read_url() -> Codes:
    filters = {name: found for name in FILTERS if (found := st.query_params.get_all(name))}
    return Codes(*(st.query_params.get(name) for name in _SINGLE), filters)
