"""Delimiters, quotes and line ends as programs really write them."""

import pytest

from data.errors import Refused

ROWS = [["id", "name", "amount"], ["1", "Ann", "10"], ["2", "Bo", "20"], ["3", "Cy", "30"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("final", [True, False])
def test_every_delimiter_and_line_end(stage, delimiter, end, final):
    text = end.join(delimiter.join(row) for row in ROWS) + (end if final else "")
    found = stage(text, "deals.tsv" if delimiter == "\t" else "deals.csv")
    assert [list(found.table.header), *found.cells] == ROWS
    assert found.numbers == [2, 3, 4]
    assert found.codes == set()


def test_line_ends_of_three_kinds_in_one_file(stage):
    found = stage(b"id,name,amount\r\n1,Ann,10\r2,Bo,20\n3,Cy,30")
    assert found.cells == ROWS[1:]
    assert found.numbers == [2, 3, 4]


def test_a_semicolon_file_with_decimal_commas(stage):
    found = stage("id;name;amount\n1;Ann;1.234,50\n2;Bo;7,00\n")
    assert found.cells == [["1", "Ann", "1.234,50"], ["2", "Bo", "7,00"]]


def test_lists_inside_cells_do_not_become_columns(stage):
    found = stage("name,tags,amount\nAnn,a;b;c;d,1\nBo,e;f;g;h,2\nCy,i;j;k;l,3\n")
    assert found.table.header == ("name", "tags", "amount")


@pytest.mark.parametrize("hint", ["sep=;\n", "sep=;\r\n", "SEP=;\r\n", "\ufeffsep=;\n", '"sep=;"\n'])
def test_the_hint_line_is_obeyed_and_no_row(stage, hint):
    found = stage(hint + "id;name\n1;Ann, Bo\n")
    assert found.table.header == ("id", "name")
    assert (found.cells, found.numbers) == ([["1", "Ann, Bo"]], [2])


def test_what_the_analyst_says_wins(stage):
    assert stage("id^name\n1^Ann\n", delimiter="^").cells == [["1", "Ann"]]
    assert stage("id\tname\n1\tAnn, Bo\n", delimiter="tab").cells == [["1", "Ann, Bo"]]


def test_quotes_hold_newlines_delimiters_and_quotes(stage):
    found = stage('id,name,note\r\n1,"Ann, ""the first""","line\nline"\r\n2,"",""\r\n')
    assert found.cells == [["1", 'Ann, "the first"', "line\nline"], ["2", "", ""]]
    assert found.numbers == [2, 3]


def test_quotes_inside_a_cell_are_text(stage):
    found = stage('id,name\n1,5" pipe\n2,="00456"\n3,plain\n')
    assert found.cells == [["1", '5" pipe'], ["2", '="00456"'], ["3", "plain"]]


@pytest.mark.parametrize(
    "text",
    [
        'id,name,amount\n1,"Ann,10\n2,Bo,20\n3,Cy,30\n',
        'id,name,amount\n1,Ann,10\n2,Bo,20\n3,"Cy,30',
        'id,name,amount\n1,"Ann,10\n2,Bo,20\n3,5" pipe,30\n4,Di,40\n',
        'id,name,amount\n1,"Ann,10\n2,"Bo",20\n3,Cy,30\n',
    ],
    ids=["open to the end", "last row", "closed by a stray quote", "closed by the next opening"],
)
def test_a_quote_that_swallows_rows_is_refused(stage, text):
    with pytest.raises(Refused) as refusal:
        stage(text)
    assert refusal.value.code == "UNBALANCED_QUOTE"


def test_the_refusal_names_the_line_of_the_quote(stage):
    with pytest.raises(Refused, match="line 3"):
        stage('id,name,amount\n1,Ann,10\n2,"Bo,20\n3,Cy,30\n')


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("2,Bo", ("2", "Bo")),
        ("2,Bo,20,extra", ("2", "Bo", "20", "extra")),
        ("2", ("2",)),
        ('2,"Bo\nBo"', ("2", "Bo\nBo")),
    ],
)
def test_a_ragged_row_is_set_aside_as_it_stood(stage, row, cells):
    found = stage(f"id,name,amount\n1,Ann,10\n{row}\n3,Cy,30\n")
    assert found.cells == [["1", "Ann", "10"], ["3", "Cy", "30"]]
    assert found.numbers == [2, 4]
    assert found.rejects == [(3, "RAGGED_ROW")]
    assert found.reject(3).cells == cells
    assert "RAGGED_ROW" in found.codes


