"""Tables of deals and people, from rows of plain values."""

from collections.abc import Mapping, Sequence

from metrics.review.plain import Record
from pages.components.i18n import _
from pages.review.document import Column, Kind, Table

Columns = Mapping[str, tuple[str, Kind]]


def table(key: str, title: str, rows: Sequence[Record], columns: Columns, shown: int) -> Table:
    """The rows under their columns. columns: of the rows, in order, with heading and kind. shown: see Table."""
    return Table(
        key=key,
        title=title,
        columns=tuple(Column(label, kind) for label, kind in columns.values()),
        rows=tuple(tuple(row[name] for name in columns) for row in rows),
        shown=shown,
    )


def of_deals(more: Columns) -> Columns:
    """What every list of deals says of them, and more."""
    first: Columns = {
        "name": (_("Deal"), "text"),
        "account_name": (_("Account"), "text"),
        "rep_name": (_("Owner"), "text"),
        "amount": (_("Amount"), "money"),
    }
    return {**first, **more}
