"""A CRM export as large as wanted: believable texts, ids and dates, written set-based."""

from pathlib import Path

import duckdb

_STAGES = "['Prospecting', 'Qualification', 'Proposal', 'Negotiation', 'Closed Won', 'Closed Lost']"
_CREATED = "date '2023-01-01' + cast(hash(n, 'created') % 1000 as integer)"
_COLUMNS = {
    "Opportunity ID": "printf('006Ab%013d', n)",
    "Opportunity Name": "'Renewal and expansion deal number ' || n",
    "Account Name": "'Account ' || n % 50000 || ' Incorporated'",
    "Opportunity Owner": "'Rep ' || n % 400",
    "Stage": f"{_STAGES}[1 + cast(hash(n, 'stage') % 6 as integer)]",
    "Amount": "cast(1000 + (hash(n, 'amount') % 9899999) / 100 as decimal(18,2))",
    "Amount Currency": "'USD'",
    "Close Date": f"{_CREATED} + 1 + cast(hash(n, 'close') % 299 as integer)",
    "Created Date": _CREATED,
    "Probability (%)": "hash(n, 'chance') % 101",
    "Type": "'New Business'",
    "Lead Source": "'Web Inbound'",
    "Next Step": "'Send the revised proposal by Friday'",
    "Product": "'Product ' || n % 20",
}
BARE_COLUMNS = dict.fromkeys(_COLUMNS, "varchar") | {
    "Amount": "decimal(18,2)",
    "Close Date": "date",
    "Created Date": "date",
    "Probability (%)": "double",
}


def write_export(path: Path, rows: int) -> None:
    """Write an opportunities report of `rows` deals, about 200 bytes each."""
    columns = ", ".join(f'{value} as "{name}"' for name, value in _COLUMNS.items())
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select {columns} from range({rows}) as deals(n)) to '{path}' (header, delimiter ',')"
        )
