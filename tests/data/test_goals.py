"""Goals: every version stays, whatever happens to the file."""

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from data import goals
from data.errors import Refused
from data.goals import Goal

JULY, OCTOBER = date(2026, 7, 1), date(2026, 10, 1)
FIRST = Goal("rep", "r1", "win_rate", 0.3, JULY, datetime(2026, 6, 30, 9, tzinfo=UTC), "Max", note="Q3")
SECOND = Goal(
    "team", "ウエスト", "overdue_deals", 5, OCTOBER, datetime(2026, 9, 1, tzinfo=UTC), "Max", "at_most", "month"
)


def test_nothing_is_set_at_first(tmp_path):
    assert goals.versions(tmp_path / "none yet") == []


def test_versions_are_added_and_none_is_replaced(tmp_path):
    lower = Goal("rep", "r1", "win_rate", 0.25, JULY, datetime(2026, 7, 9, tzinfo=UTC), "Mia")
    back = Goal("rep", "r1", "win_rate", None, OCTOBER, datetime(2026, 9, 9, tzinfo=UTC), "Mia")
    for goal in (SECOND, FIRST, back, lower):
        goals.keep(tmp_path, goal)

    assert goals.versions(tmp_path) == [FIRST, lower, SECOND, back]  # in the order they were set


def test_moments_are_kept_in_utc_and_texts_on_one_line(tmp_path):
    tokyo = datetime(2026, 7, 1, 8, tzinfo=timezone(timedelta(hours=9)))
    goals.keep(tmp_path, Goal("rep", "r1", "won_amount", 1, JULY, tokyo, "Max", note=" two\nlines\u2028\x00 "))

    (kept,) = goals.versions(tmp_path)
    assert (kept.set_at, kept.note) == (datetime(2026, 6, 30, 23, tzinfo=UTC), "two lines")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "region"}, "BAD_SUBJECT"),
        ({"subject": "  "}, "BAD_SUBJECT"),
        ({"measure": "Win rate; drop"}, "BAD_MEASURE"),
        ({"direction": "about"}, "BAD_GOAL"),
        ({"per": "week"}, "BAD_GOAL"),
        ({"target": float("nan")}, "BAD_TARGET"),
        ({"target": float("inf")}, "BAD_TARGET"),
        ({"set_by": ""}, "NO_AUTHOR"),
        ({"note": "x" * 501}, "LONG_NOTE"),
    ],
)
def test_nonsense_is_refused_and_nothing_is_written(tmp_path, change, code):
    values = {name: getattr(FIRST, name) for name in Goal.__dataclass_fields__}

    with pytest.raises(Refused) as refused:
        goals.keep(tmp_path, Goal(**values | change))

    assert refused.value.code == code
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "damage",
    [b"{", b"\xff\xfe", b'{"kind": "rep"}', b"[1]", b"null", b'"x"', b'{"kind": "rep", "subject": "r1", "measu'],
)
def test_a_damaged_line_hides_no_other_and_is_not_overwritten(tmp_path, damage):
    goals.keep(tmp_path, FIRST)
    path = tmp_path / "goals.jsonl"
    path.write_bytes(path.read_bytes() + damage)  # cut short, as by a crash: no line break at its end
    goals.keep(tmp_path, SECOND)

    assert goals.versions(tmp_path) == [FIRST, SECOND]
    assert damage in path.read_bytes()


@pytest.mark.parametrize(
    "change", [{"target": "1"}, {"target": True}, {"subject": 5}, {"from_on": "soon"}, {"per": "week"}, {"more": 1}]
)
def test_a_line_edited_into_nonsense_is_no_goal(tmp_path, change):
    goals.keep(tmp_path, FIRST)
    path = tmp_path / "goals.jsonl"
    entry = json.loads(path.read_text(encoding="utf-8")) | change
    path.write_text(json.dumps(entry), encoding="utf-8")

    assert goals.versions(tmp_path) == []
