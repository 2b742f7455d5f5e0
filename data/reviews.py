"""What people add to a quarter's review: headlines of their own, comments, decisions, targets for the next quarter.

Kept beside the releases, one entry for each quarter and choice of filters.
"""

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

from data.errors import Refused
from data.sentence import Sentence
from data.shelf import Shelf

FILE = "reviews.json"
STATUSES = ("open", "done", "dropped")
LONGEST = 2000  # characters of a text
_LONGEST_KEY, _MOST = 60, 100


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, who does it until when, and how it stands. due_on: an ISO day; blank where none was agreed.

    decided_in: the code of the quarter whose review it is from, where another one carries it on; else blank.
    """

    text: str
    owner: str = ""
    due_on: str = ""
    status: Literal["open", "done", "dropped"] = "open"
    decided_in: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """What was said in one review.

    headlines, comments: section → text. targets: measure → value in its unit, for the quarter after.
    """

    name: str
    headlines: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    targets: dict[str, float] = field(default_factory=dict)


def key(period: str, filters: Mapping[str, list[str]]) -> str:
    """The name of a review: its quarter, and what is filtered."""
    if not filters:
        return period
    chosen = urlencode([(name, value) for name in sorted(filters) for value in sorted(filters[name])])
    named = f"{period} {chosen}"
    return named if len(named) <= _LONGEST_KEY else f"{period} {hashlib.sha256(chosen.encode()).hexdigest()[:16]}"


def of(folder: Path, name: str) -> Review:
    """What was said in the review of this name; blank where nothing was."""
    return next((review for review in _SHELF.saved(folder) if review.name == name), Review(name))


def carried(folder: Path, names: Sequence[str]) -> Review:
    """What the next review goes on with: all of the last one, and the decisions still open of those before it.

    names: of the earlier reviews, the newest first.
    """
    if not names:
        return Review("")
    last, *before = (of(folder, name) for name in names)
    decisions = [replace(item, decided_in=_period(last.name)) for item in last.decisions]
    for review in before:
        decisions += [
            replace(item, decided_in=_period(review.name)) for item in review.decisions if item.status == "open"
        ]
    return replace(last, decisions=tuple(decisions))


def _period(name: str) -> str:
    return name.split(" ", 1)[0]


def say(folder: Path, name: str, change: Callable[[Review], Review]) -> Review:
    """Change what was said, one change at a time. Refused for texts that are too long or days that are none."""

    def changed(known: Review | None) -> dict[str, object]:
        return asdict(_checked(replace(change(known or Review(name)), name=name)))

    _SHELF.change(folder, name, changed)
    return of(folder, name)


def _checked(review: Review) -> Review:
    texts = [*review.headlines.values(), *review.comments.values()]
    texts += [text for item in review.decisions for text in (item.text, item.owner)]
    if any(len(text) > LONGEST for text in texts):
        raise Refused("TOO_LONG", Sentence("A text has more than {most} characters. Shorten it.", most=LONGEST))
    if len(review.decisions) > _MOST:
        raise Refused("TOO_MANY", Sentence("A review holds {most} decisions at most.", most=_MOST))
    for item in review.decisions:
        if not item.text.strip():
            raise Refused("NO_TEXT", Sentence("A decision has no text. Say what was decided, or delete its row."))
        if item.status not in STATUSES:
            raise Refused(
                "BAD_STATUS",
                Sentence("A decision is {known}, not “{status}”.", known=", ".join(STATUSES), status=item.status[:30]),
            )
        try:
            date.fromisoformat(item.due_on or "2000-01-01")
        except ValueError as error:
            raise Refused("BAD_DATE", Sentence("“{day}” is no day.", day=item.due_on[:30])) from error
    if not all(isinstance(value, int | float) and math.isfinite(value) for value in review.targets.values()):
        raise Refused("BAD_NUMBER", Sentence("A target is no number."))
    blank = {section: text for section, text in review.headlines.items() if text.strip()}
    said = {section: text for section, text in review.comments.items() if text.strip()}
    return replace(review, headlines=blank, comments=said)


def _made(**entry: object) -> Review:
    review = Review(**entry)  # ty: ignore[invalid-argument-type]
    decisions = tuple(Decision(**item) for item in review.decisions)  # ty: ignore[invalid-argument-type]
    return _checked(replace(review, decisions=decisions))


_SHELF = Shelf(FILE, "review", _made)
