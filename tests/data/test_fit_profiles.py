"""Profiles of the ideal customer are kept under names beside the releases, and go along with a backup."""

import pytest

from data import fit_profiles
from data.errors import Refused
from data.fit_profiles import Profile
from data.warehouse import Store
from tests.data.files import csv, load


def test_saved_replaced_and_deleted(tmp_path):
    fit_profiles.save(tmp_path, Profile(" Logistics ", "[1]"))
    fit_profiles.save(tmp_path, Profile("abc", "[2]"))
    fit_profiles.save(tmp_path, Profile("Logistics", "[3]"))
    assert fit_profiles.saved(tmp_path) == [Profile("abc", "[2]"), Profile("Logistics", "[3]")]
    fit_profiles.delete(tmp_path, "abc")
    assert fit_profiles.saved(tmp_path) == [Profile("Logistics", "[3]")]


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_names(tmp_path, name):
    with pytest.raises(Refused, match="name"):
        fit_profiles.save(tmp_path, Profile(name, "[]"))


@pytest.mark.parametrize("text", ["", "nonsense", "[1]", '[{"name": 1, "conditions": "x"}]', '[{"name": "x"}]'])
def test_a_damaged_file_has_none(tmp_path, text):
    (tmp_path / "fit_profiles.json").write_text(text, encoding="utf-8")
    assert fit_profiles.saved(tmp_path) == []


def test_a_backup_takes_them_along(tmp_path):
    store = Store(tmp_path / "store")
    load(store, csv("A,Acme,Acme,Ada,Proposal,100,2026-03-31,2026-01-05"))
    fit_profiles.save(store.folder, Profile("Logistics", "[]"))
    store.backup(tmp_path / "copy.duckdb")
    assert "Logistics" in (tmp_path / "copy.duckdb.fit_profiles.json").read_text(encoding="utf-8")
