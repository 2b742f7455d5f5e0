"""What a viewer has filtered, as of when, and whose a deal is taken to be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from data.errors import Refused

# Filters on the rep, which every relation with an owner answers to …
REP_FILTERS = {"team": "team", "territory": "territory", "manager": "manager", "owner": "rep_id"}
# … and filters on the deal.
DEAL_FILTERS = {"segment": "segment", "product": "product", "source": "lead_source", "industry": "industry"}
FILTERS = (*REP_FILTERS, *DEAL_FILTERS)

# What people call a filter on a command line.
_ALIASES = {"region": "territory", "rep": "owner"}

Ownership = Literal["then", "today"]


def read_filters(given: Iterable[str]) -> dict[str, list[str]]:
    """Filter → values, of options such as team=West. Refused("BAD_FILTER") for what is no filter with a value."""
    found: dict[str, list[str]] = {}
    for item in given:
        name, _equals, value = (part.strip() for part in item.partition("="))
        name = _ALIASES.get(name, name)
        if name not in FILTERS or not value:
            known = ", ".join(FILTERS)
            raise Refused("BAD_FILTER", f"--where takes FILTER=VALUE with one of {known}, not “{item}”.")
        found.setdefault(name, []).append(value)
    return found


@dataclass(frozen=True, slots=True)
class Scope:
    """Chosen values per filter name of FILTERS, and the day to look from (None: now).

    ownership: whose a deal is: its owner when a thing happened (then), or its
    owner as it stands (today). Hashable, so that it can be part of a cache key.
    """

    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    as_of: date | None = None
    ownership: Ownership = "then"

    def __post_init__(self) -> None:
        unknown = [name for name, _ in self.filters if name not in FILTERS]
        if unknown:
            raise ValueError(f"No such filter: {', '.join(unknown)}. Filters are {', '.join(FILTERS)}.")

    @classmethod
    def of(cls, as_of: date | None = None, **filters: list[str] | tuple[str, ...]) -> "Scope":
        """Scope.of(team=["West"]): filters without a value are left out."""
        chosen = tuple((name, tuple(filters[name])) for name in FILTERS if filters.get(name))
        unknown = tuple((name, ()) for name in filters if name not in FILTERS)
        return cls(chosen + unknown, as_of)

    @property
    def params(self) -> dict[str, object]:
        """Bound parameters of the relations: lists for the filters, the end of the as-of day."""
        params: dict[str, object] = {f"scope_{name}": list(values) for name, values in self.filters}
        if self.as_of is not None:
            params["scope_as_of_end"] = self.as_of + timedelta(days=1)
        return params

    @property
    def by_rep(self) -> bool:
        """Whether reps are filtered."""
        return any(name in REP_FILTERS for name, _ in self.filters)

    @property
    def by_deal(self) -> bool:
        """Whether deals are filtered by what they are, not by whose they are."""
        return any(name in DEAL_FILTERS for name, _ in self.filters)

    def chosen(self, columns: dict[str, str], alias: str) -> str:
        """SQL conditions, each with a leading `and`, for the filters among `columns` (filter → column of the alias)."""
        names = [name for name, _ in self.filters if name in columns]
        return "".join(f"\n      and {alias}.{columns[name]} in :scope_{name}" for name in names)
