"""Saved scenarios: kept by name beside the releases."""

import json

import pytest

from data import scenarios
from data.errors import Refused
from data.scenarios import Saved

FREEZE = Saved("Freeze", lost=["a"], won=["b"], later=["c"], amounts={"ド": 12.5}, win_rate=0.8, slip=0.25)


def test_nothing_is_saved_at_first(tmp_path):
    assert scenarios.saved(tmp_path / "none yet") == []


def test_a_scenario_is_kept_by_name_and_replaced_by_the_next_of_its_name(tmp_path):
    scenarios.save(tmp_path, Saved("zebra"))
    scenarios.save(tmp_path, FREEZE)
    assert scenarios.saved(tmp_path) == [FREEZE, Saved("zebra")]
    scenarios.save(tmp_path, Saved(" Freeze ", slip=0.5))
    assert scenarios.saved(tmp_path) == [Saved("Freeze", slip=0.5), Saved("zebra")]


def test_a_deleted_scenario_is_gone(tmp_path):
    scenarios.save(tmp_path, FREEZE)
    scenarios.delete(tmp_path, "another")
    assert scenarios.saved(tmp_path) == [FREEZE]
    scenarios.delete(tmp_path, "Freeze")
    assert scenarios.saved(tmp_path) == []


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_scenario_needs_a_name(tmp_path, name):
    with pytest.raises(Refused, match="name"):
        scenarios.save(tmp_path, Saved(name))


def test_there_is_an_end_to_them(tmp_path):
    entries = [{"name": str(number)} for number in range(200)]
    (tmp_path / "scenarios.json").write_text(json.dumps(entries))

    with pytest.raises(Refused, match="200"):
        scenarios.save(tmp_path, FREEZE)
    scenarios.save(tmp_path, Saved("7", slip=0.5))  # one of them may still be changed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"a": 1}',
        '[{"title": "x"}]',
        "[1]",
        '[{"name": "x", "lost": "abc"}]',
        '[{"name": "x", "lost": [1]}]',
        '[{"name": "x", "amounts": [1]}]',
        '[{"name": "x", "amounts": {"a": "1"}}]',
        '[{"name": "x", "amounts": {"a": NaN}}]',
        '[{"name": "x", "slip": 2}]',
        '[{"name": "x", "win_rate": 0}]',
        '[{"name": 5}]',
    ],
)
def test_a_damaged_file_holds_no_scenarios_and_takes_new_ones(tmp_path, text):
    (tmp_path / "scenarios.json").write_text(text)
    assert scenarios.saved(tmp_path) == []
    scenarios.save(tmp_path, FREEZE)
    assert scenarios.saved(tmp_path) == [FREEZE]
