"""Weekly snapshots of one pipeline end in one state, in whatever order they come, how often, and what is undone."""

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from data.intake import undo
from data.warehouse import Store
from tests.data.files import HEADER, NOW, csv, day, load, state

_FIRST = date(2026, 3, 2)
_STAGES = ("Prospecting", "Proposal", "Negotiation", "Handshake")


def weeks(chance: random.Random, number: int = 5) -> list[tuple[str, bytes, bool]]:
    """(day, file, whether it is complete) of a pipeline that lives: deals come, move, go, and some come back."""
    deals: dict[str, list[str]] = {}
    found = []
    for week in range(number):
        today = _FIRST + timedelta(weeks=week)
        for _ in range(chance.randint(1, 3)):
            name = f"D{len(deals)}"
            owner = chance.choice(["Ada", "Bo", ""])
            created = str(today - timedelta(days=chance.randint(0, 9)))
            deals[name] = [name, f"Deal {name}", "Acme", owner, "Prospecting", "100", "2026-06-30", created]
        for deal in deals.values():
            match chance.randint(0, 6):
                case 0:
                    deal[5] = chance.choice(["", "250", "80.50"])
                case 1:
                    deal[4] = chance.choice(_STAGES)
                case 2:
                    deal[6] = str(today + timedelta(days=chance.randint(-5, 120)))
                case 3:
                    deal[4], deal[6] = chance.choice(["Closed Won", "Closed Lost"]), str(today)
        seen = [deal for deal in deals.values() if chance.random() < 0.8]
        # Some exports lack a column, which must not blank what others told.
        keep = [place for place in range(8) if place != 5 or chance.random() < 0.7]
        header = ",".join(HEADER.split(",")[place] for place in keep)
        rows = [",".join(deal[place] for place in keep) for deal in seen or list(deals.values())]
        found.append((str(today), csv(*rows, header=header), chance.random() < 0.3))
    return found


def taken(store: Store, files: list[tuple[str, bytes, bool]]) -> list[int | None]:
    """Import files one after the other; their import ids."""
    return [
        load(store, content, as_of=day(told), complete=complete, remember=False).import_id
        for told, content, complete in files
    ]


@pytest.mark.parametrize("seed", range(4))
def test_any_order_twice_and_one_undone_is_the_clean_sequence_without_it(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    files = weeks(chance)
    dropped = chance.randrange(len(files))
    clean, mixed = Store(tmp_path / "clean"), Store(tmp_path / "mixed")
    taken(clean, [file for place, file in enumerate(files) if place != dropped])

    order = list(range(len(files)))
    chance.shuffle(order)
    ids = taken(mixed, [files[place] for place in order])
    # Undone in the middle: others come after it, one of them for the second time.
    undo(mixed, ids[order.index(dropped)] or 0, now=NOW)
    again = chance.choice([place for place in order if place != dropped])
    taken(mixed, [files[again]])

    assert state(mixed) == state(clean)


@pytest.mark.parametrize("seed", [11, 12])
def test_an_answer_holds_for_all_files_until_its_import_is_undone(seed: int, tmp_path: Path) -> None:
    """What a stage means and who an owner is, is said with one file and read in all."""
    chance = random.Random(seed)
    files = weeks(chance, 3)
    told = csv("X,Last,Acme,A. West,Handshake,5,2026-06-30,2026-03-02")
    people = b"Name,Team\nAda West,West\nBo,East\n"
    clean, mixed = Store(tmp_path / "clean"), Store(tmp_path / "mixed")
    for store, first in ((clean, True), (mixed, False)):
        load(store, people, name="people.csv", as_of=day("2026-03-01"))
        for step in (0, 1) if first else (1, 0):
            if step:
                taken(store, files)
            else:
                answers = {"stages": {"Handshake": "won"}, "owners": {"A. West": "Ada West", "Ada": "Ada West"}}
                answered = load(store, told, as_of=day("2026-03-30"), remember=False, **answers).import_id
    assert state(mixed) == state(clean)

    undo(mixed, answered or 0, now=NOW)
    never = Store(tmp_path / "never")
    load(never, people, name="people.csv", as_of=day("2026-03-01"))
    taken(never, files)
    assert state(mixed) == state(never)
