"""Nothing is shown that cannot be taken along: every chart as a picture, every table as CSV and XLSX."""

import ast
from pathlib import Path

from tests.pages.conftest import ROOT

CODE = sorted((ROOT / "pages").rglob("*.py"))
TABLES, PAPER = "pages/components/tables.py", "pages/components/paper.py"
# Editors: what a file's columns and stages mean is in the file; decisions go out with their review; quotas have
# downloads beside them.
EDITORS = {
    "pages/components/import_report.py",
    "pages/components/questions.py",
    "pages/components/reps_quotas_editor.py",
    "pages/components/review_said.py",
}
# What is not narrowed by a period or filters has nothing to say about them.
UNFILTERED = {
    "pages/components/import_change.py",
    "pages/components/import_log.py",
    "pages/components/import_report.py",
    "pages/components/settings_log.py",
    "pages/components/settings_rates.py",
    "pages/definitions.py",
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def calls(path: Path) -> list[tuple[str, ast.Call]]:
    """Every call of a dotted name."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    found = [node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    return [(ast.unparse(node.func), node) for node in found]


def given(call: ast.Call) -> dict[str | None, str]:
    return {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}


CALLS = [(name(path), what, call) for path in CODE for what, call in calls(path)]
SHOWN = [(path, call) for path, what, call in CALLS if what in ("tables.show", "tables.downloads")]


def places(found) -> list[str]:
    return [f"{path}:{call.lineno}" for path, call in found]


def test_the_walk_sees_charts_and_tables():
    assert sum(what == "st.plotly_chart" for _path, what, _call in CALLS) > 30
    assert len(SHOWN) > 50


def test_a_chart_has_the_buttons_for_pictures_a_key_for_their_name_and_words():
    charts = [(path, call) for path, what, call in CALLS if what == "st.plotly_chart"]
    assert places(found for found in charts if given(found[1]).get("config") != "CONFIG") == []
    assert places(found for found in charts if not {"key", "alt"} <= given(found[1]).keys()) == []


def test_a_table_is_drawn_where_the_downloads_are_made():
    own = {"st.dataframe": {TABLES}, "st.table": {PAPER}, "st.data_editor": EDITORS}
    assert places((path, call) for path, what, call in CALLS if path not in own.get(what, {path})) == []


def test_a_table_without_downloads_of_its_own_has_them_beside_it():
    beside = {path for path, what, _call in CALLS if what == "tables.downloads"}
    bare = [(path, call) for path, call in SHOWN if given(call).get("download") == "False"]
    assert places(found for found in bare if found[0] not in beside) == []


def test_a_download_says_what_was_chosen():
    held = [(path, call) for path, call in SHOWN if given(call).get("download") != "False"]
    assert places(found for found in held if "about" not in given(found[1]) and found[0] not in UNFILTERED) == []
