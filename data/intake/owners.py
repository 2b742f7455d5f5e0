"""Owners whom the list of people does not know: told with the file that names them, and asked about."""

from collections.abc import Sequence
from dataclasses import replace

import duckdb

from data.intake import log
from data.intake.findings import Finding
from data.intake.report import FileReport
from data.sentence import Sentence

_OWNED = ("opportunities", "leads")
_MOST_PEOPLE = 5000


def told(connection: duckdb.DuckDBPyConnection, reports: Sequence[FileReport]) -> list[FileReport]:
    """The reports with a finding where a file names unknown owners; without a list of people nobody is unknown.

    Only once all files are in, and derived from, is it known who is on the list: it may come in any order.
    """
    if not all(
        connection.execute("select count(is_listed or null), count(not is_listed or null) from reps").fetchall()[0]
    ):
        return list(reports)
    return [_told(connection, report) if report.entity in _OWNED else report for report in reports]


def listed(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """The names of the people on the list, in order."""
    rows = connection.execute(
        f"select distinct name from reps where is_listed order by name limit {_MOST_PEOPLE}"
    ).fetchall()
    return tuple(name for (name,) in rows)


def _told(connection: duckdb.DuckDBPyConnection, report: FileReport) -> FileReport:
    key = "opportunity_id" if report.entity == "opportunities" else "lead_id"
    rows = connection.execute(
        f"""
        select r.name, count(*)
        from {report.entity} as d
        join reps as r on r.rep_id = d.rep_id
        where not r.is_listed and d.{key} in (
            select o.{key} from observed_{report.entity} as o
            join sightings as s on s.state_id = o.state_id where s.import_id = {report.import_id}
        )
        group by r.name
        order by count(*) desc, r.name
        """
    ).fetchall()
    if not rows:
        return report
    sentence = Sentence(
        "{owners}: these owners are not on the list of people, so what they own belongs to no team.",
        f'If one is somebody on the list, say --owner "{rows[0][0][:40]}=NAME".',
        owners=[name for name, _count in rows],
    )
    finding = Finding("UNKNOWN_OWNER", sentence, (), sum(count for _name, count in rows))
    log.write_details(connection, report.import_id or 0, [finding], [])
    return replace(report, findings=(*report.findings, finding))
