"""Laws: whatever is written comes back, on either way through; whatever is not a file is refused with a sentence."""

import csv
import io
import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.errors import Refused
from data.intake.readers import delimited
from tests.data.intake.readers.conftest import Staged, stage_file

LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zs", "Zl", "Zp"))
# Cells begin and end with a letter: outer blanks are not kept, and a first cell such as "合計" would be a total.
CELL = st.builds(
    lambda body, mark: f"v{body}{mark}", st.text(LETTERS | st.sampled_from(" ,;|\t\n\"'"), max_size=12), st.just("z")
)
SQUARE = st.integers(2, 6).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=25)
)


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def staged(content: bytes, name: str = "deals.csv") -> list[Staged]:
    with tempfile.TemporaryDirectory() as folder:
        return stage_file(Path(folder), content, name)


def refused(content: bytes, name: str = "deals.csv") -> Refused | None:
    try:
        staged(content, name)
    except Refused as refusal:
        return refusal
    return None


@pytest.fixture(params=["careful", "fast"])
def way(request, monkeypatch):
    """Both ways through delimited text, whatever the size of the file."""
    monkeypatch.setattr(delimited, "_SMALL", 1 << 30 if request.param == "careful" else 0)
    return request.param


@pytest.mark.parametrize("cell", [" Ann", "Ann ", " "])
def test_one_cell_with_outer_blanks_is_enough_to_lose_them(way, cell):
    (found,) = staged(f"id,name\n1,Bo\n2,{cell}\n3,Cy\n".encode())
    assert [name for _id, name in found.cells] == ["Bo", cell.strip(), "Cy"]


KEEP = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@KEEP
@given(
    rows=SQUARE,
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    final=st.booleans(),
)
def test_what_was_written_comes_back(way, rows, delimiter, end, quoting, encoding, final):
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, delimiter=delimiter, lineterminator=end, quoting=quoting)
    header = [f"name {letter}" for letter in "abcdef"[: len(rows[0])]]
    writer.writerows([header, *rows])
    text = sink.getvalue() if final else sink.getvalue().removesuffix(end)
    (found,) = staged(text.encode(encoding))
    assert list(found.table.header) == header
    assert found.cells == [[composed(cell) for cell in row] for row in rows]
    assert found.numbers == list(range(2, 2 + len(rows)))
    assert not found.codes - {"MOJIBAKE_SUSPECTED"}


@KEEP
@given(widths=st.lists(st.integers(1, 6), min_size=1, max_size=30), end=st.sampled_from(["\n", "\r\n"]))
def test_every_row_is_staged_or_rejected(way, widths, end):
    widths = [*widths, *[4] * (len(widths) + 1)]  # most rows are sound, or another line would be the header
    lines = ["a,b,c,d", *(",".join(f"v{number}" for number in range(width)) for width in widths)]
    (found,) = staged(end.join(lines).encode())
    good = [number for number, width in enumerate(widths, start=2) if width == 4]
    assert found.numbers == good
    assert found.rejects == [(number, "RAGGED_ROW") for number in range(2, 2 + len(widths)) if number not in good]


@KEEP
@given(
    kinds=st.lists(
        st.sampled_from(["row", "blank", "spaces", "header", "total", "short", "padded", "blanks"]), max_size=30
    ),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_both_ways_number_and_sort_rows_alike(way, kinds, end):
    line = {
        "row": "1,Ann,10,x", "blank": "", "spaces": "  ", "header": "id,name,amount,note", "total": "Total,,10,",
        "short": "1,Ann", "padded": " 1 ,Ann ,10, x", "blanks": ",,,",
    }  # fmt: skip
    kinds = [*kinds, "row"]  # what stands last might be a footer
    (found,) = staged(end.join(["id,name,amount,note", *(line[kind] for kind in kinds)]).encode())
    placed = list(enumerate(kinds, start=2))
    assert found.numbers == [number for number, kind in placed if kind in ("row", "padded")]
    codes = {"header": "HEADER_REPEATED", "total": "TOTAL_ROW_REMOVED", "short": "RAGGED_ROW"}
    assert found.rejects == [(number, codes[kind]) for number, kind in placed if kind in codes]
    assert all(row == ["1", "Ann", "10", "x"] for row in found.cells)


STARTS = [
    b"",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"<table>",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b'id,name\n1,"',
    b"<?xml ",
]


@KEEP
@given(
    start=st.sampled_from(STARTS),
    content=st.binary(max_size=400),
    name=st.sampled_from(["x.csv", "x.xlsx", "x.zip", "x", ""]),
)
def test_any_bytes_are_read_or_refused(way, start, content, name):
    refusal = refused(start + content, name)
    assert refusal is None or (refusal.code.isupper() and refusal.message.endswith((".", "”", ")")))


@KEEP
@given(text=st.text(st.sampled_from('ab"""\',;\n\r\t \ufeff='), max_size=80))
def test_any_quotes_are_read_or_refused(way, text):
    refusal = refused(text.encode())
    assert refusal is None or refusal.code in ("EMPTY_FILE", "UNBALANCED_QUOTE", "NOT_A_TABLE")
