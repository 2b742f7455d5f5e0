"""What stands out in a file's values: kept, but worth a look before it counts."""

import unicodedata
from collections.abc import Mapping, Sequence

import duckdb

from data import vocabulary
from data.derive.targets import day_of, read_period
from data.entities import ACCOUNTS, FORECAST_SUBMISSIONS, OPPORTUNITIES, QUOTAS, Entity
from data.errors import Refused
from data.intake.findings import Finding
from data.intake.readers import RawTable
from data.intake.recognise import Match
from data.intake.values import Column
from data.sentence import N_, Sentence
from metrics import periods

_EARLIEST, _LATEST = "1980-01-01", "2100-01-01"
_MASS_SHARE, _MASS_LEAST = 0.3, 50
# Letters of other scripts that look like Latin ones: two names that differ only in these are likely one.
_LOOKALIKES = str.maketrans("АВСЕНІКМОРТХасеорхуіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABCEHIKMOPTXaceopxyijsABEZHIKMNOPTYXo")


def refuse_empty_amounts(
    connection: duckdb.DuckDBPyConnection, table: RawTable, entity: Entity, columns: list[Column]
) -> None:
    """Refused where a workbook's amounts are all empty: its formulas were never calculated."""
    column = next((column for column in columns if column.field == entity.control), None)
    if column is None or table.kind not in ("xlsx", "xls"):
        return
    filled = connection.execute(f"select count({column.cell}) from {table.relation} as r").fetchall()[0][0]
    if not filled and table.rows_read:
        raise Refused(
            "NO_AMOUNTS",
            Sentence(
                "Column “{header}” is empty in every row. If it holds formulas, open the workbook in a "
                "spreadsheet program, save it, and import it again.",
                header=column.header,
            ),
        )


def look_at(
    connection: duckdb.DuckDBPyConnection, typed: str, entity: Entity, stages: Mapping[str, str]
) -> list[Finding]:
    """Findings about the values of a typed table; stages: what the analyst said of stages."""
    fields = {name for (name, *_) in connection.execute(f"describe {typed}").fetchall()}
    found = [*_implausible_dates(connection, typed, entity, fields)]
    if entity.control in fields:
        found += _where(
            connection, typed, f"{entity.control} < 0", "NEGATIVE_AMOUNT", N_("Rows with a negative amount: {n}.")
        )
    if entity is OPPORTUNITIES:
        found += _unknown_stages(connection, typed, fields, stages)
        found += _mass_created(connection, typed, fields)
        found += _deleted(connection, typed, fields)
    if entity in (QUOTAS, FORECAST_SUBMISSIONS):
        found += _unread_periods(connection, typed, fields)
    name = "account_name" if entity is OPPORTUNITIES else "name" if entity is ACCOUNTS else None
    if name in fields:
        found += _lookalikes(connection, typed, str(name))
    return found


def refuse_wide_plan(header: Sequence[str], matches: Sequence[Match]) -> None:
    """Refused where a plan has one column for each period: read as people alone it would lose every quota."""
    spread = [header[match.index] for match in matches if not match.field and periods.parse(header[match.index])]
    if len(spread) > 1:
        raise Refused(
            "ONE_COLUMN_PER_PERIOD",
            Sentence(
                "The file has a column for each period (“{first}”, “{second}” …). Put the periods in "
                "rows: one line for each rep and period, with the columns Rep, Period and Quota.",
                first=spread[0][:30],
                second=spread[1][:30],
            ),
        )


def _unread_periods(connection: duckdb.DuckDBPyConnection, typed: str, fields: set[str]) -> list[Finding]:
    columns = ", ".join(
        name if name in fields else f"null as {name}" for name in ("period", "fiscal_year", "starts_on", "ends_on")
    )
    rows = connection.execute(f"select row_number, {columns} from {typed} order by row_number").fetchall()
    unread = [
        (number, label or year)
        for number, label, year, starts_on, ends_on in rows
        if not starts_on and not ends_on and not read_period(label, year) and not day_of(label)
    ]
    if not unread:
        return []
    sentence = Sentence(
        "Rows with a period that cannot be read, such as “{example}”: {n}. They count nowhere. "
        "Write 2026-Q1, 2026-01 or 2026, or give its first and last day.",
        n=len(unread),
        example=str(unread[0][1])[:30],
    )
    return [Finding("UNKNOWN_PERIOD", sentence, tuple(number for number, _ in unread[:20]), len(unread))]


def _where(connection: duckdb.DuckDBPyConnection, typed: str, condition: str, code: str, message: str) -> list[Finding]:
    count, rows = connection.execute(
        f"select count(*), list(row_number order by row_number)[:20] from {typed} where {condition}"
    ).fetchall()[0]
    return [Finding(code, Sentence(message, n=count), tuple(rows), count)] if count else []


