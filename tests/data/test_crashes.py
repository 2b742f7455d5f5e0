"""Killed or out of space at any moment: the release before is served, nothing is lost, the next import works."""

import os
import random
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data import maintenance
from data.intake import undo
from data.warehouse import Store
from tests.data.files import NOW, csv, day, load, rows, state

# Rounds of the random kill; a longer run sets more.
KILLS = int(os.environ.get("QUARTERDECK_KILLS", "6"))


@pytest.fixture
def store(blank_store: Store, tmp_path: Path) -> Store:
    """A store of its own with one release: every table, no rows."""
    folder = tmp_path / "store"
    shutil.copytree(blank_store.folder, folder)
    return Store(folder)


def settings(store: Store) -> set[str]:
    return {key for (key,) in rows(store, "select key from settings where key <> 'schema_version'")}


def left_over(store: Store) -> set[str]:
    """Files in the store that are neither releases nor anything it keeps."""
    names = {path.name for path in store.folder.iterdir()} - {"CURRENT", "publish.lock", "uploads"}
    uploads = [path.name for path in store.uploads.glob("*")]
    return {name for name in names if not name.startswith("warehouse-")} | {
        name for name in uploads if not name.endswith(".zst")
    }


_KILLED_AT = """
import os, signal, sys
from pathlib import Path
from data.warehouse import Store
calls = 0
def dying(real):
    def call(*arguments):
        global calls
        calls += 1
        if calls == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments)
    return call
os.fsync, os.replace = dying(os.fsync), dying(os.replace)
with Store(Path(sys.argv[1])).publish() as connection:
    connection.execute("insert into settings values ('killed', 'x', '2026-01-01')")
"""


@pytest.mark.parametrize(
    ("step", "published"),
    [(1, False), (2, False), (3, False), (4, False), (5, True)],
    ids=["draft written", "draft safe", "draft in place", "pointer written", "pointer swapped"],
)
def test_killed_at_each_step_of_the_swap(step: int, published: bool, store: Store) -> None:
    killed = subprocess.run([sys.executable, "-c", _KILLED_AT, str(store.folder), str(step)], check=False)
    assert killed.returncode == -9
    assert settings(store) == ({"killed"} if published else set())
    load(store, csv("D1,Alpha,Acme,Ann,Proposal,100,2026-12-01,2026-08-01"))
    assert settings(store) >= ({"killed"} if published else set())
    assert maintenance.verify(store) == []
    assert left_over(store) == set()


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A file of 12 000 deals."""
    path = tmp_path / "many.csv"
    path.write_bytes(csv(*(f"K{n},Deal {n},Acme,Ann,Proposal,{n},2026-12-01,2026-08-01" for n in range(12_000))))
    return path


def importing(store: Store, path: Path) -> subprocess.Popen:
    """An import in a process of its own that has begun to write."""
    command = [sys.executable, "-m", "data", "import", str(path), "--store", str(store.folder), "--as-of", "2026-09-30"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(3000):
        if (store.folder / "draft.duckdb").exists():
            return process
        time.sleep(0.01)
    raise AssertionError("The import never began to write.")


def test_killed_at_random_moments_of_an_import(store: Store, many: Path, tmp_path: Path) -> None:
    load(store, csv("D1,Alpha,Acme,Ann,Proposal,100,2026-12-01,2026-08-01"), as_of=day("2026-09-01"))
    before, number = state(store), store.require_current().number
    whole = Store(tmp_path / "whole")
    shutil.copytree(store.folder, whole.folder)
    process = importing(whole, many)
    began = time.monotonic()
    assert process.wait() == 0
    lasts = time.monotonic() - began
    after = state(whole)

    chance = random.Random(KILLS)
    for _ in range(KILLS):
        process = importing(store, many)
        time.sleep(chance.uniform(0, lasts))
        process.kill()
        process.wait()
        if store.require_current().number > number:  # the import was quicker than the kill
            assert state(store) == after
            undo(store, rows(store, "select max(import_id) from imports")[0][0], now=NOW)
            number = store.require_current().number
        assert state(store) == before

    assert importing(store, many).wait() == 0
    assert state(store) == after
    assert maintenance.verify(store) == []
    assert left_over(store) == set()


@pytest.mark.parametrize("over", [0, 500_000, 1_000_000, 2_000_000])
def test_no_space_left_is_told_in_words(over: int, store: Store, many: Path) -> None:
    """A limit on the size of files fails writes as a full disk does."""
    limit = store.require_current().path.stat().st_size + over - 1
    done = subprocess.run(
        [sys.executable, "-m", "data", "import", str(many), "--store", str(store.folder)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert done.returncode == 2, done.stderr
    assert "Nothing was changed" in done.stderr
    assert "Traceback" not in done.stderr
    assert store.require_current().number == 1
    assert "draft.duckdb" not in left_over(store)
