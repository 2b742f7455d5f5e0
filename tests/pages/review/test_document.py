"""Reviews as text: what is read back is what was written."""

import pytest

from pages.review.document import from_json
from tests.pages.review.samples import EVERY, ORDINARY


@pytest.mark.parametrize("name", EVERY)
def test_a_document_read_back_is_the_same(name):
    again = from_json(EVERY[name].to_json())

    assert again == EVERY[name]
    assert again.to_json() == EVERY[name].to_json()


def test_a_text_that_is_no_review_is_refused():
    for text in ("", "{}", "[]", ORDINARY.to_json()[:-9]):
        with pytest.raises(ValueError, match="Document"):
            from_json(text)


def test_an_edited_headline_keeps_what_was_computed():
    edited = ORDINARY.edited({"result": "We fell short", "outlook": ""}).edited({"result": "We fell short, twice"})

    assert edited.section("result").headline == "We fell short, twice"
    assert edited.section("result").computed == "2026-Q3 ended $65K short of its quota of $1M"
    assert edited.section("outlook") == ORDINARY.section("outlook")


def test_values_are_written_as_the_document_says():
    assert ORDINARY.write(935_001.0, "money") == "$935K"
    assert ORDINARY.write(None, "share") == "–"
    assert ORDINARY.write("2026-09-30", "date") == "Sep 30, 2026"
    assert EVERY["japanese"].write(93_500_100.0, "money") == "￥9350万"
