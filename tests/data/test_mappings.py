"""Named mappings: kept, carried as JSON, given to an import; a bad one is a sentence."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from data import mappings
from data.errors import Refused
from data.intake import Options
from data.mappings import Mapping
from data.warehouse import Store
from tests.data.files import csv, rows

GERMAN = Mapping("German", columns={"Wert": "amount"}, stages={"Handshake": "won"}, date_order="dmy", decimal="comma")


def test_a_mapping_is_kept_and_carried_as_json(tmp_path):
    mappings.save(tmp_path, GERMAN)
    assert mappings.saved(tmp_path) == [GERMAN]
    assert mappings.read(mappings.text(GERMAN)) == GERMAN
    mappings.delete(tmp_path, "German")
    assert mappings.saved(tmp_path) == []


def test_what_is_said_now_comes_before_the_mapping():
    options = Options(date_order="mdy", columns={"Wert": "-", "Kunde": "account_name"})
    found = mappings.applied(GERMAN, options)
    assert found.date_order == "mdy"
    assert found.decimal == "comma"
    assert found.columns == {"Wert": "-", "Kunde": "account_name"}
    assert found.stages == {"Handshake": "won"}


def test_the_order_of_single_columns_goes_along_and_gives_way_to_what_is_said_now():
    ours = Mapping("Ours", date_order="mdy", date_orders={"Close Date": "dmy", "Created Date": "mdy"})
    assert mappings.read(mappings.text(ours)) == ours
    found = mappings.applied(ours, Options(date_orders={"Created Date": "dmy"}))
    assert (found.date_order, found.date_orders) == ("mdy", {"Close Date": "dmy", "Created Date": "dmy"})
    found = mappings.applied(ours, Options(date_order="mdy"))
    assert (found.date_order, found.date_orders) == ("mdy", {})


def test_how_files_are_read_becomes_a_mapping():
    found = mappings.of(Options(decimal="comma"), "Mine", {"Wert": "amount"})
    assert found == Mapping("Mine", columns={"Wert": "amount"}, decimal="comma")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("no json", "not JSON"),
        ("[]", "object"),
        ('{"columns": {}}', "name"),
        ('{"name": "x", "colour": "red"}', "object with"),
        ('{"name": "x", "columns": {"A": "nonsense"}}', "nonsense"),
        ('{"name": "x", "columns": {"A": ["amount"]}}', "columns"),
        ('{"name": "x", "columns": ["amount"]}', "columns"),
        ('{"name": "x", "stages": {"A": "maybe"}}', "maybe"),
        ('{"name": "x", "date_order": "ymd"}', "dmy, mdy"),
        ('{"name": "x", "date_orders": {"Close Date": "ymd"}}', "ymd"),
        ('{"name": "x", "date_orders": "dmy"}', "date_orders"),
        ('{"name": "x", "sheet": 3}', "sheet"),
        ('{"name": 3}', "name"),
    ],
)
def test_a_bad_mapping_is_refused_with_a_sentence(content, told):
    with pytest.raises(Refused, match=told):
        mappings.read(content)


def test_a_damaged_shelf_keeps_what_can_be_read(tmp_path):
    good = json.loads(mappings.text(GERMAN))
    (tmp_path / "mappings.json").write_text(json.dumps([good, {"name": "bad", "stages": {"A": "maybe"}}]))
    assert mappings.saved(tmp_path) == [GERMAN]


def test_the_command_line_takes_one(tmp_path: Path) -> None:
    header = "Opportunity ID,Opportunity Name,Stage,Wert,Close Date,Created Date"
    (tmp_path / "deals.csv").write_bytes(csv('D1,Alpha,Handshake,"1.200,50",03/04/2026,02/01/2026', header=header))
    (tmp_path / "german.json").write_text(mappings.text(GERMAN))
    command = [sys.executable, "-m", "data", "import", "deals.csv", "--mapping", "german.json", "--store", "store"]
    done = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": str(Path(__file__).parents[2])}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert rows(Store(tmp_path / "store"), "select stage_kind, cast(amount as varchar) from opportunities") == [
        ("won", "1200.5000")
    ]
