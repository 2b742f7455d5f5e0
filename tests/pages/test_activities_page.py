"""The Activities page, run over stores made by hand."""

import pytest

from tests.pages.conftest import DEALS, HOSTILE, QUOTAS, REPS, fill, open_app, put, table, texts

# The log runs from 3 to 6 August 2026: four weekdays.
ACTIVITIES = """
    Activity ID | Activity Type | Subject | Assigned To | Deal ID | Start Date Time  | Duration Minutes | Status
    a1          | Call          | Hello   | Ada         | n0      | 2026-08-03 09:00 | 30               | Completed
    a2          | Meeting       | Demo    | Ada         | n0      | 2026-08-04 09:00 | 60               | Completed
    a3          | Meeting       | Demo    | Ada         | n0      | 2026-08-05 09:00 | 60               | No Show
    a4          | Meeting       | Visit   | Bo          | o1      | 2026-08-20 09:00 | 60               | Planned
    a5          | Email         | Offer   | Bo          | o1      | 2026-08-06 09:00 |                  | Completed
    a6          | Task          | Papers  | Bo          | o1      | 2026-08-06 10:00 |                  | Completed
    a7          | Task          | Open    | Bo          | o1      | 2026-08-07 10:00 |                  | Not Started
"""


def with_activities(store, drawn=ACTIVITIES):
    put(store, users=table(REPS), quotas=table(QUOTAS), opportunities=table(DEALS), activities=table(drawn))


def metrics(app):
    return {metric.label: metric.value.replace("\\", "") for metric in app.metric}


def said(app) -> str:
    return texts(app).replace("\\", "").replace("\u2060", "")


def frame(app, column):
    return next(item.value for item in app.dataframe if column in item.value.columns)


def test_an_empty_store_says_what_to_do(store):
    app = open_app("activities")

    assert not app.exception
    assert "Nothing is imported yet" in app.title[0].value


@pytest.mark.parametrize("part", ["time", "meetings", "winning"])
def test_without_activities_the_page_says_what_to_import(store, part):
    fill(store)

    app = open_app("activities", part=part)

    assert not app.exception
    assert metrics(app)["Selling time"] == metrics(app)["No-show rate"] == "–"
    if part == "time":
        assert "Import activities" in said(app)


def test_figures_by_hand(store):
    with_activities(store)

    app = open_app("activities")

    assert not app.exception
    found = metrics(app)
    assert found["Activities"] == "4"  # not the missed meeting, the planned one, the open task
    assert found["Customer-facing"] == "75.0%"  # not the task
    assert found["Prospect meetings"] == "1"
    assert found["No-show rate"] == "50.0%"
    assert found["Meetings per win"] == "0.3"  # 1 ÷ 3 won in the quarter
    reps = frame(app, "activities_done").set_index("group_name")
    assert reps["activities_done"].to_dict() == {"Ada": 2, "Bo": 2}
    # 90 minutes, no holidays set, 540 minutes a day
    assert reps.loc["Ada", "selling_time"] == pytest.approx(90 / (reps.loc["Ada", "working_days"] * 540))
    assert reps.loc["Ada", "working_days"] == 4
    assert reps.loc["Ada", "activity_coverage"] == 2 / 4


def test_the_page_answers_to_the_filters(store):
    with_activities(store)

    assert metrics(open_app("activities", team=["West"]))["Activities"] == "2"
    found = open_app("activities", product=["Widget"])
    assert metrics(found)["Activities"] == "4"
    assert metrics(found)["Selling time"] == "–"
    assert "Working days are not split by segment" in said(found)


def test_groups_and_meetings_have_tables_that_add_up(store):
    with_activities(store)

    teams = frame(open_app("activities", activities_by="team"), "activities_done")
    assert teams[["group_name", "activities_done", "reps"]].to_numpy().tolist() == [["East", 2, 1], ["West", 2, 1]]
    app = open_app("activities", part="meetings")
    assert "1 of 3 meetings with prospects were held in 2026-Q3" in said(app)
    listed = frame(app, "meeting_at")
    assert sorted(listed["state"]) == ["Held", "No-show", "To come"]


def test_without_durations_counts_and_a_sentence_why(store):
    with_activities(store, ACTIVITIES.replace("| 30  ", "|     ").replace("| 60  ", "|     "))

    app = open_app("activities")

    assert metrics(app)["Selling time"] == "–"
    assert metrics(app)["Activities"] == "4"
    assert "counts are not time" in said(app)
    assert "selling_time" not in frame(app, "activities_done").columns


def test_where_nobody_marks_no_shows_none_is_not_zero(store):
    with_activities(store, ACTIVITIES.replace("No Show", "Completed"))

    app = open_app("activities")

    assert metrics(app)["No-show rate"] == "–"
    assert "no meeting is ever marked as missed" in said(app)


def test_effect_says_association_and_claims_nothing_of_few(store):
    with_activities(store)

    app = open_app("activities", part="winning")

    assert not app.exception
    assert "won more often" not in said(app)


def test_the_work_of_each_card_opens(store):
    with_activities(store)
    for name in ("activities_done", "selling_time", "prospect_meetings", "no_show_rate", "meetings_per_win"):
        app = open_app("activities")
        app.button(key=f"work_{name}").click().run()
        assert not app.exception, name


def test_in_japanese(store):
    with_activities(store)

    for part in ("time", "meetings", "winning"):
        app = open_app("activities", part=part, lang="ja")
        assert not app.exception


def test_hostile_names_stay_text(store):
    rows = table(ACTIVITIES)
    rows += [
        [f"h{n}", "Call", text, "Ada", "n0", "2026-08-03 09:00", "30", "Completed"] for n, text in enumerate(HOSTILE)
    ]
    put(store, users=table(REPS), opportunities=table(DEALS), activities=rows)

    app = open_app("activities")

    assert not app.exception
    assert metrics(app)["Activities"] == str(4 + len(HOSTILE))