def test_a_row_cut_off_at_the_end_is_ragged_not_a_footer(stage):
    found = stage("id,name,amount,stage\n1,Ann,10,Won\n2,Bo,20,Won\n3,C")
    assert found.rejects == [(4, "RAGGED_ROW")]
    assert "FOOTER_REMOVED" not in found.codes


@pytest.mark.parametrize(
    "text", ["id,name,,\n1,Ann,,\n2,Bo,,\n", "id,name\n1,Ann,,\n2,Bo,\n", "id,name,\n1,Ann\n2,Bo,\n"]
)
def test_trailing_empty_columns_are_fine(stage, text):
    found = stage(text)
    assert found.table.header == ("id", "name")
    assert found.cells == [["1", "Ann"], ["2", "Bo"]]
    assert found.rejects == []


def test_a_column_without_a_name_keeps_its_cells(stage):
    found = stage("id,,name,\n1,x,Ann,y\n2,,Bo,\n")
    assert found.table.header == ("id", "", "name", "")
    assert found.cells == [["1", "x", "Ann", "y"], ["2", "", "Bo", ""]]


def test_outer_blanks_go_and_inner_ones_stay(stage):
    found = stage("  id , name \n 1 ,\t Ann  Lee\u3000\n2,\u00a0\n")
    assert found.table.header == ("id", "name")
    assert found.cells == [["1", "Ann  Lee"], ["2", ""]]


def test_control_characters_go_and_their_rows_are_named(stage):
    found = stage("id,name\n1,bell\x07 esc\x1b[31mred\n2,ok\n3,turn\u202egnp.exe\n")
    assert [row[1] for row in found.cells] == ["bell escred", "ok", "turngnp.exe"]
    (finding,) = [item for item in found.table.findings if item.code == "CONTROL_CHARS_REMOVED"]
    assert (finding.rows, finding.count) == ((2, 4), 2)


def test_letters_that_only_look_odd_stay(stage):
    name = "👩\u200d💻 Z\u0325\u0351algo 𝓐cme"
    assert stage(f"id,name\n1,{name}\n").cells == [["1", name]]


@pytest.mark.parametrize("column", [0, 1])
def test_a_cell_beyond_a_megabyte_is_set_aside(stage, column):
    big = ["2", "Bo"]
    big[column] = "x" * ((1 << 20) + 1)
    found = stage(f"id,name\n1,Ann\n{','.join(big)}\n3,{'y' * (1 << 20)}\n")
    assert found.numbers == [2, 4]
    assert found.rejects == [(3, "CELL_TOO_LARGE")]
    assert found.reject(3).column == ("id", "name")[column]
    assert sum(map(len, found.reject(3).cells)) < 10_000


@pytest.mark.parametrize(
    "content", [b"", b"\xef\xbb\xbf", b"\n\r\n\n", b"   \n \t \n", b",,,\n,,,\n", b"\xff\xfe", b'""\n']
)
def test_nothing_at_all_is_refused(stage, content):
    with pytest.raises(Refused) as refusal:
        stage(content)
    assert refusal.value.code == "EMPTY_FILE"


def test_a_header_alone_is_a_table_of_no_rows(stage):
    found = stage("id,name,amount\n")
    assert (found.table.header, found.table.rows_read) == (("id", "name", "amount"), 0)


@pytest.mark.parametrize("name", ["deals.xlsx", "deals.xls", "deals.pdf"])
def test_a_name_that_promises_something_else(stage, name):
    assert stage("id,name\n1,Ann\n", name).codes == {"EXTENSION_MISMATCH"}


@pytest.mark.parametrize(
    "name", ["DEALS.CSV", "deals.txt", "../../x.csv", "a\r\nSet-Cookie: x\r\n.csv", "<img src=x>.csv", "a\0b.csv"]
)
def test_the_name_is_only_text(stage, name):
    assert stage("id,name\n1,Ann\n", name).cells == [["1", "Ann"]]


def test_values_are_not_interpreted(stage):
    text = "id,name\n1,'); drop table raw_0; --\n2,=1+1\n3,<b>x</b>\n4,NULL\n5,00123\n"
    assert [row[1] for row in stage(text).cells] == ["'); drop table raw_0; --", "=1+1", "<b>x</b>", "NULL", "00123"]


def test_spaces_between_delimiter_and_quote(stage):
    found = stage('id, name, note\n1, "Lee, Ann", "a, b"\n2, "Ray, Bo", "c"\n')
    assert found.cells == [["1", "Lee, Ann", "a, b"], ["2", "Ray, Bo", "c"]]