def _implausible_dates(
    connection: duckdb.DuckDBPyConnection, typed: str, entity: Entity, fields: set[str]
) -> list[Finding]:
    tests = [
        f"{name} not between timestamp '{_EARLIEST}' and timestamp '{_LATEST}'"
        for name, kind in entity.fields.items()
        if kind in ("date", "moment") and name in fields
    ]
    end = next((name for name in ("closed_on", "won_on", "close_on") if name in fields), None)
    if entity is OPPORTUNITIES and end and "created_on" in fields:
        tests.append(f"{end} < created_on")
    if not tests:
        return []
    message = N_(
        "Rows with a date that cannot be right, being before 1980, after 2100, or closed before created: {n}."
        " They are kept."
    )
    return _where(connection, typed, " or ".join(tests), "IMPLAUSIBLE_DATE", message)


def _unknown_stages(
    connection: duckdb.DuckDBPyConnection, typed: str, fields: set[str], stages: Mapping[str, str]
) -> list[Finding]:
    """Stages whose kind nothing tells: neither their label, nor the file's own flags, nor the analyst."""
    if "stage" not in fields or {"is_won", "is_closed"} <= fields or "status" in fields:
        return []
    labels = [
        stage
        for (stage,) in connection.execute(f"select distinct stage from {typed} where stage is not null").fetchall()
    ]
    unknown = sorted(label for label in labels if label not in stages and not vocabulary.stage_kind(label).recognised)
    if not unknown:
        return []
    count, rows = connection.execute(
        f"select count(*), list(row_number order by row_number)[:20] from {typed} where stage in (select"
        " unnest($unknown))",
        {"unknown": unknown},
    ).fetchall()[0]
    return [
        Finding(
            "UNKNOWN_STAGE",
            Sentence(
                "{stages}: these stages are not known to mean won or lost and count as open.",
                f'If that is wrong, say so with --stage "{unknown[0][:40]}=won".',
                stages=unknown,
            ),
            tuple(rows),
            count,
        )
    ]


def _mass_created(connection: duckdb.DuckDBPyConnection, typed: str, fields: set[str]) -> list[Finding]:
    """A migration day is not a creation day: cycles counted from it are wrong."""
    if "created_on" not in fields:
        return []
    found = connection.execute(
        f"select created_on, count(*) as n, (select count(created_on) from {typed}) from {typed}"
        " where created_on is not null group by created_on order by n desc, created_on limit 1"
    ).fetchall()
    if not found or found[0][1] < _MASS_LEAST or found[0][1] < _MASS_SHARE * found[0][2]:
        return []
    day, count, _ = found[0]
    sentence = Sentence(
        "{count} deals were created on {day}: that looks like a migration, and sales cycles from "
        "it are not to be trusted.",
        count=count,
        day=str(day),
    )
    return [Finding("MASS_CREATED", sentence, (), count)]


def _deleted(connection: duckdb.DuckDBPyConnection, typed: str, fields: set[str]) -> list[Finding]:
    if "is_deleted" not in fields:
        return []
    return _where(
        connection,
        typed,
        "is_deleted",
        "DELETED_ROWS",
        N_("Rows marked as deleted: {n}. They are kept, and left out of every measure."),
    )


def _lookalikes(connection: duckdb.DuckDBPyConnection, typed: str, name: str) -> list[Finding]:
    """Names that look alike but are written with other letters."""
    names = connection.execute(f"select distinct {name} from {typed} where strlen({name}) > length({name})").fetchall()
    if not names:
        return []
    plain = {unicodedata.normalize("NFKC", text).translate(_LOOKALIKES).casefold(): text for (text,) in names}
    twins = connection.execute(
        f"select distinct {name} from {typed} where lower({name}) in (select unnest($plain)) or {name} in (select"
        " unnest($odd))",
        {"plain": list(plain), "odd": list(plain.values())},
    ).fetchall()
    groups: dict[str, set[str]] = {}
    for (text,) in twins:
        groups.setdefault(unicodedata.normalize("NFKC", text).translate(_LOOKALIKES).casefold(), set()).add(text)
    alike = [sorted(group) for group in groups.values() if len(group) > 1]
    if not alike:
        return []
    listed = [text for group in alike for text in group]
    count = connection.execute(
        f"select count(*) from {typed} where {name} in (select unnest($names))", {"names": listed}
    ).fetchall()[0][0]
    sentence = Sentence("Names that look alike are written with different letters, such as {names}.", names=alike[0])
    return [Finding("CONFUSABLE_NAMES", sentence, (), count)]
