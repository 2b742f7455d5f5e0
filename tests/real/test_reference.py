"""Third-party CRM files give the figures that were computed straight from them, to the last digit.

Everything goes through the command lines, as a script of a user would.
"""

import csv
import json
import math
import subprocess
import sys
from datetime import date
from fractions import Fraction
from itertools import pairwise, zip_longest
from pathlib import Path

import pytest

from tests.pages.conftest import open_app

MEASURES = (
    "won_deals",
    "lost_deals",
    "won_amount",
    "win_rate",
    "deal_size_mean",
    "deal_size_median",
    "sales_cycle_median_days",
    "sales_cycle_mean_days",
)
SETS = ("maven-crm", "revops", "zoho")


def run(*arguments: object) -> dict:
    """A command line's JSON; its own words where it fails."""
    done = subprocess.run([sys.executable, "-m", *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def stores(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each set imported whole into a store of its own."""
    folder = tmp_path_factory.mktemp("real")
    for name in (*SETS, "salesforce-connector", "trevor-xlsx"):
        files = sorted(path for path in (real_data / name).iterdir() if path.suffix in (".csv", ".xlsx"))
        outcome = run("data", "import", *files, "--store", folder / name, "--json")
        for report in outcome["imports"]:
            rows = report["rows"]
            assert rows["read"] == rows["new"] + rows["changed"] + rows["unchanged"] + rows["rejected"] > 0
            assert rows["rejected"] == 0
    return {path.name: path for path in folder.iterdir()}


def reference(real_data: Path, name: str) -> dict:
    return json.loads((real_data / name / "reference.json").read_text())


def assert_same(expected: dict, measures: dict) -> None:
    for name in MEASURES:
        if name not in expected:
            continue
        found, wanted = measures[name]["value"], expected[name]
        if wanted is None:
            assert found is None, name
        else:
            assert found is not None, name
            assert math.isclose(found, wanted, rel_tol=1e-9), name


@pytest.mark.parametrize("name", SETS)
def test_everything_agrees_with_the_reference(name: str, stores: dict[str, Path], real_data: Path) -> None:
    assert_same(
        reference(real_data, name)["all"], run("metrics", "report", "--store", stores[name], "--json")["measures"]
    )


@pytest.mark.parametrize("name", ["maven-crm", "revops"])
def test_each_quarter_agrees_with_the_reference(name: str, stores: dict[str, Path], real_data: Path) -> None:
    for expected in reference(real_data, name)["by_quarter"]:
        report = run("metrics", "report", "--store", stores[name], "--period", expected["quarter"], "--json")
        assert_same(expected, report["measures"])


@pytest.mark.parametrize(
    ("name", "key", "label", "by"),
    [
        ("maven-crm", "by_rep", "rep", "rep"),
        ("maven-crm", "by_manager", "manager", "manager"),
        ("maven-crm", "by_region", "region", "territory"),
        ("revops", "by_rep", "rep", "rep"),
        ("zoho", "by_owner", "rep", "rep"),
    ],
)
def test_each_group_agrees_with_the_reference(
    name: str, key: str, label: str, by: str, stores: dict[str, Path], real_data: Path
) -> None:
    report = run("metrics", "report", "--store", stores[name], "--by", by, "--json")
    groups = {group["group"]: group["measures"] for group in report["groups"]}
    for expected in reference(real_data, name)[key]:
        assert_same(expected, groups[expected[label]])


def test_revops_attainment_and_weighted_pipeline(stores: dict[str, Path], real_data: Path) -> None:
    expected = reference(real_data, "revops")
    years = run(
        "metrics", "report", "--store", stores["revops"], "--from", "2023-01-01", "--to", "2025-01-01", "--json"
    )
    attainment = expected["attainment_2023Q1_2024Q4"]["attainment"]
    assert math.isclose(years["measures"]["quota_attainment"]["value"], attainment, rel_tol=1e-8)
    everything = run("metrics", "report", "--store", stores["revops"], "--json")["measures"]
    assert math.isclose(everything["open_amount"]["value"], expected["open_amount"]["a"], rel_tol=1e-9)
    assert math.isclose(everything["weighted_pipeline"]["value"], expected["open_amount"]["w"], rel_tol=1e-9)


def test_trevor_totals(stores: dict[str, Path], real_data: Path) -> None:
    totals = reference(real_data, "trevor-xlsx")["opportunities"]["totals"]
    measures = run("metrics", "report", "--store", stores["trevor-xlsx"], "--json")["measures"]
    assert measures["won_deals"]["value"] == totals["won"]
    assert measures["lost_deals"]["value"] == totals["lost"]
    assert measures["open_deals"]["value"] == totals["open"]
    assert measures["won_amount"]["value"] == totals["won_amount"]
    assert round(measures["win_rate"]["value"], 6) == totals["win_rate_count"]
    assert round(measures["win_rate_amount"]["value"], 6) == totals["win_rate_amount"]
    assert measures["deal_size_median"]["value"] == totals["median_deal_size_won"]


def test_a_second_import_says_nothing_new(stores: dict[str, Path], real_data: Path) -> None:
    files = sorted((real_data / "maven-crm").glob("*.csv"))
    for report in run("data", "import", *files, "--store", stores["maven-crm"], "--json")["imports"]:
        assert (report["rows"]["new"], report["rows"]["changed"]) == (0, 0)


def test_every_store_verifies(stores: dict[str, Path]) -> None:
    for store in stores.values():
        assert run("data", "verify", "--store", store, "--json")["problems"] == []


def test_stage_history_gives_the_reference_conversions_and_dwell_times(stores, real_data):
    """Stages reached as the reference counts them; stays from the log's own days, in plain loops."""
    folder = real_data / "revops"
    wanted = {
        entry["stage"]: entry["deals"]
        for entry in json.loads((folder / "reference.json").read_text())["history_reached"]
    }
    report = run("metrics", "report", "--by", "stage", "--as-of", "2025-12-31", "--store", stores["revops"], "--json")
    groups = {group["group"]: group["measures"] for group in report["groups"]}
    path = ["Prospecting", "Qualification", "Proposal", "Negotiation"]
    assert list(groups)[:4] == path
    for stage in path:
        assert groups[stage]["stage_entered"]["value"] == wanted[stage]
        assert groups[stage]["stage_reached"]["value"] == pytest.approx(wanted[stage] / wanted["Prospecting"])
    for stage, following in pairwise(path):
        assert groups[stage]["stage_conversion"]["value"] == pytest.approx(wanted[following] / wanted[stage])
    # The log has 22 deals won and lost on one day; the deals themselves say lost.
    assert (groups["Negotiation"]["stage_advanced"]["value"], groups["Negotiation"]["stage_lost"]["value"]) == (
        66 - 22,
        22,
    )
    with (folder / "opp_stage_history.csv").open(encoding="utf-8") as file:
        dwell = _dwell(list(csv.DictReader(file)), date(2025, 12, 31))
    assert {stage: groups[stage]["time_in_stage"]["value"] for stage in path} == {
        stage: _median(dwell[stage]) for stage in path
    }


def _dwell(lines: list[dict[str, str]], today: date) -> dict[str, list[tuple[int, bool]]]:
    """Stage → days of each stay and whether it has ended."""
    deals: dict[str, list[dict[str, str]]] = {}
    for line in sorted(lines, key=lambda line: (line["changed_date"], int(line["history_id"]))):
        deals.setdefault(line["opp_id"], []).append(line)
    stays: dict[str, list[tuple[int, bool]]] = {}
    for found in deals.values():
        for line, following in zip_longest(found, found[1:]):
            end = date.fromisoformat(following["changed_date"]) if following else today
            days = (end - date.fromisoformat(line["changed_date"])).days
            stays.setdefault(line["stage"], []).append((days, following is not None))
    return stays


def _median(stays: list[tuple[int, bool]]) -> int | None:
    """Kaplan and Meier's, with fractions so that nothing is rounded."""
    left = Fraction(1)
    for day in sorted({days for days, _ in stays}):
        at_risk = sum(days >= day for days, _ in stays)
        left *= 1 - Fraction(sum(days == day and ended for days, ended in stays), at_risk)
        if left <= Fraction(1, 2):
            return day
    return None


@pytest.mark.parametrize(("key", "by"), [("by_owner", "rep"), ("by_manager", "team"), ("by_source", "source")])
def test_trevor_groups_agree_with_the_reference(key: str, by: str, stores: dict[str, Path], real_data: Path) -> None:
    groups = reference(real_data, "trevor-xlsx")["opportunities"][key]
    report = run("metrics", "report", "--store", stores["trevor-xlsx"], "--by", by, "--json")
    found = {group["group"]: group["measures"] for group in report["groups"]}
    assert found.keys() == groups.keys()
    for name, expected in groups.items():
        values = {measure: told["value"] for measure, told in found[name].items()}
        for measure in ("won", "lost", "open"):
            assert values[f"{measure}_deals"] == expected[measure]
        assert (values["won_amount"], values["open_amount"]) == (expected["won_amount"], expected["open_amount"])
        assert round(values["win_rate"], 6) == expected["win_rate_count"]
        assert round(values["win_rate_amount"], 6) == expected["win_rate_amount"]
        assert round(values["deal_size_mean"], 4) == expected["avg_deal_size_won"]
        assert values["deal_size_median"] == expected["median_deal_size_won"]
        cycle = expected["cycle_days_won"]
        assert round(values["sales_cycle_mean_days"], 4) == round(cycle["mean"], 4)
        assert values["sales_cycle_median_days"] == cycle["median"]


def test_revops_attainment_of_each_rep_and_quarter(stores: dict[str, Path], real_data: Path) -> None:
    """Σ won ÷ Σ quota per rep, in plain loops over the files."""
    with (real_data / "revops" / "quota_targets.csv").open(encoding="utf-8") as file:
        quotas = {(line["rep_name"], line["quarter"]): float(line["quota_amount"]) for line in csv.DictReader(file)}
    with (real_data / "revops" / "opportunities.csv").open(encoding="utf-8") as file:
        deals = [line for line in csv.DictReader(file) if line["stage"] == "Closed Won"]
    for quarter in sorted({quarter for _rep, quarter in quotas}):
        report = run("metrics", "report", "--store", stores["revops"], "--period", quarter, "--by", "rep", "--json")
        found = {group["group"]: group["measures"] for group in report["groups"]}
        for (rep, of_quarter), quota in quotas.items():
            if of_quarter == quarter:
                won = math.fsum(
                    float(line["amount"])
                    for line in deals
                    if line["owner"] == rep and _quarter(line["close_date"]) == quarter
                )
                assert found[rep]["quota"]["value"] == pytest.approx(quota)
                assert found[rep]["quota_attainment"]["value"] == pytest.approx(won / quota)


def _quarter(day: str) -> str:
    return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"


BOARDS = [
    ("maven-crm", "by_rep", "rep", "rep"),
    ("maven-crm", "by_manager", "manager", "manager"),
    ("maven-crm", "by_region", "region", "territory"),
    ("revops", "by_rep", "rep", "rep"),
    ("zoho", "by_owner", "rep", "rep"),
]


@pytest.mark.parametrize(("name", "key", "label", "by"), BOARDS)
def test_the_board_and_the_ranking_show_the_reference_of_each(name, key, label, by, stores, real_data, monkeypatch):
    """What the Reps page shows for each rep or team is the reference's; the ranking leans on it and says from what."""
    monkeypatch.setenv("QUARTERDECK_STORE", str(stores[name]))
    always = {"period": "2000-01-01..2039-12-31", "board_by": by, "board_columns": ",".join(_SHOWN)}
    app = open_app("reps", **always)
    assert not app.exception
    frame = next(item.value for item in app.dataframe if "win_rate_n" in item.value.columns)
    board = {row["group"]: row for row in frame.to_dict("records")}
    for expected in reference(real_data, name)[key]:
        row, decided = board[expected[label]], expected["won_deals"] + expected["lost_deals"]
        assert row["win_rate_n"] == decided
        assert row["win_rate"] == pytest.approx(expected["won_deals"] / decided if decided else math.nan, nan_ok=True)
        for measure in set(_SHOWN) & set(expected) - {"win_rate"}:
            wanted = math.nan if expected[measure] is None else expected[measure]
            # money without cents, days with one decimal on the screen
            room = 0.06 if measure.endswith("days") else 0.5
            assert row[measure] == pytest.approx(wanted, abs=room, nan_ok=True), measure
    if by == "rep":
        ranked = open_app("reps", reps_part="ranking", rank_over="period", period=always["period"])
        rows = next(item.value for item in ranked.dataframe if "place" in item.value.columns).set_index("group_name")
        for expected in reference(real_data, name)[key]:
            decided = expected["won_deals"] + expected["lost_deals"]
            if not decided:
                assert expected[label] not in rows.index
                continue
            row = rows.loc[expected[label]]
            assert row["raw"] == pytest.approx(expected["won_deals"] / decided, abs=1e-6)
            assert row["n"] == decided
            assert row["low"] <= row["value"] <= row["high"]
            # between the two, but for what an average over norms that may hold adds
            assert min(row["raw"], row["norm"]) - 0.02 <= row["value"] <= max(row["raw"], row["norm"]) + 0.02


_SHOWN = ("won_amount", "win_rate", "deal_size_mean", "deal_size_median", "sales_cycle_median_days")
