"""Stores made by hand, and the app run over them without a browser."""

import csv
import io
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from streamlit.testing.v1 import AppTest

from data.intake import Options, Upload, import_files
from data.warehouse import Store

ROOT = Path(__file__).parents[2]

# Texts that must reach the reader as they are: formula, script, link, colour, formula again, image, icon, mail.
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    ":red[alarm]",
    "$a$ and $b$",
    "![p](http://example.com/p.png)",
    ":material/delete: :smile:",
    "www.example.com a@example.com -> **bold**",
)


@pytest.fixture
def store(tmp_path, monkeypatch):
    """An empty store, which the app is told to use."""
    monkeypatch.setenv("QUARTERDECK_STORE", str(tmp_path / "store"))
    return Store(tmp_path / "store")


@pytest.fixture
def as_readers_see_it():
    """Ask for it to let an error of ours be told on the page."""


@pytest.fixture(autouse=True)
def unforeseen(request, monkeypatch):
    """An error of ours fails the test."""
    if "as_readers_see_it" in request.fixturenames:
        return

    def fail(_page, error):
        raise error

    monkeypatch.setattr("pages.components.trouble.show", fail)


REPS = """
    User ID | Full Name | Team | Region
    r1      | Ada       | West | EMEA
    r2      | Bo        | East | APAC
"""
QUOTAS = """
    Rep Name | Quarter | Quota
    Ada      | 2026-Q3 | 400
    Bo       | 2026-Q3 | 600
"""
# Known up to 15 August 2026. Won in 2026-Q3: 100 + 300 = 400 of a quota of 1000; lost: one; the quarter before: 200.
DEALS = """
    Deal ID | Deal Name    | Owner | Stage       | Amount | Prob % | Created Date | Close Date | Product | Segment
    w1      | Won one      | Ada   | Closed Won  | 100    | 100    | 2026-06-20   | 2026-07-10 | Widget  | SMB
    w2      | Won two      | Bo    | Closed Won  | 300    | 100    | 2026-06-30   | 2026-08-10 | Widget  | SMB
    w3      | No amount    | Bo    | Closed Won  |        | 100    | 2026-06-30   | 2026-08-11 | Widget  | SMB
    l1      | Lost one     | Ada   | Closed Lost | 50     | 0      | 2026-06-01   | 2026-07-20 | Widget  | SMB
    w0      | Before       | Ada   | Closed Won  | 200    | 100    | 2026-04-01   | 2026-04-20 | Widget  | SMB
    o1      | Open late    | Bo    | Proposal    | 80     | 50     | 2026-08-01   | 2026-08-01 | Widget  | SMB
    n0      | Acme renewal | Ada   | Talk        | 1000   | 20     | 2026-08-01   | 2026-09-15 | Widget  | SMB
"""


def table(drawn: str) -> list[list[str]]:
    """The cells of a table drawn with bars, header first."""
    return [[cell.strip() for cell in line.split("|")] for line in drawn.strip().splitlines()]


def put(store: Store, **files: list[list[str]]) -> None:
    """Import tables as CSV files of these names, together, as of 15 August 2026."""
    if store.current():
        _take(store, files)
    else:
        once(store, repr(files), lambda made: _take(made, files))


def _take(store: Store, files: dict[str, list[list[str]]]) -> None:
    uploads = []
    for name, rows in files.items():
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        uploads.append(Upload(f"{name}.csv", text.getvalue().encode()))
    as_of = datetime(2026, 8, 15, 18, tzinfo=UTC)
    outcome = import_files(store, uploads, Options(as_of=as_of, stages={"Talk": "open"}), now=as_of)
    assert outcome.release, [report.refused for report in outcome.imports]


_MADE: dict[str, TemporaryDirectory] = {}


def once(store: Store, name: str, make: Callable[[Store], object]) -> None:
    """Let an empty store hold what `make` puts into one: many tests begin alike, and importing takes a second."""
    if name not in _MADE:
        folder = TemporaryDirectory(prefix="quarterdeck-tests-")
        make(Store(Path(folder.name)))
        _MADE[name] = folder  # only now: what failed half-way is not to be copied
    shutil.copytree(_MADE[name].name, store.folder, dirs_exist_ok=True)


def fill(store: Store, *more: list[str]) -> None:
    """The deals, reps and quotas above; `more`: further rows of deals."""
    put(store, users=table(REPS), quotas=table(QUOTAS), opportunities=[*table(DEALS), *more])


def open_app(page: str = "overview", **query: str | list[str]) -> AppTest:
    """The app at a page, opened by a link with this query."""
    app = AppTest.from_file(str(ROOT / "pages" / "frame.py"), default_timeout=60)
    app.query_params.update(query)
    if page != "overview":
        app.switch_page(f"{page}.py")  # by its address, which is the name of its file: no other page is run first
    return app.run()


def texts(app: AppTest) -> str:
    """Everything the page says in Markdown places, metrics included."""
    parts = [
        item.value
        for kind in ("title", "header", "subheader", "markdown", "caption", "info", "error", "warning")
        for item in app.get(kind)
    ]
    return "\n".join([*parts, *(f"{metric.label} {metric.value}" for metric in app.metric)])
