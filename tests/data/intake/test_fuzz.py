"""Whatever is uploaded, an import ends as one of two things: rows that add up, or a refusal in a sentence.

QUARTERDECK_FUZZ in the environment says how many examples of each are tried, for a longer search.
"""

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.intake import Options, Upload, import_files
from data.warehouse import Store
from tests.data.files import NOW

HEADERS = (
    "Opportunity ID",
    "Opportunity Name",
    "Stage",
    "Amount",
    "Close Date",
    "Created Date",
    "Probability (%)",
    "Opportunity Owner",
    "Currency",
    "Notes",
)
CELLS = st.one_of(
    st.sampled_from(
        [
            *("", " ", "0", "-1", "(500)", "1.234,56 €", "¥1,200,000", "1億5000万", "1e400", "NaN", "=1+1", "#REF!"),
            *("2026-02-30", "03/04/2026", "45000", "令和8年4月1日", "99/99/9999", "Closed Won", "受注", "D1", "D1 "),
            *("<script>", "=cmd|' /C calc'!A0", ":red[x]", "$a$", '"', "\x00", "\ud7ff", "a\nb", "true", "110 %"),
        ]
    ),
    st.text(max_size=12),
)
# What cells of a workbook hold beside texts; days and counts are numbers there.
TYPED = st.one_of(
    CELLS, st.booleans(), st.floats(), st.integers(), st.sampled_from([45000, 45000.5, 2_958_466, 1e15, -1, 0.75])
)
KEEP = settings(
    max_examples=int(os.environ.get("QUARTERDECK_FUZZ", "40")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Store:
    return Store(tmp_path_factory.mktemp("fuzz") / "store")


def look(store: Store, name: str, content: bytes) -> None:
    for report in import_files(store, [Upload(name, content)], Options(), now=NOW, dry_run=True).imports:
        if report.refused:
            assert report.refused.strip().endswith((".", "?")), report.refused
            assert report.code
        else:
            rows = report.rows
            assert rows.read == rows.new + rows.changed + rows.unchanged + rows.rejected


def workbook(header: list[str], lines: list[list]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "nan_inf_to_errors": True}) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate([header, *lines]):
            sheet.write_row(number, 0, line)
    return target.getvalue()


@KEEP
@given(
    header=st.lists(st.sampled_from(HEADERS), min_size=1, max_size=8),
    lines=st.lists(st.lists(CELLS, min_size=1, max_size=8), max_size=8),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-16", "cp932", "cp1252"]),
    quote=st.booleans(),
)
def test_any_table_of_text(store, header, lines, delimiter, encoding, quote):
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if quote else text

    content = "\n".join(delimiter.join(map(cell, line)) for line in [header, *lines])
    look(store, "deals.csv", content.encode(encoding, "replace"))


@KEEP
@given(
    header=st.lists(st.sampled_from(HEADERS), min_size=2, max_size=8),
    lines=st.lists(st.lists(TYPED, min_size=1, max_size=8), min_size=1, max_size=6),
    at=st.integers(0, 20_000),
    junk=st.binary(max_size=30),
)
def test_any_workbook_whole_damaged_or_cut(store, header, lines, at, junk):
    whole = workbook(header, lines)
    look(store, "deals.xlsx", whole)
    at %= len(whole)
    look(store, "deals.xlsx", whole[:at] + junk + whole[at + len(junk) :])
    look(store, "deals.xlsx", whole[:at])


@KEEP
@given(
    header=st.lists(st.sampled_from(HEADERS), min_size=2, max_size=6),
    lines=st.lists(st.lists(TYPED, min_size=1, max_size=6), min_size=1, max_size=4),
    part=st.integers(0, 20),
    at=st.integers(0, 5_000),
    length=st.integers(0, 60),
    junk=st.one_of(
        st.sampled_from(
            [b"", b"<", b"&amp;", b"&#0;", b"</row>", b'r="XFD1048576"', b't="s"', b"<v>99999999</v>", b"-1"]
        ),
        st.binary(max_size=20),
    ),
)
def test_any_workbook_with_a_damaged_part(store, header, lines, part, at, length, junk):
    """The archive is sound, so that readers go on to what the part says."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(header, lines))) as whole, zipfile.ZipFile(target, "w") as damaged:
        names = whole.namelist()
        for name in names:
            content = whole.read(name)
            if name == names[part % len(names)]:
                at %= len(content)
                content = content[:at] + junk + content[at + length :]
            damaged.writestr(name, content)
    look(store, "deals.xlsx", target.getvalue())


@KEEP
@given(
    content=st.binary(max_size=400), name=st.sampled_from(["a.csv", "a.xlsx", "a.xls", "a.zip", "a.txt", "noending"])
)
def test_any_bytes_under_any_name(store, content, name):
    look(store, name, content)
    look(store, name, b"PK\x03\x04" + content)
    look(store, name, gzip.compress(content))


@KEEP
@given(
    names=st.lists(
        # zipfile ends a name at its NUL, and cannot write what is empty then.
        st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=12),
        min_size=1,
        max_size=4,
        unique=True,
    ),
    content=st.binary(max_size=80),
)
def test_any_archive(store, names, content):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, content)
        archive.writestr(str(Path("inner") / "deals.csv"), b"Opportunity ID,Stage,Amount\n1,Closed Won,5\n")
    look(store, "deals.zip", target.getvalue())
