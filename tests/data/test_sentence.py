"""A sentence is English text that can be said again in another language."""

import ast
import copy
import pickle
from pathlib import Path

import pytest

from data import packs, sentence
from data.errors import Refused
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
        assert said(whole) == "使われない列：" + "、".join(f"「name {number}」" for number in range(12)) + "ほか2件。"


def test_signs_of_formats_in_values_stay_as_they_are():
    assert Sentence("There is no file {path}.", path="{0} {name}") == "There is no file {0} {name}."


def test_text_that_is_no_sentence_stays_as_it_is():
    assert sentence.as_json("plain") is None
    assert sentence.from_json("plain", None) == said("plain") == "plain"


# What only a command line says, in English: see its own help.
COMMANDS = {ROOT / "data/__main__.py", ROOT / "pages/review/command.py"}
SAYING = sorted({path for folder in ("data", "pages") for path in (ROOT / folder).rglob("*.py")} - COMMANDS)


def calls_in(path):
    return [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]


@pytest.mark.parametrize("path", SAYING, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_refused_or_found_in_words_that_cannot_be_translated(path):
    made = [call for call in calls_in(path) if getattr(call.func, "id", "") in ("Refused", "Finding")]
    said_last = [text.values[-1] if isinstance(text, ast.BoolOp) else text for text in (call.args[1] for call in made)]
    assert not [text.lineno for text in said_last if isinstance(text, ast.Constant | ast.JoinedStr)]


def test_a_refusal_is_said_in_the_language_of_the_reader(tmp_path):
    with pytest.raises(Refused) as refusal:
        packs.read(tmp_path, 7)
    assert refusal.value.message == "There is no pack 7 here."
    with i18n.speaking("ja", None):
        assert said(refusal.value.message) == "確定版7はありません。"


def test_pages_say_refusals_in_the_language_of_the_reader():
    """Each `error.message` is said, but for the one that a job keeps until it is asked for."""
    bare = []
    for path in (ROOT / "pages/components").rglob("*.py"):
        told = [call for call in calls_in(path) if getattr(call.func, "id", "") in ("said", "tell") and call.args]
        places = {(call.args[0].lineno, call.args[0].col_offset) for call in told}
        nodes = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)]
        messages = [node for node in nodes if ast.unparse(node) == "error.message"]
        bare += [path.stem for node in messages if (node.lineno, node.col_offset) not in places]
    assert bare == ["jobs"]
