"""What an import is asked, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from data.intake.dates import DateOrder
from data.intake.difference import Difference
from data.intake.findings import Finding, Reject
from data.intake.ledger import Account
from data.intake.numbers import DecimalHabit


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to import: its name as the user knows it, its content or where it lies, and what is said of it alone.

    options: in place of those of the import as a whole.
    """

    name: str
    content: bytes | Path
    options: "Options | None" = None


@dataclass(frozen=True, slots=True)
class Options:
    """What is said about the files beside their content: the answers to what an import may ask.

    as_of: the moment the files speak of, UTC (None: now). complete: deals not in
    the file are gone. date_order: of every column that has none of its own in
    date_orders: header → order. columns: header → field, "-" for a column to ignore.
    stages: stage → open, won or lost. owners: owner as written → name or id of the
    person meant. sheet, encoding, delimiter: see ReadOptions. remember: use what was
    answered for earlier files with the same columns.
    """

    as_of: datetime | None = None
    complete: bool = False
    date_order: DateOrder | None = None
    date_orders: Mapping[str, DateOrder] = field(default_factory=dict)
    decimal: DecimalHabit | None = None
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    entity: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    imported_by: str | None = None
    remember: bool = True

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered, by option: enough to read the file once more in the same way."""
        given = {
            "date_order": self.date_order,
            "date_orders": dict(self.date_orders),
            "decimal": self.decimal,
            "sheet": self.sheet,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "entity": self.entity,
            "columns": dict(self.columns),
            "stages": dict(self.stages),
            "owners": dict(self.owners),
        }
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True, slots=True)
class ColumnReport:
    """What a column was taken for, why, and samples of raw beside parsed text.

    header: as in the file; of several alike with its number behind, as answers name it. likely: the field that an
    unused column may be, to be asked. is_two_way: its dates can be read in both orders, so that an answer would hold.
    """

    header: str
    field: str | None
    kind: str
    why: str
    samples: tuple[tuple[str, str], ...] = ()
    likely: str | None = None
    is_two_way: bool = False


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file, sheet or archive member; `refused` is a sentence where it was not taken.

    upload: which of the uploads it belongs to, from 0. columns: of a refused file as far as they were found out.
    """

    import_id: int | None
    file: str
    member: str | None
    entity: str | None = None
    source: str | None = None
    rows: Account = field(default_factory=lambda: Account(0))
    amount_total: Decimal | None = None
    findings: tuple[Finding, ...] = ()
    columns: tuple[ColumnReport, ...] = ()
    rejects: tuple[Reject, ...] = ()
    refused: str | None = None
    code: str | None = None
    upload: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The release that the import made (None: nothing was published), a report per file, and what changes by them.

    difference: None where a file was refused, and where the first files were published: all of it is new.
    people: names of those on the list of people, whom an unknown owner may be.
    """

    release: int | None
    imports: tuple[FileReport, ...]
    difference: Difference | None = None
    people: tuple[str, ...] = ()
