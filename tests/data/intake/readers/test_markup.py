"""HTML saved as a spreadsheet: the cells of its table, and nothing that a browser would run."""

import pytest

from data.errors import Refused

HEAD = "<tr><th>Id</th><th>Name</th><th>Amount</th></tr>"


def page(body: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


def test_a_table_saved_as_xls(stage):
    found = stage(
        page(f"<table border=1>{HEAD}<tr><td>1</td><td>A &amp; B&nbsp;</td><td>&#8364;&nbsp;5</td></tr></table>"),
        "deals.xls",
    )
    assert found.table.header == ("Id", "Name", "Amount")
    assert found.cells == [["1", "A & B", "€\u00a05"]]
    assert (found.codes, found.table.kind) == ({"EXTENSION_MISMATCH"}, "html")


def test_scripts_styles_and_comments_are_no_text(stage):
    row = "<tr><td>1</td><td>Ann<script>alert('x')</script><style>td{}</style><!-- <td>no</td> --></td><td>5</td></tr>"
    assert stage(page(f"<table>{HEAD}{row}</table>"), "deals.html").cells == [["1", "Ann", "5"]]


def test_layout_tables_around_the_data(stage):
    inner = f"<table>{HEAD}<tr><td>1</td><td>Ann</td><td>5</td></tr><tr><td>2</td><td>Bo</td><td>6</td></tr></table>"
    found = stage(
        page(f"<table><tr><td>Menu</td><td>{inner}</td></tr><tr><td>Foot</td><td>x</td></tr></table>"), "deals.html"
    )
    assert found.table.header == ("Id", "Name", "Amount")
    assert found.cells == [["1", "Ann", "5"], ["2", "Bo", "6"]]


def test_merged_cells_do_not_shift_the_others(stage):
    rows = (
        "<tr><td rowspan=2>1</td><td>Ann</td><td>5</td></tr><tr><td>Bo</td><td>6</td></tr><tr><td"
        " colspan=2>3</td><td>7</td></tr>"
    )
    assert stage(page(f"<table>{HEAD}{rows}</table>"), "deals.html").cells == [
        ["1", "Ann", "5"],
        ["", "Bo", "6"],
        ["3", "", "7"],
    ]


def test_tags_left_open(stage):
    found = stage("<table><tr><th>Id<th>Name<th>Amount<tr><td>1<td>Ann<td>5<tr><td>2<td>Bo<td>6</table>", "deals.html")
    assert found.cells == [["1", "Ann", "5"], ["2", "Bo", "6"]]


def test_the_page_says_its_encoding(stage):
    text = page(f"<table>{HEAD}<tr><td>1</td><td>Łódź</td><td>5</td></tr></table>", "<meta charset='windows-1250'>")
    found = stage(text.encode("cp1250"), "deals.html")
    assert found.cells == [["1", "Łódź", "5"]]
    assert "ENCODING_GUESSED" not in found.codes


@pytest.mark.parametrize(
    "text",
    [
        page("<form action='/login'>Session expired</form>"),
        "<!DOCTYPE html>" + page("<table><tr><td>Please sign in</td></tr></table>"),
        "<?xml version='1.0'?><error><code>INVALID_SESSION</code></error>",
        page("<table></table>"),
        page("<table><tr></tr><tr></tr></table>"),
    ],
)
def test_a_page_without_data_is_no_table(stage, text):
    with pytest.raises(Refused) as refusal:
        stage(text, "deals.csv")
    assert refusal.value.code == "NOT_A_TABLE"


@pytest.mark.parametrize("content", [b"%PDF-1.7\n1 0 obj", b"\x89PNG\r\n\x1a\n\0\0", b"GIF89a", b"\x1f\x8b\x08\x00abc"])
def test_other_formats_are_no_table(stage, content):
    with pytest.raises(Refused) as refusal:
        stage(content, "deals.csv")
    assert refusal.value.code == "NOT_A_TABLE"


def test_a_span_of_millions_is_not_laid_out(stage):
    row = "<tr><td colspan=99999999>1</td></tr><tr><td rowspan=99999999>1</td><td>Ann</td><td>5</td></tr>"
    assert stage(page(f"<table>{HEAD}{row}<tr><td>Bo</td><td>6</td></tr></table>"), "deals.html").table.rows_read == 3
