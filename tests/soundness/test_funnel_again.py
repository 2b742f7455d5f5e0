"""The funnel a second time, in plain loops over the lines of a log: the same figures as queries and metrics give."""

from collections import defaultdict
from datetime import date, timedelta

import pytest

import queries
from data.warehouse import Store, engine
from metrics import funnel
from queries import Scope
from tests.data.files import day, load
from tests.soundness.test_as_of import FIRST, STAGES, WEEKS, as_files, lines

END = FIRST + timedelta(weeks=WEEKS)
OPEN = STAGES[:4]


@pytest.fixture(scope="module", params=[1, 2])
def told(request, tmp_path_factory):
    """The lines of a log, and an engine on a store that has taken them in."""
    store = Store(tmp_path_factory.mktemp("store"))
    found = lines(request.param)
    deals, history = as_files(found, END)
    load(store, deals, as_of=day(str(END)))
    load(store, history, name="history.csv", as_of=day(str(END)))
    release = engine(store.require_current().path)
    yield found, release
    release.dispose()


def stays(found):
    """Deal → (stage, entered, left or None), runs of one stage joined."""
    deals = defaultdict(list)
    for moment, deal, rest in found:
        stage = rest.split(",")[0]
        if not deals[deal] or deals[deal][-1][0] != stage:
            if deals[deal]:
                deals[deal][-1][2] = moment
            deals[deal].append([stage, moment, None])
    return deals


def plain_funnel(found, start: date, end: date):
    """Stage → entered, advanced, lost, open of the deals that entered it in the window."""
    counts = {stage: dict.fromkeys(("entered", "advanced", "lost", "open"), 0) for stage in OPEN}
    for path in stays(found).values():
        steps = [
            (4 if stage == "Closed Won" else STAGES.index(stage), at) for stage, at, _ in path if stage != STAGES[5]
        ]
        for position, stage in enumerate(OPEN):
            reached = [at for step, at in steps if step >= position]
            if not reached or not start <= min(reached) < end:
                continue
            counts[stage]["entered"] += 1
            if any(step > position for step, _ in steps):
                counts[stage]["advanced"] += 1
            else:
                counts[stage]["lost" if path[-1][0] == "Closed Lost" else "open"] += 1
    return counts


@pytest.mark.parametrize("window", [(FIRST, END + timedelta(days=1)), (date(2026, 2, 1), date(2026, 3, 1))])
def test_conversion_by_entry_cohort(told, window):
    found, release = told
    asked = {"period_start": window[0], "period_end": window[1], "group_by": "all"}
    rows = queries.run(release, "funnel/stage_conversion", Scope(), **asked).set_index("stage")
    wanted = plain_funnel(found, *window)
    assert sum(counts["entered"] for counts in wanted.values()) > 20
    for stage, counts in wanted.items():
        got = rows.loc[stage, list(counts)].to_dict() if stage in rows.index else dict.fromkeys(counts, 0)
        assert got == counts, stage


def test_time_in_stage(told):
    found, release = told
    asked = {"period_start": None, "period_end": None, "group_by": "all"}
    frames = [
        queries.run(release, f"funnel/{name}", Scope(), **asked) for name in ("stage_conversion", "stages_reached")
    ]
    dwell = queries.run(release, "funnel/time_in_stage", Scope(), **asked, today=END)
    by_stage = {stage.stage: stage.measures for stage in funnel.stages(*frames, dwell)}
    for stage in OPEN:
        spells = [
            (((left or END) - at).days, left is not None)
            for path in stays(found).values()
            for name, at, left in path
            if name == stage
        ]
        left_over, median = 1.0, None
        for days in sorted({days for days, _ in spells}):
            at_risk = sum(other >= days for other, _ in spells)
            left_over *= 1 - sum(other == days and ended for other, ended in spells) / at_risk
            if median is None and left_over <= 0.5 + 1e-12:
                median = float(days)
        assert by_stage[stage]["time_in_stage"].n == len(spells)
        assert by_stage[stage]["time_in_stage"].value == median


def test_the_order_of_the_lines_does_not_matter(told, tmp_path):
    found, release = told
    deals, history = as_files(found, END)
    head, *rows = history.decode().splitlines()
    store = Store(tmp_path / "store")
    load(store, deals, as_of=day(str(END)))
    load(store, "\n".join([head, *rows[::-1]]).encode(), name="history.csv", as_of=day(str(END)))
    backwards = engine(store.require_current().path)
    for name in ("stage_conversion", "stages_reached"):
        asked = {"period_start": None, "period_end": None, "group_by": "rep"}
        there, here = (queries.run(each, f"funnel/{name}", Scope(), **asked) for each in (release, backwards))
        assert here.equals(there)
    backwards.dispose()
