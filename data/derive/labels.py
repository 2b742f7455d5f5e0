"""What the labels of an organisation mean: stages, statuses, forecast categories."""

import json

import duckdb

from data import vocabulary
from data.derive.fold import fold
from data.derive.lookups import settings
from data.entities import STAGES


def stage_kinds(connection: duckdb.DuckDBPyConnection) -> None:
    """`stage_kinds` (stage → kind, position, probability, forecast_category, is_recognised) for every stage seen.

    The kind is what the organisation said, else what the files' own closed and
    won flags say, else what the label is known to mean.
    """
    known = fold(connection, STAGES)
    overrides = stage_overrides(connection)
    seen = connection.execute(
        f"""
        with flags as (
            select stage, count(*) filter (where is_won) as won,
                count(*) filter (where is_closed and not is_won) as lost,
                count(*) filter (where not is_closed) as open, median(probability) as probability
            from observed_opportunities where stage is not null group by stage
        ), labels as (
            select stage from flags
            union select stage from observed_stage_history where stage is not null
            union select new_value from observed_stage_history where field in ('StageName', 'Stage')
                and new_value is not null
            union select stage from {known} where stage is not null
            union select status from observed_opportunities where stage is null and status is not null
        )
        select l.stage, coalesce(f.won, 0), coalesce(f.lost, 0), coalesce(f.open, 0), f.probability,
            any_value(k.position), any_value(k.probability), bool_or(k.is_won), bool_or(k.is_closed),
            any_value(k.forecast_category)
        from labels as l
        left join flags as f on f.stage = l.stage
        left join {known} as k on k.stage = l.stage
        group by all
        order by l.stage
        """
    ).fetchall()
    rows = []
    for stage, won, lost, still_open, usual, position, probability, is_won, is_closed, category in seen:
        guess = vocabulary.stage_kind(stage)
        told = "won" if is_won else "lost" if is_closed else "open" if is_closed is not None else None
        counted = max((won, "won"), (lost, "lost"), (still_open, "open")) if won or lost or still_open else (0, None)
        kind = overrides.get(stage) or told or counted[1] or guess.kind
        sure = guess.recognised or stage in overrides or told is not None or counted[0] > 0
        order = (
            position if position is not None else guess.position if guess.position is not None else (usual or 0.5) * 100
        )
        chance = probability if probability is not None else guess.probability
        rows.append(
            ({"open": 0, "won": 1, "lost": 2}[kind], order, stage, kind, chance, category, sure, told is not None)
        )
    connection.execute("create or replace temp table stage_overrides (stage varchar, kind varchar)")
    for stage, kind in overrides.items():
        connection.execute("insert into stage_overrides values (?, ?)", [stage, kind])
    connection.execute(
        "create or replace temp table stage_kinds (stage varchar, position integer, kind varchar, probability double,"
        " forecast_category varchar, is_recognised boolean, is_listed boolean)"
    )
    for number, (_, _, stage, kind, chance, category, sure, listed) in enumerate(
        sorted(rows, key=lambda row: row[:3]), start=1
    ):
        connection.execute(
            "insert into stage_kinds values (?, ?, ?, ?, ?, ?, ?)",
            [stage, number, kind, chance, category, sure, listed],
        )


def stage_overrides(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Stage → kind as answered with imports in force, the latest last, and as set in the settings."""
    answered: dict[str, str] = {}
    for (options,) in connection.execute(
        "select options from imports where undone_at is null and options like '%stages%' order by as_of, import_id"
    ).fetchall():
        answered |= json.loads(options).get("stages", {})
    prefix = "stage_kind/"
    chosen = {key.removeprefix(prefix): value for key, value in settings(connection).items() if key.startswith(prefix)}
    return answered | chosen


def forecast_categories(connection: duckdb.DuckDBPyConnection) -> None:
    """`forecast_codes` (text → code) for every forecast category seen."""
    texts = connection.execute(
        " union ".join(
            f"select forecast_category from observed_{name} where forecast_category is not null"
            for name in ("opportunities", "stage_history", "stages")
        )
    ).fetchall()
    connection.execute("create or replace temp table forecast_codes (text varchar, code varchar)")
    for (text,) in texts:
        connection.execute("insert into forecast_codes values (?, ?)", [text, vocabulary.forecast_category(text)])


def status_kinds(connection: duckdb.DuckDBPyConnection) -> None:
    """`status_kinds` (status → kind) for every deal status that is known to mean won, lost or open."""
    texts = connection.execute("select distinct status from observed_opportunities where status is not null").fetchall()
    connection.execute("create or replace temp table status_kinds (status varchar, kind varchar)")
    for (text,) in texts:
        if kind := vocabulary.status_kind(text):
            connection.execute("insert into status_kinds values (?, ?)", [text, kind])
