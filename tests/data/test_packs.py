"""Frozen reviews: kept word for word, with the release they were made from, whatever is imported after."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from data import packs
from data.errors import Refused
from data.warehouse import KEPT_RELEASES, Store
from tests.data.files import csv, load

NOW = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
DOCUMENT = '{"title": "四半期レビュー – <script>", "won": 0.1}\n'
DEAL = "D1,Alpha,Acme,Ann,Proposal,{amount},2026-12-01,2026-08-01"


def freeze(folder, document=DOCUMENT, **changed):
    said = {"name": "Q3 review", "period": "2026-Q3", "release": 7, "by": "Ann", "now": NOW} | changed
    return packs.save(folder, document, **said)


def test_nothing_is_frozen_at_first(tmp_path):
    assert packs.saved(tmp_path / "none yet") == []
    with pytest.raises(Refused, match="no pack 1"):
        packs.read(tmp_path, 1)


def test_a_pack_is_read_back_word_for_word(tmp_path):
    tokyo = datetime(2026, 10, 5, 18, 30, tzinfo=timezone(timedelta(hours=9)))
    pack = freeze(tmp_path, name="  Q3\n review ", now=tokyo)

    assert packs.read(tmp_path, 1) == (pack, DOCUMENT)
    assert (pack.number, pack.name, pack.saved_at, pack.saved_by) == (1, "Q3 review", NOW, "Ann")
    assert packs.saved(tmp_path) == [pack]


def test_packs_are_numbered_and_no_number_comes_twice_while_it_is_kept(tmp_path):
    for number in (1, 2, 3):
        assert freeze(tmp_path, f"{number}").number == number
    packs.delete(tmp_path, 2)
    assert freeze(tmp_path).number == 4
    assert [pack.number for pack in packs.saved(tmp_path)] == [4, 3, 1]
    packs.delete(tmp_path, 99)  # there is none, and nothing happens
    assert not (tmp_path / "packs" / "000099.json").exists()


def test_a_link_to_a_deleted_pack_never_leads_to_another(tmp_path):
    freeze(tmp_path, "first")
    packs.delete(tmp_path, 1)

    assert packs.saved(tmp_path) == []
    with pytest.raises(Refused, match="no pack 1"):
        packs.read(tmp_path, 1)
    assert freeze(tmp_path, "second").number == 2


def test_deleting_makes_room_for_another_pack(tmp_path, monkeypatch):
    monkeypatch.setattr(packs, "_MOST", 1)
    freeze(tmp_path)
    with pytest.raises(Refused, match="Delete one first"):
        freeze(tmp_path)

    packs.delete(tmp_path, 1)

    assert freeze(tmp_path).number == 2


@pytest.mark.parametrize("changed", [{"name": " "}, {"name": "x" * 121}, {"by": ""}, {"by": "x" * 121}])
def test_a_pack_needs_a_name_and_an_author(tmp_path, changed):
    with pytest.raises(Refused):
        freeze(tmp_path, **changed)
    assert packs.saved(tmp_path) == []


def test_a_pack_that_was_changed_by_hand_is_refused(tmp_path):
    freeze(tmp_path)
    path = tmp_path / "packs" / "000001.json"
    path.write_text(path.read_text().replace("0.1", "0.2"))

    with pytest.raises(Refused, match="changed after it was saved"):
        packs.read(tmp_path, 1)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pack": {}, "document": ""}', '{"pack": {"number": 1}}'])
def test_a_damaged_file_is_left_out_and_its_number_is_not_given_again(tmp_path, text):
    freeze(tmp_path)
    (tmp_path / "packs" / "000001.json").write_text(text)

    assert packs.saved(tmp_path) == []
    assert packs.pinned(tmp_path) == set()
    assert freeze(tmp_path).number == 2


def test_a_file_under_another_number_is_no_pack(tmp_path):
    freeze(tmp_path)
    kept = json.loads((tmp_path / "packs" / "000001.json").read_text())
    (tmp_path / "packs" / "000005.json").write_text(json.dumps(kept))

    assert [pack.number for pack in packs.saved(tmp_path)] == [1]


def test_the_release_of_a_pack_is_kept_as_long_as_the_pack(tmp_path):
    store = Store(tmp_path)
    for amount in (1, 2):
        load(store, csv(DEAL.format(amount=amount)))
    freeze(tmp_path, release=2)
    for amount in range(3, KEPT_RELEASES + 4):
        load(store, csv(DEAL.format(amount=amount)))
    releases = {path.name for path in tmp_path.glob("warehouse-*.duckdb")}
    assert "warehouse-000002.duckdb" in releases
    assert "warehouse-000001.duckdb" not in releases
    assert len(releases) == 1 + KEPT_RELEASES

    packs.delete(tmp_path, 1)
    load(store, csv(DEAL.format(amount=99)))
    assert "warehouse-000002.duckdb" not in {path.name for path in tmp_path.glob("warehouse-*.duckdb")}


def test_packs_and_what_was_said_go_with_a_backup(tmp_path):
    store = Store(tmp_path / "store")
    load(store, csv(DEAL.format(amount=1)))
    pack = freeze(store.folder)
    (store.folder / "reviews.json").write_text("[]")

    store.backup(tmp_path / "copy.duckdb")

    (tmp_path / "again").mkdir()
    (tmp_path / "copy.duckdb.packs").rename(tmp_path / "again" / "packs")
    assert packs.read(tmp_path / "again", 1) == (pack, DOCUMENT)
    assert (tmp_path / "copy.duckdb.reviews.json").read_text() == "[]"
    assert not list((tmp_path / "again" / "packs").glob("*.lock"))
