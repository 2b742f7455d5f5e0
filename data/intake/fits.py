"""A known kind of export held against the header of a file: which column is which field, and what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from data.entities import TRAITS
from data.intake.layouts import Layout, plain_name

Said = TypeVar("Said", bound=str)


@dataclass(slots=True)
class Fit:
    """A layout held against a header; said: the answer for each column, answered: which columns have one."""

    layout: Layout
    fields: dict[str, int]  # field → column index
    answered: set[int]
    missing: list[tuple[str, ...]]
    said: Sequence[str | None]


def allowed(layout: Layout, known: set[str], entity: str | None) -> bool:
    """Whether a kind of export can be that of a file with these names. entity: what the file is about, if said."""
    return layout.marks <= known and entity in (None, layout.entity.name)


def answer_for(plain: Sequence[str], index: int, answers: Mapping[str, Said]) -> Said | None:
    """What was said of a column; of several of one name each is said by its number, all of them by the name alone."""
    name = plain[index]
    if plain.count(name) > 1:
        numbered = f"{name}{plain[:index].count(name) + 1}"
        if numbered in answers and numbered not in plain:
            return answers[numbered]
    return answers.get(name)


def said_of(header: Sequence[str], answers: Mapping[str, Said]) -> dict[int, Said]:
    """Column index → what was said of it. answers: by header, as `labels` names them."""
    plain = [plain_name(name) for name in header]
    by_name = {plain_name(name): said for name, said in answers.items()}
    found = {index: answer_for(plain, index, by_name) for index in range(len(plain))}
    return {index: said for index, said in found.items() if said is not None}


def labels(header: Sequence[str]) -> list[str]:
    """The headers as answers name them: several alike with their number behind, from the left."""
    plain = [plain_name(name) for name in header]
    return [
        f"{name} ({plain[:index].count(plain[index]) + 1})" if name and plain.count(plain[index]) > 1 else name
        for index, name in enumerate(header)
    ]


def hold(layout: Layout, plain: Sequence[str], said: Sequence[str | None]) -> Fit:
    """Hold a kind of export against the plain names of a header. said: the answer for each column, if there is one."""
    fields: dict[str, tuple[int, int]] = {}
    answered = set()
    for index, name in enumerate(plain):
        answer = said[index]
        if answer == TRAITS:
            continue
        if answer is not None:
            answered.add(index)
            if answer in layout.entity.fields:
                # One name said of several columns says nothing: the first stands for all, and twins are refused.
                fields.setdefault(answer, (-1, index))
            continue
        found = layout.names.get(name) or layout.prefixed(name)
        if found and found[1] < fields.get(found[0], (10**9, 0))[0] and found[0] not in said:
            fields[found[0]] = (found[1], index)
    chosen = {target: index for target, (_, index) in fields.items()}
    given = chosen.keys() | layout.constants.keys()
    missing = [group for group in layout.entity.required if not given & set(group)]
    if layout.entity.key not in given and not any(name in given for name in layout.entity.fallback_key):
        missing.append((layout.entity.key,))
    return Fit(layout, chosen, answered, missing, said)
