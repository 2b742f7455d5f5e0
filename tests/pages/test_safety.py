"""Text from data stays text, wherever it is shown."""

import io
import re
import zipfile

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.components import safety, tables
from tests.pages.conftest import HOSTILE

JOINER = "\u2060"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("plain name", "plain name"),
        ("**b**", r"\*\*b\*\*"),
        ("[x](y)", r"\[x\]\(y\)"),
        (":red[a]", rf"\:{JOINER}red\[a\]"),
        ("$a$", r"\$a\$"),
        ("<b>", r"\<b\>"),
        ("two\nlines", "two lines"),
        (r"back\slash", r"back\\slash"),
        ("http://a", rf"h{JOINER}ttp\:\/\/a"),
    ],
)
def test_markdown_escapes_every_sign_that_means_something(text, escaped):
    assert safety.markdown(text) == escaped


@given(st.text(alphabet="ab :[]()$*_`<>!#&~|{}-+=.\\/@\"'^%,;?wht"))
def test_markdown_keeps_the_text(text):
    unescaped = re.sub(r"\\(.)", r"\1", safety.markdown(text)).replace(JOINER, "")

    assert unescaped == re.sub(r"\s+", " ", text)


@given(st.text(alphabet="ab:[]()$*_`<>!#&~|{}-+=.\\/@\"'^%,;?"))
def test_no_sign_is_left_bare(text):
    shown = safety.markdown(text)

    bare = [place for place, sign in enumerate(shown) if sign in ":[]()$*_`<>!#&~|{}" and not _is_escaped(shown, place)]
    assert not bare


def _is_escaped(text, place):
    backslashes = len(text[:place]) - len(text[:place].rstrip("\\"))
    return backslashes % 2 == 1


def test_plotly_gets_no_tags():
    assert safety.plotly("<a href='x'>y</a> & z") == "&lt;a href='x'&gt;y&lt;/a&gt; &amp; z"


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_formula_becomes_text_in_csv(text):
    assert safety.cell(text) == "'" + text


@pytest.mark.parametrize("value", ["-1,250.00", "+5", "-12 %", "plain", -3, 2.5, None])
def test_numbers_and_plain_text_stay_as_they_are(value):
    assert safety.cell(value) == value


def test_csv_opens_in_the_right_encoding_and_runs_nothing():
    frame = pd.DataFrame({"Deal": [*HOSTILE, "日本"], "Amount": [1.5] * len(HOSTILE) + [None]})

    text = tables.as_csv(frame)

    assert text.startswith(b"\xef\xbb\xbf")
    lines = text.decode("utf-8-sig").split("\r\n")
    assert lines[1] == "'=cmd|' /C calc'!A0,1.5"
    assert lines[-2] == "日本,"


def test_what_was_chosen_stands_above_the_header_and_runs_nothing_either():
    frame = pd.DataFrame({"Deal": ["One"], "Amount": [1.5]})

    assert tables.as_csv(frame, "Period: 2026-Q3; Team: a, b").decode("utf-8-sig") == (
        '"Period: 2026-Q3; Team: a, b"\r\nDeal,Amount\r\nOne,1.5\r\n'
    )
    assert tables.as_csv(frame, "=about").decode("utf-8-sig").startswith("'=about\r\n")


def test_xlsx_holds_text_and_no_formula_or_link():
    frame = pd.DataFrame(
        {"Deal": [*HOSTILE, "https://example.com"], "Closed": [pd.Timestamp("2026-07-01")] * (len(HOSTILE) + 1)}
    )

    book = zipfile.ZipFile(io.BytesIO(tables.as_xlsx(frame, "=about")))

    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert "=cmd" in book.read("xl/sharedStrings.xml").decode()


def test_rows_that_cannot_be_shown_as_numbers_do_not_break_a_download():
    frame = pd.DataFrame(
        {"a": pd.Series([None, 1], dtype="Int64"), "b": [float("nan"), 2.0], "c": [True, False], "d": [pd.NaT, pd.NaT]}
    )

    assert tables.as_csv(frame).decode("utf-8-sig") == "a,b,c,d\r\n,,True,\r\n1,2.0,False,\r\n"
    assert tables.as_xlsx(frame)
