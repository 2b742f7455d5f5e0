"""`python -m pages.review`, as schedules see it: files and exit codes, and never a traceback."""

import io
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from pptx import Presentation
from python_calamine import CalamineWorkbook

from data import packs, reviews
from data.warehouse import Store
from pages.review import command
from pages.review.document import from_json
from tests.pages.conftest import ROOT, fill
from tests.pages.review.samples import ORDINARY


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """Deals as they stood on 15 August 2026; tests add no more than packs and what was said."""
    store = Store(tmp_path_factory.mktemp("command") / "store")
    fill(store)
    return store


@pytest.fixture
def run(filled, monkeypatch, capsys):
    """Run the command line over the store: exit code, standard output, standard error."""

    def ran(*arguments, store=filled.folder):
        line = ["pages.review", *(str(argument) for argument in arguments), "--store", str(store)]
        monkeypatch.setattr(sys, "argv", line)
        with pytest.raises(SystemExit) as end:
            command.main()
        told = capsys.readouterr()
        return end.value.code, told.out, told.err

    return ran


def test_every_file_holds_the_review_of_the_quarter(run, tmp_path):
    files = {ending: tmp_path / f"review.{ending}" for ending in ("pptx", "pdf", "xlsx")}

    code, out, err = run(
        "--period", "2026-Q3", *(part for ending, path in files.items() for part in (f"--{ending}", path))
    )

    assert (code, err) == (0, "")
    assert out.split() == [str(path) for path in files.values()]
    slides = Presentation(str(files["pptx"])).slides
    assert slides[0].shapes.title.text_frame.text == "Quarterly review 2026-Q3"
    # Won 100 + 300 of a quota of 1000.
    assert "2026-Q3 stands at 40% of its quota of $1K" in slides[2].shapes.title.text_frame.text
    assert files["pdf"].read_bytes().startswith(b"%PDF-")
    sheet = CalamineWorkbook.from_path(files["xlsx"]).get_sheet_by_index(0).to_python()
    assert sheet[0][0] == "Quarterly review 2026-Q3"
    assert 400.0 in [cell for row in sheet for cell in row]


def test_without_a_file_it_prints_the_findings(run):
    code, out, _err = run("--period", "2026-Q3")

    assert code == 0
    assert "Result: 2026-Q3 stands at 40% of its quota of $1K" in out


def test_json_is_the_whole_document(run):
    code, out, _err = run("--period", "2026-Q3", "--json", "--where", "rep=Ada")
    found = from_json(out)

    assert code == 0
    assert (found.period, found.query) == ("2026-Q3", {"period": ["2026-Q3"], "owner": ["r1"]})
    assert found.section("result").cards[0].value == 100.0


def test_without_a_period_it_is_the_last_quarter_that_is_over(run):
    assert from_json(run("--json")[1]).period == "2026-Q2"


def test_what_people_said_is_in_it(run, filled):
    reviews.say(
        filled.folder, "2026-Q2", lambda review: reviews.Review(review.name, headlines={"result": "We made it"})
    )

    found = from_json(run("--period", "2026-Q2", "--json")[1])

    assert found.section("result").headline == "We made it"
    assert found.section("result").computed


def test_a_frozen_pack_gives_the_same_bytes_again_and_again(run, filled, tmp_path):
    now = datetime(2026, 8, 15, tzinfo=UTC)
    pack = packs.save(filled.folder, ORDINARY.to_json(), name="Q3", period="2026-Q3", release=42, by="Ann", now=now)
    written = []
    for number in range(2):
        files = [tmp_path / f"{number}.{ending}" for ending in ("pptx", "pdf", "xlsx")]
        options = [part for path in files for part in (f"--{path.suffix[1:]}", path)]
        assert run("--pack", pack.number, *options)[0] == 0
        written.append([path.read_bytes() for path in files])

    assert written[0] == written[1]
    assert from_json(run("--pack", pack.number, "--json")[1]) == ORDINARY


def test_the_digest_is_html_or_plain_text_by_the_name_of_its_file(run, tmp_path):
    assert run("--digest", tmp_path / "mail.html")[0] == 0
    assert run("--digest", tmp_path / "mail.txt", "--since", "2026-07-31", "--lang", "ja")[0] == 0

    assert (tmp_path / "mail.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert (tmp_path / "mail.txt").read_text("utf-8").startswith("営業ダイジェスト: 2026/08/01 – 2026/08/15")


def test_letter_and_japanese_are_a_choice(run, tmp_path):
    assert run("--period", "2026-Q3", "--lang", "ja", "--paper", "letter", "--pdf", tmp_path / "r.pdf")[0] == 0

    pdf = (tmp_path / "r.pdf").read_bytes()
    assert b"/MediaBox[0 0 612 792]" in pdf
    assert b"/Lang(ja-JP)" in pdf


def test_a_template_is_taken_over(run, tmp_path):
    template = io.BytesIO()
    Presentation().save(template)
    (tmp_path / "ours.pptx").write_bytes(template.getvalue())

    assert run("--period", "2026-Q3", "--template", tmp_path / "ours.pptx", "--pptx", tmp_path / "r.pptx")[0] == 0

    assert Presentation(str(tmp_path / "r.pptx")).slide_width == Presentation().slide_width


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--period", "third"], "--period takes a fiscal quarter such as 2026-Q3, not “third”."),
        (["--period", "2031-Q1"], "--period takes a fiscal quarter that has begun, such as 2026-Q3."),
        (["--where", "planet=Mars"], "--where takes FILTER=VALUE with one of"),
        (["--where", "team=Mars"], "There is no team “Mars”. Known: East, West."),
        (["--pack", "77"], "There is no pack 77 here."),
        (["--pack", "1", "--period", "2026-Q2"], "A pack keeps its own quarter and filters"),
        (["--lang", "tlh"], "--lang takes en or ja, not “tlh”."),
        (["--digest", "mail.html", "--since", "2026-08-15"], "--since takes a day before 2026-08-15"),
        (["--xlsx", "no/such/folder/review.xlsx"], "no/such/folder/review.xlsx cannot be written"),
        (["--pptx", "r.pptx", "--template", __file__], "The template is no PowerPoint file"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(run, options, sentence, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    code, out, err = run(*options)

    assert (code, out) == (2, "")
    assert sentence in err
    assert "Traceback" not in err
    assert not list(tmp_path.iterdir())


def test_an_empty_store_is_refused(run, tmp_path):
    code, _out, err = run(store=tmp_path / "nowhere")

    assert code == 2
    assert "There is no data" in err


def test_as_a_module_it_says_nothing_but_what_it_was_asked(filled):
    done = subprocess.run(
        [sys.executable, "-m", "pages.review", "--period", "2026-Q3", "--store", str(filled.folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Quarterly review 2026-Q3 · Period: 2026-Q3\n")
