"""Archives of exports: every table inside, nothing else, and never a path."""

import io
import zipfile

import pytest

from data.errors import Refused

CSV = b"id,name\n1,Ann\n2,Bo\n"


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return sink.getvalue()


def test_a_file_in_an_archive(stage):
    found = stage(packed({"deals.csv": CSV}), "export.zip")
    assert (found.table.member, found.table.rows_read, found.codes) == ("deals.csv", 2, set())


def test_every_file_in_an_archive_and_no_junk(stage_all):
    members = {
        "a/deals.csv": CSV,
        "__MACOSX/a/._deals.csv": b"\0\5\x16",
        "a/.DS_Store": b"\0\0\0\1Bud1",
        "reps.csv": CSV,
        "a/": b"",
    }
    found = stage_all(packed(members), "export.zip")
    assert [item.table.member for item in found] == ["a/deals.csv", "reps.csv"]
    assert len({item.table.relation for item in found}) == 2


@pytest.mark.parametrize("name", ["../../../evil.csv", "/tmp/evil.csv", "a\\..\\evil.csv", "C:\\evil.csv"])
def test_names_are_never_paths(stage, tmp_path, name):
    found = stage(packed({name: CSV}), "export.zip")
    assert found.table.rows_read == 2
    assert not list(tmp_path.rglob("*evil*"))


def test_an_archive_in_an_archive_is_refused(stage_all):
    with pytest.raises(Refused) as refusal:
        stage_all(packed({"inner.zip": packed({"deals.csv": CSV})}), "export.zip")
    assert refusal.value.code == "CORRUPT_FILE"


def test_what_is_no_table_is_left_out_and_said(stage):
    found = stage(
        packed({"readme.pdf": b"%PDF-1.7 x", "logo.png": b"\x89PNG\r\n\x1a\n\0\0", "deals.csv": CSV, "empty.csv": b""}),
        "e.zip",
    )
    assert found.table.member == "deals.csv"
    assert found.codes == {"MEMBER_SKIPPED"}


@pytest.mark.parametrize("members", [{}, {"__MACOSX/x": b"1"}, {"empty.csv": b""}])
def test_an_archive_of_nothing_is_empty(stage, members):
    with pytest.raises(Refused) as refusal:
        stage(packed(members), "export.zip")
    assert refusal.value.code == "EMPTY_FILE"


def test_an_archive_with_only_a_picture_is_no_table(stage):
    with pytest.raises(Refused) as refusal:
        stage(packed({"logo.png": b"\x89PNG\r\n\x1a\n\0\0"}), "export.zip")
    assert refusal.value.code == "NOT_A_TABLE"


def test_a_damaged_member_is_refused(stage):
    content = packed({"deals.csv": CSV * 50}, zipfile.ZIP_STORED)
    with pytest.raises(Refused) as refusal:
        stage(content.replace(b"2,Bo", b"2,Xx", 1), "export.zip")
    assert refusal.value.code == "CORRUPT_FILE"


def test_a_locked_archive_is_refused(stage):
    content = bytearray(packed({"deals.csv": CSV}, zipfile.ZIP_STORED))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Refused) as refusal:
        stage(bytes(content), "export.zip")
    assert refusal.value.code == "PASSWORD_PROTECTED"


def test_an_archive_that_unpacks_beyond_measure_is_refused(stage):
    with pytest.raises(Refused) as refusal:
        stage(packed({"deals.csv": b"id,name\n" + b"1,A\n" * (80 << 20 >> 2)}), "export.zip")
    assert refusal.value.code == "TOO_LARGE_UNPACKED"


def test_thousands_of_members_are_refused(stage_all):
    with pytest.raises(Refused) as refusal:
        stage_all(packed({f"{number}.csv": CSV for number in range(300)}), "export.zip")
    assert refusal.value.code == "TOO_LARGE_UNPACKED"
