"""Goals agreed with people and teams, kept beside the releases: every version stays, none is ever overwritten.

They are promises about measures of ours and no record of a CRM: no upload tells them and none may take them away, so
they outlive undo and rebuild. A file of lines is only ever added to; a line that cannot be read hides no other.
"""

import json
import math
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from filelock import FileLock

from data.errors import Refused
from data.sentence import Sentence

KINDS = ("rep", "team")
DIRECTIONS = ("at_least", "at_most")
GRAINS = ("month", "quarter", "year")
LONGEST_NOTE, _LONGEST, _MOST = 500, 200, 20_000
_MEASURE = re.compile(r"[a-z][a-z0-9_]{0,80}")


@dataclass(frozen=True, slots=True)
class Goal:
    """One version of a goal.

    kind, subject: whose it is (rep and its rep_id, or team and its name). measure: a measure of the catalogue, in its
    unit (ratios 0 to 1). per: the fiscal period it is counted in. target: None takes the goal back. from_on: first day
    of the first period it is for. set_at: when it was set, with its zone. set_by: who did.
    """

    kind: Literal["rep", "team"]
    subject: str
    measure: str
    target: float | None
    from_on: date
    set_at: datetime
    set_by: str
    direction: Literal["at_least", "at_most"] = "at_least"
    per: Literal["month", "quarter", "year"] = "quarter"
    note: str = ""


def versions(folder: Path) -> list[Goal]:
    """Every version of every goal in the order they were set; none where nothing was set."""
    try:
        lines = _file(folder).read_bytes().decode("utf-8", "replace").splitlines()
    except OSError:
        return []
    return sorted((goal for line in lines for goal in _read(line)), key=lambda goal: goal.set_at)


def keep(folder: Path, goal: Goal) -> None:
    """Add a version; those before it stay as they are. Refused for what makes no sense, and beyond 20 000 versions."""
    checked = _checked(goal)
    line = json.dumps(asdict(checked), ensure_ascii=False, default=_written)
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "goals.lock", timeout=10):
        path = _file(folder)
        before = path.read_bytes() if path.exists() else b""
        if before.count(b"\n") >= _MOST:
            raise Refused("TOO_MANY_GOALS", Sentence("There are {most} versions of goals already.", most=_MOST))
        # A line that a crash cut short must not swallow the next one.
        joint = b"" if not before or before.endswith(b"\n") else b"\n"
        with path.open("ab") as target:
            target.write(joint + line.encode() + b"\n")
            target.flush()
            os.fsync(target.fileno())


def _checked(goal: Goal) -> Goal:
    """The goal with its texts on one line; Refused where it makes no sense."""
    subject, by, note = (_one_line(text) for text in (goal.subject, goal.set_by, goal.note))
    if goal.kind not in KINDS or not subject or len(subject) > _LONGEST:
        raise Refused("BAD_SUBJECT", Sentence("A goal is a person's or a team's."))
    if not _MEASURE.fullmatch(goal.measure):
        raise Refused("BAD_MEASURE", Sentence("A goal is set on a measure of the catalogue."))
    if goal.direction not in DIRECTIONS or goal.per not in GRAINS:
        raise Refused("BAD_GOAL", Sentence("A goal says at least or at most, per month, quarter or year."))
    if goal.target is not None and not (math.isfinite(goal.target) and abs(goal.target) < 1e15):
        raise Refused("BAD_TARGET", Sentence("A goal needs a number to reach."))
    if not by or len(by) > _LONGEST:
        raise Refused("NO_AUTHOR", Sentence("Say who sets the goal."))
    if len(note) > LONGEST_NOTE:
        raise Refused("LONG_NOTE", Sentence("A note has at most {most} characters.", most=LONGEST_NOTE))
    if goal.set_at.tzinfo is None:
        raise ValueError("The moment a goal was set needs its zone.")
    return Goal(
        goal.kind, subject, goal.measure, goal.target, goal.from_on, goal.set_at.astimezone(UTC), by,
        goal.direction, goal.per, note,
    )  # fmt: skip


def _read(line: str) -> Iterator[Goal]:
    """The goal of a line; nothing where the line is damaged or was edited into nonsense."""
    try:
        entry = json.loads(line)
        entry |= {
            "from_on": date.fromisoformat(entry["from_on"]),
            "set_at": datetime.fromisoformat(entry["set_at"]),
        }
        texts = (entry[name] for name in ("kind", "subject", "measure", "set_by", "direction", "per", "note"))
        if all(isinstance(text, str) for text in texts) and not isinstance(entry["target"], bool | str):
            yield _checked(Goal(**entry))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, Refused):
        return


def _written(value: object) -> str:
    if isinstance(value, date):  # a moment is one too
        return value.isoformat()
    raise TypeError(type(value))


def _one_line(text: str) -> str:
    """The text without line breaks and characters that cannot be seen."""
    seen = "".join(" " if unicodedata.category(mark) in ("Cc", "Cs", "Zl", "Zp") else mark for mark in text)
    return " ".join(seen.split())


def _file(folder: Path) -> Path:
    return folder / "goals.jsonl"
