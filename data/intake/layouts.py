"""Known kinds of export: which names their columns bear, read from the profiles."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data.entities import ENTITIES, Entity

_FOLDER = Path(__file__).with_name("profiles")
_UNITS = {
    "円": 1,
    "千円": 1000,
    "万円": 10**4,
    "百万円": 10**6,
    "億円": 10**8,
    "税抜": 1,
    "税込": 1,
    "jpy": 1,
    "usd": 1,
    "eur": 1,
}
# What may stand before a name without changing it: “Opportunity: Amount” is an amount of deals, never of products.
_PREFIXES = {
    "opportunities": ("opportunity", "deal"),
    "stage_history": ("opportunity", "deal"),
    "activities": ("activity", "task", "event", "call", "meeting"),
    "leads": ("lead",),
    "accounts": ("account", "company", "organization"),
    "contacts": ("contact", "person"),
    "reps": ("user", "rep"),
    "quotas": ("quota",),
    "products": ("product",),
    "quotes": ("quote",),
    "contracts": ("contract", "subscription"),
}
_ANY_PREFIX = ("donotmodify",)


@dataclass(frozen=True, slots=True)
class Layout:
    """A known kind of export; names: name in plain form → (field, rank), the lowest rank wins."""

    source: str
    entity: Entity
    marks: frozenset[str]
    names: Mapping[str, tuple[str, int]]
    constants: Mapping[str, str]
    decisive: bool = False

    def prefixed(self, name: str) -> tuple[str, int] | None:
        """Field and rank of a name behind one of the prefixes that do not change it."""
        for prefix in (*_PREFIXES.get(self.entity.name, ()), *_ANY_PREFIX):
            if name.startswith(prefix) and (found := self.names.get(name.removeprefix(prefix))):
                return found[0], found[1] + 5000
        return None


def plain_name(name: str) -> str:
    """A header without case, width, blanks, punctuation and units."""
    return re.sub(r"[\W_]+", "", bare_header(name))


def bare_header(name: str) -> str:
    """A header in small letters of normal width, without units, required marks and Salesforce's ending."""
    text = unicodedata.normalize("NFKC", name).casefold().strip().rstrip("*")
    for bracket in re.findall(r"[(\[](.*?)[)\]]", text):
        if bracket.strip() in _UNITS:
            text = re.sub(r"[(\[]" + re.escape(bracket) + r"[)\]]", "", text)
    return re.sub(r"__c$", "", text)


def unit_of(name: str) -> int:
    """The factor that a unit in a header's brackets stands for: 1000 for 千円; 1 without one."""
    text = unicodedata.normalize("NFKC", name)
    found = [_UNITS[bracket.strip()] for bracket in re.findall(r"[(\[](.*?)[)\]]", text) if bracket.strip() in _UNITS]
    return found[0] if found else 1


@cache
def layouts() -> tuple[Layout, ...]:
    """Every known kind of export, and one of no system in particular for each entity."""
    generic = tomllib.loads((_FOLDER / "generic.toml").read_text(encoding="utf-8"))
    named = tomllib.loads((_FOLDER / "layouts.toml").read_text(encoding="utf-8"))["layout"]
    known = [
        Layout(
            item["source"],
            ENTITIES[item["entity"]],
            frozenset(plain_name(mark) for mark in item.get("marks", ())),
            _names(generic[item["entity"]], item.get("fields", {})),
            item.get("constants", {}),
            item.get("decisive", False),
        )
        for item in named
    ]
    known += [
        Layout("generic", ENTITIES[name], frozenset(), _names(fields, {}), {})
        for name, fields in generic.items()
        if name != "source"
    ]
    return tuple(known)


def _names(generic: Mapping[str, list[str]], own: Mapping[str, list[str]]) -> dict[str, tuple[str, int]]:
    """Name → (field, rank): the layout's own names first; a field it gives no names has none at all."""
    names: dict[str, tuple[str, int]] = {}
    for target, aliases in own.items():
        for rank, alias in enumerate(aliases):
            names.setdefault(plain_name(alias), (target, rank))
    for target, aliases in generic.items():
        if own.get(target) == []:
            continue
        for rank, alias in enumerate(aliases, start=1000):
            names.setdefault(plain_name(alias), (target, rank))
    return names


def bare_names(plain: Sequence[str]) -> list[str]:
    """The names without the prefix that all of them share, as in Opportunity_Topic; none where they share none."""
    known = {prefix for prefixes in _PREFIXES.values() for prefix in prefixes}
    shared = next((prefix for prefix in sorted(known) if all(name.startswith(prefix) for name in plain)), None)
    return [name.removeprefix(shared) for name in plain] if shared else []
