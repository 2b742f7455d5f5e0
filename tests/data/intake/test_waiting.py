"""Files that wait in the store: kept whole, under names that are never paths, swept after a day."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data.intake import waiting

NOW = datetime(2026, 11, 20, 10, 32, tzinfo=UTC)
HOSTILE = [
    "../../evil.csv",
    "/etc/passwd",
    "C:\\evil.csv",
    "a\x00b.csv",
    "",
    ".",
    "..",
    "\ud800.csv",
    "x" * 5000,
    "商談.csv",
]


def keep(folder: Path, *files: tuple[str, bytes], token: str | None = None, at: datetime = NOW) -> str | None:
    given = [(f"id {name}", name, lambda content=content: content) for name, content in files]
    return waiting.keep(folder, given, tab="tab", now=at, answers={"all": {}, "files": {}}, token=token)


def all_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_waits_is_there_again_with_names_answers_and_content(tmp_path: Path) -> None:
    files = [("1", "deals.csv", lambda: b"a,b\n"), ("2", "deals.csv", lambda: b"")]
    said = {"all": {"complete": True}, "files": {"1": {"date_orders": {"Close": "dmy"}}}}
    token = waiting.keep(tmp_path, files, tab="tab", now=NOW, answers=said)

    (batch,) = waiting.waiting(tmp_path, NOW)
    assert (batch.token, batch.since, batch.tab, batch.answers) == (token, NOW, "tab", said)
    found = [(file.file_id, file.name, file.path.read_bytes()) for file in batch.files]
    assert found == [("1", "deals.csv", b"a,b\n"), ("2", "deals.csv", b"")]


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_a_name_is_never_a_path(tmp_path: Path, name: str) -> None:
    store = tmp_path / "a" / "b" / "store"
    keep(store, (name, b"content"))
    (batch,) = waiting.waiting(store, NOW)
    assert batch.files[0].name == name
    assert batch.files[0].path.read_bytes() == b"content"
    home = store / waiting.FOLDER / batch.token
    assert {path.parent for path in all_files(tmp_path)} == {home}


def test_a_list_that_was_changed_by_hand_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    token = keep(tmp_path, ("deals.csv", b"content"))
    listed = tmp_path / waiting.FOLDER / str(token) / "files.json"
    entry = json.loads(listed.read_text())
    entry["files"][0]["path"] = "../../secret"
    listed.write_text(json.dumps(entry))
    assert waiting.waiting(tmp_path, NOW) == []


def test_a_batch_follows_the_uploader_and_reads_no_file_twice(tmp_path: Path) -> None:
    token = keep(tmp_path, ("a.csv", b"a"), ("b.csv", b"b"))
    given = [("id b.csv", "b.csv", lambda: pytest.fail("is there already")), ("id c.csv", "c.csv", lambda: b"c")]
    later = NOW + timedelta(hours=1)
    assert waiting.keep(tmp_path, given, tab="tab", now=later, answers={}, token=token) == token

    (batch,) = waiting.waiting(tmp_path, later)
    assert batch.since == NOW
    assert [(file.name, file.path.read_bytes()) for file in batch.files] == [("b.csv", b"b"), ("c.csv", b"c")]
    assert len(all_files(tmp_path)) == 3  # b, c and the list


def test_discarded_files_are_gone(tmp_path: Path) -> None:
    token = keep(tmp_path, ("a.csv", b"a"))
    waiting.discard(tmp_path, str(token))
    assert all_files(tmp_path) == []
    waiting.discard(tmp_path, str(token))


def test_what_waited_for_a_day_is_swept_and_newer_ones_stay(tmp_path: Path) -> None:
    keep(tmp_path, ("old.csv", b"old"), at=NOW - timedelta(hours=25))
    new = keep(tmp_path, ("new.csv", b"new"), at=NOW - timedelta(hours=23))
    broken = tmp_path / waiting.FOLDER / "broken"  # by a process that was killed as it began
    broken.mkdir()
    (broken / "piece").write_bytes(b"piece")

    assert [batch.token for batch in waiting.waiting(tmp_path, NOW)] == [new]
    waiting.waiting(tmp_path, datetime.now(UTC) + timedelta(days=2))
    assert all_files(tmp_path) == []


def test_only_the_newest_batches_are_kept(tmp_path: Path) -> None:
    tokens = [keep(tmp_path, ("a.csv", b"a"), at=NOW - timedelta(minutes=minute)) for minute in range(25)]
    assert [batch.token for batch in waiting.waiting(tmp_path, NOW)] == tokens[:20]
    assert len(all_files(tmp_path)) == 2 * 20


def test_the_oldest_make_room_where_all_together_are_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "MOST_TOGETHER", 10)
    tokens = [keep(tmp_path, ("a.csv", b"1234"), at=NOW - timedelta(minutes=minute)) for minute in range(3)]
    assert [batch.token for batch in waiting.waiting(tmp_path, NOW)] == tokens[:2]  # 4 + 4 + 4 > 10


def test_what_is_too_large_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "MOST_BYTES", 10)
    assert keep(tmp_path, ("a.csv", b"123456"), ("b.csv", b"12345")) is None
    assert all_files(tmp_path) == []
    assert keep(tmp_path, ("a.csv", b"12345"), ("b.csv", b"12345")) is not None


def test_without_room_on_the_disk_nothing_is_kept_and_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / waiting.FOLDER).write_text("no folder")
    assert keep(tmp_path, ("a.csv", b"a")) is None
