"""A sentence is English text that can be said again in another language."""

import ast
import copy
import pickle
from pathlib import Path

import pytest

from data import sentence
from data.sentence import Sentence
from pages.components import i18n
from pages.components.said import said

ROOT = Path(__file__).parents[2]
TOLD = Sentence(
    "This looks like {entity}, but no column is known to be: {fields}.",
    'Say --map "X=stage".',
    entity="stage_history",
    fields=[("stage", "status"), ("close_on",)],
)


def test_it_reads_as_english_with_what_the_command_line_adds():
    assert TOLD == (
        'This looks like stage history, but no column is known to be: stage or status, close on. Say --map "X=stage".'
    )


@pytest.mark.parametrize(
    "again",
    [copy.copy(TOLD), pickle.loads(pickle.dumps(TOLD)), sentence.from_json(str(TOLD), sentence.as_json(TOLD))],
)
def test_it_is_still_one_when_it_is_copied_or_kept(again):
    assert again == TOLD
    with i18n.speaking("ja", None):
        assert said(again) == "フェーズ履歴のようですが、次に当たる列が分かりません：フェーズ / 状況, 完了予定日。"


def test_a_sentence_within_a_sentence_is_translated_too():
    whole = Sentence("{file}: {problem}", file="a.csv", problem=Sentence("The file is empty. Export it again."))
    kept = sentence.from_json(str(whole), sentence.as_json(whole))
    assert kept == "a.csv: The file is empty. Export it again."
    with i18n.speaking("ja", None):
        assert said(kept) == "a.csv：ファイルが空です。出力し直してください。"


def test_long_lists_are_cut_and_texts_quoted():
    names = [f"name {number}" for number in range(14)]
    whole = Sentence("These columns are not used: {headers}.", headers=names)
    shown = ", ".join(f"“name {number}”" for number in range(12))
    assert whole == f"These columns are not used: {shown} and 2 more."
    with i18n.speaking("ja", None):
        assert said(whole) == f"使われない列：{shown}ほか2件。"


def test_signs_of_formats_in_values_stay_as_they_are():
    assert Sentence("There is no file {path}.", path="{0} {name}") == "There is no file {0} {name}."


def test_text_that_is_no_sentence_stays_as_it_is():
    assert sentence.as_json("plain") is None
    assert sentence.from_json("plain", None) == said("plain") == "plain"


@pytest.mark.parametrize("path", sorted((ROOT / "data/intake").rglob("*.py")), ids=lambda path: path.stem)
def test_intake_says_nothing_that_cannot_be_translated(path):
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    made = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in ("Refused", "Finding")]
    plain = [call.lineno for call in made if isinstance(call.args[1], ast.Constant | ast.JoinedStr)]
    assert not plain
