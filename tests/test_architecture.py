"""The shape of the house: what the import rules in pyproject.toml cannot say."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = sorted(path for room in ("data", "metrics", "pages", "queries") for path in (ROOT / room).rglob("*.py"))
PAGES = sorted(path for path in (ROOT / "pages").glob("*.py") if path.name != "__init__.py")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> set[str]:
    """The first part of every module that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(str(node.module).partition(".")[0])
    return found


def test_there_are_pages_to_look_at():
    assert {"frame", "overview", "imports", "definitions"} <= {path.stem for path in PAGES}


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_arranges_and_nothing_else(path):
    text = path.read_text(encoding="utf-8")
    assert imports(path).isdisjoint({"pandas", "numpy", "plotly", "duckdb", "sqlalchemy", "queries"})
    assert not re.search(r"\bselect\b.*\bfrom\b", text, re.I)
    # The frame shows no measures; it joins paths of pictures.
    sums = (
        []
        if path.name == "frame.py"
        else [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.BinOp | ast.AugAssign)]
    )
    assert [ast.unparse(node) for node in sums] == []
    assert len(text.splitlines()) <= 120


@pytest.mark.parametrize("path", sorted((ROOT / "pages" / "charts").glob("*.py")), ids=name)
def test_a_chart_draws_from_frames_alone(path):
    assert imports(path).isdisjoint({"streamlit", "duckdb", "sqlalchemy", "queries", "data"})


def test_the_server_knows_only_pages():
    assert imports(ROOT / "app.py").isdisjoint({"data", "metrics", "queries", "pandas", "plotly", "duckdb"})


@pytest.mark.parametrize("path", CODE, ids=name)
def test_no_module_needs_a_scroll_marathon(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", [*CODE, ROOT / "app.py"], ids=name)
def test_nothing_is_shown_as_html(path):
    assert "unsafe_allow_html" not in path.read_text(encoding="utf-8")


def test_metrics_read_no_clock_and_no_files():
    for path in sorted((ROOT / "metrics").rglob("*.py")):
        if path.name == "__main__.py":
            continue
        calls = re.findall(r"\b(?:now|today|utcnow|open|read_text|connect)\(", path.read_text(encoding="utf-8"))
        assert calls == [], path


def test_what_the_readme_shows_exists():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"make (\w+)", text):
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M), target
    for path in re.findall(r"\]\((?!http)([^)]+)\)|`((?:pages|metrics|queries|data|tests)/[\w/]+\.py)`", text):
        assert (ROOT / (path[0] or path[1])).exists(), path
