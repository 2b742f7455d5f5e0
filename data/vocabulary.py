"""What the words in CRM files mean: stages, statuses, forecast categories, activities, flags, currencies."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

StageKind = Literal["open", "won", "lost"]
ActivityStatus = Literal["open", "held", "no_show"]


@dataclass(frozen=True, slots=True)
class StageGuess:
    """What a stage label means; position 0 to 100 and probability 0 to 1 where usual ones are known."""

    kind: StageKind
    position: int | None = None
    probability: float | None = None
    recognised: bool = False


def _plain(text: str) -> str:
    """Lower case, one width, words parted by single blanks, without a leading number and brackets."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).casefold()
    text = re.sub(r"^[\s\d.)(\-–_:#]+(?=\D)", "", text)
    return re.sub(r"[\s_\-–/.,:()\[\]{}!]+", " ", text).strip()


@cache
def _words() -> dict[str, dict[str, str]]:
    """The word lists of vocabulary.toml: list → label in plain form → code."""
    lists = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    exact = ("flags", "currencies")  # signs would not survive the plain form
    return {
        name: {
            label.casefold() if name in exact else _plain(label): code
            for code, labels in entries.items()
            for label in labels
        }
        for name, entries in lists.items()
    }


@cache
def stage_kind(label: str) -> StageGuess:
    """The kind of a stage by its label; open and not recognised where nothing is known.

    A label counts only when it is known as a whole, or is a known closing word
    with the pipeline's name: “9 - Won?” and “Not won yet” mean nothing for sure.
    """
    plain = _plain(label)
    words = _words()
    if kind := words["stage_kinds"].get(plain):
        won = kind == "won"
        return StageGuess("won" if won else "lost", 100 if won else 101, 1.0 if won else 0.0, recognised=True)
    if (chance := words["open_stages"].get(plain)) is not None:
        percent = int(chance)
        return StageGuess("open", percent, percent / 100, recognised=True)
    if match := re.fullmatch(r"(closed won|closed lost|won|lost)(?: \S.*)|(?:.*\S )(closed won|closed lost)", plain):
        doubtful = re.search(r"\?|\b(?:not|never|almost|maybe|back|yet)\b", label.casefold())
        if not doubtful:
            won = (match[1] or match[2]).endswith("won")
            return StageGuess("won" if won else "lost", 100 if won else 101, 1.0 if won else 0.0, recognised=True)
    return StageGuess("open")


@cache
def status_kind(label: str) -> StageKind | None:
    """open, won or lost for the status or outcome of a deal; None where it says neither."""
    plain = _plain(label)
    found = _words()["stage_kinds"].get(plain) or _words()["deal_statuses"].get(plain)
    return found if found in ("open", "won", "lost") else None  # type: ignore[return-value]


@cache
def forecast_category(label: str) -> str | None:
    """omitted, pipeline, best_case, most_likely, commit or closed; None for an unknown label."""
    return _words()["forecast_categories"].get(_plain(label))


@cache
def activity_kind(label: str) -> str:
    """call, email, meeting or task, by the type as written; other for all else."""
    plain = _plain(label)
    if found := _words()["activity_kinds"].get(plain):
        return found
    for word, kind in _words()["activity_kinds"].items():
        if re.search(rf"\b{re.escape(word)}s?\b", plain):
            return kind
    return "other"


@cache
def activity_status(label: str) -> ActivityStatus | None:
    """Whether a status or outcome means that an activity took place; None where it does not tell."""
    found = _words()["activity_statuses"].get(_plain(label))
    return found if found in ("open", "held", "no_show") else None  # type: ignore[return-value]


@cache
def flag(label: str) -> bool | None:
    """True or False for a yes or no as CRMs write it; None for anything else."""
    found = _words()["flags"].get(unicodedata.normalize("NFKC", label).casefold().strip())
    return None if found is None else found == "yes"


@cache
def currency_of(label: str) -> str | None:
    """ISO code of a currency's sign, code or name; None where it is none or could be several."""
    text = unicodedata.normalize("NFKC", label).strip()
    if re.fullmatch(r"[A-Z]{3}", text):
        return text
    if match := re.match(r"([A-Z]{3})\b", text):
        return match[1]
    return _words()["currencies"].get(text.casefold())
