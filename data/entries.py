"""Rows that people enter on a page: imported like a file of them, so the log, undo and rebuild hold for them."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from data.entities import Entity
from data.errors import Refused
from data.intake import Options, Upload, import_files
from data.sentence import Sentence
from data.warehouse import Store


def publish(
    store: Store,
    entity: Entity,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    file_name: str,
    by: str,
    as_of: datetime | None,
    now: datetime,
) -> int:
    """Import rows of an entity and publish them; returns the new release's number. Refused as files are.

    header: names of the entity's fields. file_name: for the log, with by, who enters them. as_of: the moment up to
    which the data are known, which does not move with what people enter; None where nothing is known yet.
    """
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    options = Options(
        as_of=as_of or now,
        entity=entity.name,
        columns={name: name for name in header},
        decimal="point",
        encoding="utf-8",
        delimiter=",",
        imported_by=by,
        remember=False,
    )
    outcome = import_files(store, [Upload(file_name, text.getvalue().encode())], options, now=now)
    if outcome.release is None:
        report = outcome.imports[0]
        raise Refused(
            report.code or "NOT_TAKEN", report.refused or Sentence("This was not taken; nothing was changed.")
        )
    return outcome.release
