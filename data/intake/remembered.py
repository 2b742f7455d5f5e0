"""Answers that were given for earlier files with the same columns, and hold for the next one until answered anew."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import duckdb

from data.intake.dates import DateOrder
from data.intake.findings import Finding
from data.intake.layouts import plain_name
from data.intake.numbers import DecimalHabit
from data.intake.report import Options
from data.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was answered for an earlier import.

    columns: header → field, stages → kind, owners → person, date_orders: header → order.
    """

    import_id: int
    file: str
    columns: dict[str, str] = field(default_factory=dict)
    stages: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    date_order: DateOrder | None = None
    date_orders: dict[str, DateOrder] = field(default_factory=dict)
    decimal: DecimalHabit | None = None
    entity: str | None = None


def remembered(connection: duckdb.DuckDBPyConnection, header: Sequence[str], newest: int) -> Remembered | None:
    """The answers for the newest import in force that was answered for and whose used columns this file has too.

    newest: the last import before those of this publish; what is said of files that come together is said of each.
    """
    here = {plain_name(name) for name in header}
    for import_id, file, mapping, options in connection.execute(
        "select import_id, file_name, mapping, options from imports"
        " where undone_at is null and options <> '{}' and mapping <> '{}' and import_id <= $newest"
        " order by import_id desc",
        {"newest": newest},
    ).fetchall():
        answers = json.loads(options)
        there = {plain_name(name) for name in [*json.loads(mapping), *answers.get("columns", {})]}
        if there <= here:
            kept = {name: answers[name] for name in Remembered.__dataclass_fields__ if name in answers}
            return Remembered(import_id, file, **kept) if kept else None
    return None


def joined(earlier: Remembered, options: Options) -> Options:
    """The options with what was answered about columns, stages, owners and the entity where they say nothing of it.

    The orders of single columns go along, so that one which a file tells itself is not forgotten for the next.
    """
    return replace(
        options,
        date_orders=dict(options.date_orders)
        if options.date_order
        else earlier.date_orders | dict(options.date_orders),
        columns=earlier.columns | dict(options.columns),
        stages=earlier.stages | dict(options.stages),
        owners=earlier.owners | dict(options.owners),
        entity=options.entity or earlier.entity,
    )


def fallen_back(earlier: Remembered, options: Options, needed: Collection[str | int]) -> Options:
    """The options with the earlier answers that reading needed: date_order, decimal."""
    return replace(options, **{name: getattr(earlier, name) for name in ("date_order", "decimal") if name in needed})


def findings(earlier: Remembered, asked: Options, used: Options, date_orders: Mapping[str, DateOrder]) -> list[Finding]:
    """That earlier answers are used again, if any are.

    asked: what was said now; used: what the file was read by; date_orders: those of single columns that were needed.
    """
    told = [f"{name} = {field}" for name, field in used.columns.items() if name not in asked.columns]
    told += [f"{name} = {kind}" for name, kind in used.stages.items() if name not in asked.stages]
    told += [f"{name} = {person}" for name, person in used.owners.items() if name not in asked.owners]
    told += [f"{name} = {order}" for name, order in date_orders.items()]
    for name, word in (("entity", "about"), ("date_order", "dates"), ("decimal", "decimal")):
        if getattr(used, name) != getattr(asked, name):
            told.append(f"{word} = {getattr(used, name)}")
    if not told:
        return []
    text = Sentence(
        "Answers given for import {import_id}, “{file}”, are used again: {answers}. Answer anew where they no longer"
        " hold.",
        import_id=earlier.import_id,
        file=earlier.file[:80],
        answers=told,
    )
    return [Finding("REMEMBERED_ANSWERS", text)]
