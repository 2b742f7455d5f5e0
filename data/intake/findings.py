"""What is said about a file: findings, and rows set aside."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something noticed; rows: the first row numbers concerned, count: how many there are."""

    code: str
    message: str
    rows: tuple[int, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Reject:
    """A row set aside as it stood, with the cell and the reason."""

    row_number: int
    column: str | None
    value: str | None
    code: str
    reason: str
    cells: tuple[str, ...]
