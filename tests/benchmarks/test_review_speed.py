"""The deck of a quarter of the demo company, from the command line, against loading the libraries it stands on."""

import os
import subprocess
import sys
from datetime import date
from time import perf_counter

import pytest
from pptx import Presentation

from data import demo
from data.warehouse import Store
from tests.browser.conftest import ROOT

TODAY = date(2026, 11, 20)
MOST_SECONDS, MOST_TIMES_BARE = 5.0, 4.0
_ROUNDS = 3
_BARE = "import babel, duckdb, pandas, plotly.graph_objects, pptx, scipy.stats, sqlalchemy, streamlit, typer"


@pytest.fixture(scope="module")
def company(tmp_path_factory) -> Store:
    """The demo company at its usual size."""
    found = Store(tmp_path_factory.mktemp("demo") / "store")
    demo.build(found, deals=6_000, seed=1, today=TODAY)
    return found


def best(*arguments: str, **environment: str) -> float:
    """Seconds that a Python process takes, at its best."""
    found = []
    for _round in range(_ROUNDS):
        start = perf_counter()
        subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=os.environ | environment, check=True, capture_output=True
        )
        found.append(perf_counter() - start)
    return min(found)


def test_a_deck_is_ready_within_five_seconds(company, tmp_path):
    """Or, on a busy machine, within four times what loading the libraries takes there."""
    path = tmp_path / "q3.pptx"
    asked = ("-m", "pages.review", "--period", "2026-Q3", "--pptx", str(path))
    took = best(*asked, QUARTERDECK_STORE=str(company.folder))
    bare = best("-c", _BARE)
    print(f"\na deck of {len(Presentation(path).slides)} slides in {took:.1f} s, {took / bare:.1f} × its libraries")
    assert took <= max(MOST_SECONDS, MOST_TIMES_BARE * bare)
