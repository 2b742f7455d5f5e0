"""`python -m data` as scripts see it: JSON that stays, exit 0 or 2, a sentence on standard error, no traceback."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from data.__main__ import app, run
from data.warehouse import Store, engine
from tests.data.files import csv, rows, state


@dataclass(frozen=True)
class Said:
    """What a command line said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Said]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def data(store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """`python -m data …` on the test's store, within this process."""
    monkeypatch.setenv("QUARTERDECK_STORE", str(store.folder))

    def call(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["data", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            run(app)
        for path in store.folder.glob("warehouse-*.duckdb"):
            engine(path).dispose()
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return Said(int(end.value.code or 0), printed.out, printed.err)

    return call


@pytest.fixture
def deals(tmp_path: Path) -> Path:
    """Three deals, one of them with a date that does not exist."""
    path = tmp_path / "deals.csv"
    path.write_bytes(
        csv(
            "D1,Alpha,Acme,Ann,Proposal,78000.10,2026-09-30,2026-08-01",
            "D2,Beta,Acme,Ann,Closed Won,6,2026-09-15,2026-08-01",
            "D3,Gamma,Acme,Ann,Proposal,1000,2026-02-30,2026-08-01",
        )
    )
    return path


# import


def test_import_tells_what_became_of_every_row(data: Command, deals: Path) -> None:
    said = data("import", deals, "--as-of", "2026-09-20", "--json")
    assert (said.code, said.err) == (0, "")
    assert said.json.keys() == {"release", "imports"}
    assert said.json["release"] == 1
    (report,) = said.json["imports"]
    assert report["import_id"] == 1
    assert report["file"] == "deals.csv"
    assert (report["entity"], report["source"]) == ("opportunities", "salesforce report")
    assert report["rows"] == {"read": 3, "new": 2, "changed": 0, "unchanged": 0, "rejected": 1}
    assert report["amount_total"] == "78006.10"
    assert report["refused"] is None
    (finding,) = report["findings"]
    assert finding["code"] == "BAD_DATE"
    assert finding["rows"] == [4]
    assert finding["message"].endswith(".")
    assert report["rejects"] == [
        {
            "row": 4,
            "column": "Close Date",
            "value": "2026-02-30",
            "code": "BAD_DATE",
            "reason": "Close Date: “2026-02-30” is not a date of the calendar.",
        }
    ]


def test_import_says_it_in_words_too(data: Command, deals: Path) -> None:
    said = data("import", deals)
    assert said.code == 0
    assert "3 rows read = 2 new + 0 changed + 0 unchanged + 1 rejected" in said.out
    assert "control total 78006.10" in said.out


def test_the_same_file_again_is_unchanged(data: Command, deals: Path) -> None:
    data("import", deals)
    again = data("import", deals, "--json").json["imports"][0]["rows"]
    assert again == {"read": 3, "new": 0, "changed": 0, "unchanged": 2, "rejected": 1}


def test_several_files_are_published_together_or_not_at_all(data: Command, deals: Path, store: Store) -> None:
    bad = deals.with_name("letter.csv")
    bad.write_text("Dear Sir or Madam\nThank you for your letter\n")
    said = data("import", deals, bad, "--json")
    assert said.code == 2
    assert said.json["release"] is None
    assert [report["refused"] is None for report in said.json["imports"]] == [True, False]
    assert said.err.startswith("letter.csv: ")
    assert store.current() is None
    team = deals.with_name("team.csv")
    team.write_text("Rep Name,Manager\nAnn,Mia\n")
    said = data("import", deals, team, "--json")
    assert (said.code, said.json["release"]) == (0, 1)
    assert [report["import_id"] for report in said.json["imports"]] == [1, 2]


def test_a_dry_run_publishes_nothing(data: Command, deals: Path, store: Store) -> None:
    said = data("import", deals, "--dry-run", "--json")
    assert said.code == 0
    assert said.json["release"] is None
    assert said.json["imports"][0]["rows"]["new"] == 2
    assert store.current() is None


def test_a_question_is_a_refusal_that_names_the_option_and_the_option_answers_it(
    data: Command, tmp_path: Path, store: Store
) -> None:
    asked = tmp_path / "asked.csv"
    asked.write_bytes(csv("D1,Alpha,Acme,Ann,Handshake,1.234,03/04/2026,01/02/2026"))
    answers: list[str] = []
    for code, *answer in (("AMBIGUOUS_NUMBERS", "--decimal", "comma"), ("AMBIGUOUS_DATES", "--date-order", "dmy")):
        said = data("import", asked, *answers, "--json")
        assert said.code == 2
        assert said.json["imports"][0]["code"] == code
        assert said.err == f"asked.csv: {said.json['imports'][0]['refused']}\n"
        assert " ".join(answer) in said.err
        answers += answer
    assert data("import", asked, *answers, "--stage", "Handshake=won", "--map", "Account Name=-").code == 0
    assert rows(store, "select amount, stage_kind, cast(closed_on as varchar), account_name from opportunities") == [
        (1234, "won", "2026-04-03", None)
    ]


def test_each_column_of_dates_can_be_answered_for(data: Command, tmp_path: Path, store: Store) -> None:
    asked = tmp_path / "asked.csv"
    asked.write_bytes(csv("D1,Alpha,Acme,Ann,Closed Won,5,03/04/2026,01/02/2026"))
    said = data("import", asked, "--date-order", "Close Date=dmy")
    assert said.code == 2
    assert "“Created Date”" in said.err
    assert '--date-order "Created Date=dmy"' in said.err
    assert data("import", asked, "--date-order", "Close Date=dmy", "--date-order", "Created Date=mdy").code == 0
    dates = "select cast(closed_on as varchar), cast(created_on as varchar) from opportunities"
    assert rows(store, dates) == [("2026-04-03", "2026-01-02")]


def test_a_complete_file_removes_what_it_lacks(data: Command, deals: Path, store: Store) -> None:
    data("import", deals, "--as-of", "2026-09-20")
    deals.write_bytes(csv("D1,Alpha,Acme,Ann,Proposal,78000.10,2026-09-30,2026-08-01"))
    data("import", deals, "--as-of", "2026-09-21", "--complete")
    assert rows(store, "select opportunity_id from opportunities where is_deleted") == [("D2",)]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--date-order", "ymd"], "ymd"),
        (["--date-order", "Close Date=ymd"], "ymd"),
        (["--decimal", "dot"], "dot"),
        (["--as-of", "20.9.2026"], "20.9.2026"),
        (["--map", "Amount"], "NAME=VALUE"),
        (["--map", "Amount=amuont"], "amuont"),
        (["--stage", "Proposal=maybe"], "maybe"),
        (["--entity", "opportunitees"], "opportunitees"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_options_that_mean_nothing_are_refused(
    arguments: list[str], told: str, data: Command, deals: Path, store: Store
) -> None:
    said = data("import", deals, *arguments)
    assert said.code == 2
    assert told in said.err
    assert store.current() is None


def test_a_file_that_is_not_there_is_refused(data: Command, tmp_path: Path) -> None:
    said = data("import", tmp_path / "nowhere.csv")
    assert said.code == 2
    assert "There is no file" in said.err


# imports, undo


def test_the_log_has_the_shape_of_an_import(data: Command, deals: Path) -> None:
    made = data("import", deals, "--as-of", "2026-09-20", "--json").json["imports"][0]
    said = data("imports", "--json")
    assert said.code == 0
    assert said.json["release"] == 1
    (entry,) = said.json["imports"]
    shared = ("import_id", "file", "member", "entity", "source", "rows", "amount_total", "findings", "refused")
    assert {name: entry[name] for name in shared} == {name: made[name] for name in shared}
    assert entry["as_of"] == "2026-09-20T23:59:59Z"
    assert entry["undone_at"] is None
    assert "deals.csv: 3 rows, 2 new" in data("imports").out


def test_undo_takes_an_import_back_once(data: Command, deals: Path, store: Store) -> None:
    data("import", deals)
    before = state(store)
    team = deals.with_name("team.csv")
    team.write_text("Rep Name,Manager\nAnn,Mia\n")
    data("import", team)
    said = data("undo", 2, "--json")
    assert (said.code, said.json) == (0, {"release": 3, "undone": 2})
    assert state(store) == before
    assert data("imports", "--json").json["imports"][1]["undone_at"] is not None
    again = data("undo", 2)
    assert again.code == 2
    assert "undone already" in again.err
    assert data("undo", 9).code == 2
    assert data("undo", "last").code == 2


# verify, rebuild, backup, demo


def test_verify(data: Command, deals: Path, store: Store) -> None:
    data("import", deals)
    assert data("verify").out == "Every table reads and every check holds.\n"
    assert data("verify", "--json").json == {"release": 1, "problems": []}
    with store.publish() as connection:
        connection.execute("insert into reps select * from reps")
    said = data("verify", "--json")
    assert said.code == 2
    assert said.json["problems"] == said.err.splitlines()
    assert "1 keys (rep_id) stand more than once in reps." in said.json["problems"]


def test_rebuild(data: Command, deals: Path, store: Store) -> None:
    data("import", deals)
    before = state(store)
    said = data("rebuild", "--json")
    assert (said.code, said.json) == (0, {"release": 2})
    assert state(store) == before
    assert data("rebuild").out == "Rebuilt from the kept uploads as release 3.\n"


def test_backup(data: Command, deals: Path, store: Store, tmp_path: Path) -> None:
    data("import", deals)
    copy = tmp_path / "copy.duckdb"
    said = data("backup", copy, "--json")
    assert (said.code, said.json) == (0, {"release": 1, "path": str(copy)})
    assert copy.read_bytes() == store.require_current().path.read_bytes()
    again = data("backup", copy)
    assert again.code == 2
    assert "exists already" in again.err


def test_demo(data: Command, store: Store) -> None:
    said = data("demo", "--deals", 200, "--seed", 3, "--today", "2026-09-15", "--json")
    assert (said.code, said.json) == (0, {"release": 1})
    assert rows(
        store, "select count(*) > 150, cast(max(created_on) as varchar) <= '2026-09-15' from opportunities"
    ) == [(True, True)]
    refused = data("demo")
    assert refused.code == 2
    assert "holds data already" in refused.err
    assert data("demo", "--if-empty").code == 0
    assert store.require_current().number == 1


@pytest.mark.parametrize("command", [["imports"], ["undo", "1"], ["verify"], ["rebuild"], ["backup", "copy.duckdb"]])
def test_a_store_without_data_is_told_in_words(
    command: list[str], data: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = data(*command)
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert not (tmp_path / "copy.duckdb").exists()


# As a process of its own


def test_a_process_ends_with_the_code_and_the_sentence(deals: Path, store: Store) -> None:
    command = [sys.executable, "-m", "data", "import", str(deals), "--json", "--store", str(store.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["imports"][0]["rows"]["new"] == 2
    deals.write_bytes(b"%PDF-1.7 a picture of a table")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "deals.csv: " + json.loads(done.stdout)["imports"][0]["refused"] + "\n"
    done = subprocess.run([sys.executable, "-m", "data"], capture_output=True, text=True, check=False)
    assert "import" in done.stdout + done.stderr
