"""Bad files as analysts really upload them, each with the outcome that its manifest says."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from data.intake import Options, Upload, import_files
from data.warehouse import Store


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    folder = metafunc.config.getoption("--nasty")
    cases = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    metafunc.parametrize("case", cases, ids=[case["file"] for case in cases])


def test_ends_as_the_manifest_says(case: dict, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    content = (pytestconfig.getoption("--nasty") / case["file"]).resolve()
    store = Store(tmp_path / "store")
    outcome = import_files(
        store, [Upload(case["upload_name"], content)], Options(), now=datetime(2026, 11, 20, tzinfo=UTC)
    )
    report = outcome.imports[0]
    codes = {finding.code for finding in report.findings} | ({report.code} if report.code else set())
    assert set(case["codes"]) <= codes
    assert {path.name for path in tmp_path.iterdir()} == {"store"}
    if case["expect"] == "refuse":
        assert report.refused
        assert outcome.release is None
        assert store.current() is None
        return
    rows = report.rows
    assert report.refused is None
    assert bool(codes) == (case["expect"] == "warn")
    assert (rows.new, rows.rejected) == (case["rows_ok"], case["rows_rejected"])
    assert report.amount_total == Decimal(case["sum_amount"])
