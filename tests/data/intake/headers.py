"""Header rows as CRMs write them, from headers.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Export:
    """A kind of export; fields: field = column it must be read from; unused: columns that must not be read."""

    source: str
    entity: str
    columns: str
    fields: str
    unused: str = ""

    @property
    def header(self) -> list[str]:
        return [name.strip() for name in self.columns.split("|")]

    @property
    def expected(self) -> dict[str, str]:
        pairs = (part.split("=", 1) for part in self.fields.split("|"))
        return {field.strip(): column.strip() for field, column in pairs}

    @property
    def left_out(self) -> set[str]:
        return {name.strip() for name in self.unused.split("|")} - {""}


_TEXTS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
NEAR: dict[str, str] = _TEXTS.pop("near")
EXPORTS = {name: Export(**parts) for name, parts in _TEXTS.items()}
