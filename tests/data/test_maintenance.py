"""Care of a store: `verify` finds what is broken, `rebuild` gives the same again from the kept uploads."""

import io
import random
import shutil
import zipfile
from pathlib import Path

import pytest

from data import maintenance
from data.errors import Refused
from data.intake import Options, Upload, import_files, undo
from data.warehouse import Store
from tests.data.files import NOW, csv, day, load, rows, state

DEALS = csv(
    "D1,Alpha,Acme,Ann,Proposal,100.50,2026-09-30,2026-08-01",
    "D2,Beta,Bolt,Bob,Closed Won,200,2026-09-15,2026-07-01",
    "D3,Gamma,Bolt,Ann,Closed Lost,300,2026-09-16,2026-07-02",
)
LATER = csv(
    "D1,Alpha,Acme,Ann,Negotiation,100.50,2026-09-30,2026-08-01",
    "D3,Gamma,Bolt,Ann,Closed Lost,250,2026-09-16,2026-07-02",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Deals and a team, each from a file."""
    found = Store(tmp_path_factory.mktemp("built"))
    load(found, DEALS, as_of=day("2026-09-20"))
    load(found, b"Rep Name,Manager,Region\nAnn,Mia,West\nBob,Mia,East\n", name="team.csv", as_of=day("2026-09-20"))
    return found


@pytest.fixture
def store(built: Store, tmp_path: Path) -> Store:
    """A copy to spoil."""
    shutil.copytree(built.folder, tmp_path / "store")
    return Store(tmp_path / "store")


# Verify


def test_nothing_is_wrong_with_a_sound_store(store: Store) -> None:
    assert maintenance.verify(store) == []


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("insert into reps select * from reps where name = 'Ann'", "1 keys (rep_id) stand more than once in reps."),
        (
            "insert into settings select * from settings where key <> 'schema_version'",
            "1 keys (key) stand more than once in settings.",
        ),
        ("drop table quotas", "Table quotas is missing."),
        ("drop table observed_leads", "Table observed_leads is missing."),
        (
            "update former_versions set valid_to = null where opportunity_id = 'D1' and basis = 'inferred'",
            "Broken in 1 cases: every deal has exactly one version in force.",
        ),
        (
            "update former_versions set valid_to = valid_to - interval 1 hour"
            " where basis = 'inferred' and opportunity_id = 'D1'",
            "Broken in 1 cases: versions of a deal follow one another without gap.",
        ),
        (
            "delete from opportunities where opportunity_id = 'D3'",
            "Broken in 1 cases: every version and every stay belongs to a deal.",
        ),
        (
            "delete from reps where name = 'Bob'",
            "Broken in 1 cases: every deal's owner is among the reps.",
        ),
        (
            "update imports set rows_new = rows_new - 1 where import_id = 1",
            "Broken in 1 cases: the rows of every import add up.",
        ),
        (
            "update imports set undone_at = imported_at where import_id = 2",
            "Broken in 2 cases: undone imports have left no sightings.",
        ),
    ],
)
def test_what_is_broken_is_told(damage: str, told: str, store: Store) -> None:
    load(store, LATER, as_of=day("2026-09-27"))
    with store.publish() as connection:
        connection.execute(damage)
    assert told in maintenance.verify(store)


def test_flipped_bits_are_found_or_change_nothing(store: Store, tmp_path: Path) -> None:
    """A bit in unused space of the file changes nothing; any other is found by a checksum."""
    sound, content = state(store), store.require_current().path.read_bytes()
    chance, found = random.Random(1), 0
    for number in range(20):
        place = chance.randrange(len(content))
        damaged = Store(tmp_path / f"damaged {number}")
        shutil.copytree(store.folder, damaged.folder)
        flipped = bytes([content[place] ^ 1 << chance.randrange(8)])
        damaged.require_current().path.write_bytes(content[:place] + flipped + content[place + 1 :])
        if maintenance.verify(damaged):
            found += 1
        else:
            assert state(damaged) == sound
    assert found >= 10


def test_a_file_without_its_head_is_found(store: Store) -> None:
    path = store.require_current().path
    path.write_bytes(bytes(64) + path.read_bytes()[64:])
    assert len(maintenance.verify(store)) == 1


def test_a_file_cut_short_is_found(store: Store) -> None:
    path = store.require_current().path
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    problems = maintenance.verify(store)
    assert any("cannot be read" in problem or "cannot be opened" in problem for problem in problems), problems


# Rebuild


def packed(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, member in members.items():
            archive.writestr(f"{name}.csv", member)
    return content.getvalue()


def test_rebuild_gives_an_equal_store_from_the_kept_uploads(store: Store) -> None:
    """Several entities, answers given, a file declared complete, an archive, and one of its tables undone."""
    asked = csv('D4,Delta,Acme,Ann,Handshake,"1.234,5",03/04/2026,01/02/2026')
    load(store, asked, as_of=day("2026-09-25"), date_order="dmy", decimal="comma", stages={"Handshake": "won"})
    load(store, DEALS.replace(b"D3,Gamma,Bolt,Ann,Closed Lost,300,2026-09-16,2026-07-02\n", b""), complete=True)
    archive = packed(
        accounts=b"Account Name,Industry,Number of Employees\nAcme,Retail,50\nBolt,Energy,5000\n",
        calls=b"Activity ID,Activity Type,Activity Date,Activity assigned to\nC1,Call,2026-09-02,Ann\n",
    )
    outcome = import_files(store, [Upload("rest.zip", archive)], Options(as_of=day("2026-09-26")), now=NOW)
    assert [report.entity for report in outcome.imports] == ["accounts", "activities"]
    undo(store, outcome.imports[1].import_id or 0, now=NOW)

    before, log = state(store), rows(store, "select * from imports order by import_id")
    findings = rows(store, "select * from import_findings order by all")
    release = maintenance.rebuild(store, now=NOW)
    assert release == store.require_current().number
    assert state(store) == before
    assert rows(store, "select * from imports order by import_id") == log
    assert rows(store, "select * from import_findings order by all") == findings
    assert rows(store, "select stage_kind, amount from opportunities where opportunity_id = 'D4'")[0][0] == "won"
    assert maintenance.verify(store) == []


def test_rebuild_keeps_the_settings(store: Store) -> None:
    with store.publish() as connection:
        connection.execute("insert into settings values ('currency', 'JPY', '2026-01-01')")
    maintenance.rebuild(store, now=NOW)
    assert ("currency", "JPY") in rows(store, "select key, value from settings")


def test_rebuild_is_refused_where_an_upload_is_gone(store: Store) -> None:
    before, number = state(store), store.require_current().number
    next(store.uploads.iterdir()).unlink()
    with pytest.raises(Refused, match="is gone from"):
        maintenance.rebuild(store, now=NOW)
    assert (state(store), store.require_current().number) == (before, number)


def test_rebuild_is_refused_for_what_never_was_a_file(store: Store) -> None:
    """The demo company is such data: its log names no upload."""
    with store.publish() as connection:
        connection.execute("update imports set content_hash = null where import_id = 1")
    with pytest.raises(Refused, match="did not come from an uploaded file"):
        maintenance.rebuild(store, now=NOW)


# The log


def test_the_log_tells_of_every_import(store: Store) -> None:
    undo(store, 2, now=NOW)
    deals, team = maintenance.import_log(store)
    assert (deals["entity"], deals["file"], deals["amount_total"]) == ("opportunities", "deals.csv", "600.50")
    assert deals["rows"] == {"read": 3, "new": 3, "changed": 0, "unchanged": 0, "rejected": 0}
    assert deals["undone_at"] is None
    assert (team["entity"], team["amount_total"]) == ("reps", None)
    assert team["undone_at"] == NOW.replace(tzinfo=None)
