"""Taking in a million deals, against DuckDB's bare reader in the same run; `make benchmark` prints the ratios."""

import json
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.exports import write_export

ROWS = 1_000_000
ROUNDS = 3
WAYS = ("bare", "clean", "whole")
MOST = {"clean": 1.6, "whole": 4.0}
MOST_MEMORY_MB = 1500


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, float]]]:
    """Way → its rounds; the ways take turns, so that a busy moment strikes all of them."""
    folder = tmp_path_factory.mktemp("import")
    source = folder / "opportunities.csv"
    write_export(source, ROWS)
    found: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    for number in range(ROUNDS):
        for way in WAYS:
            found[way].append(_measure(way, source, folder / f"{way} {number}"))
    return found


def _measure(way: str, source: Path, folder: Path) -> dict[str, float]:
    folder.mkdir()
    command = [sys.executable, "-m", "tests.benchmarks.importing", way, str(source), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("way", MOST)
def test_a_million_deals_are_taken_in_at_a_multiple_of_the_bare_reader(measured, way):
    bare, ours = (statistics.median(found["seconds"] for found in measured[name]) for name in ("bare", way))
    print(f"\n{way}: {ours:.2f} s, bare read_csv {bare:.2f} s, ratio {ours / bare:.2f} (at most {MOST[way]})")
    assert ours <= MOST[way] * bare


def test_memory_stays_bounded(measured):
    peak = max(found["peak_mb"] for found in measured["whole"])
    print(f"\npeak of memory: {peak:.0f} MB (at most {MOST_MEMORY_MB})")
    assert peak <= MOST_MEMORY_MB
