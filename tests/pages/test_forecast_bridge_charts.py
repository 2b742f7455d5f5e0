"""The drawings of bridge and what-if: what stands where."""

import pandas as pd

from pages.charts import forecast_bridge, forecast_what_if

WORDS = {"base": "<b>Base", "supposed": "Supposed", "quota": "Quota"}


def money(amount: float) -> str:
    return f"${amount:.0f}"


def test_the_bridge_shows_the_changes_only_and_marks_both_forecasts():
    bars = pd.DataFrame(
        [("start", 0.0, 1000.0, 0), ("won", 1000.0, 50.0, 1), ("lost", 1050.0, -20.0, 2), ("end", 0.0, 1030.0, 0)],
        columns=["cause", "base", "amount", "deals"],
    )
    figure = forecast_bridge.waterfall(bars, names=["Then", "<i>Won", "Lost", "Now"], labels=["1", "2", "3", "4"])

    low, high = figure.layout.xaxis.range
    assert 990 < low < 1000
    assert 1050 < high < 1060
    drawn = figure.data[1]
    assert (list(drawn.base), list(drawn.x), list(drawn.y)) == ([1000, 1050], [50, -20], [1, 2])
    marks = [shape.x0 for shape in figure.layout.shapes if shape.line.width == 4]
    assert marks == [1000, 1030]
    assert "&lt;i&gt;Won" in figure.layout.annotations[1].text


def test_dots_stand_on_their_side_of_the_quota():
    base, supposed = [100.0 + step for step in range(20)], [90.0 + step for step in range(20)]
    figure = forecast_what_if.dots(base, supposed, quota=107.3, money=money, words=WORDS)

    drawn = {trace.name: trace for trace in figure.data}
    assert sum(x >= 107.3 for x in drawn["&lt;b&gt;Base"].x) == 12  # 108 to 119
    assert sum(x >= 107.3 for x in drawn["Supposed"].x) == 2  # 108 and 109
    low, high = figure.layout.xaxis.range
    assert all(low <= x <= high for trace in figure.data for x in trace.x)
    points = [(x, y) for trace in figure.data for x, y in zip(trace.x, trace.y, strict=True)]
    assert len(set(points)) == 40  # none hides another


def test_dots_of_one_amount_stand_on_each_other():
    figure = forecast_what_if.dots([5.0] * 20, [5.0] * 20, quota=None, money=money, words=WORDS)

    assert {x for trace in figure.data for x in trace.x} == {5.5}
    assert sorted(figure.data[1].y) == list(range(20))


def test_a_single_day_of_creation_is_a_point():
    days = pd.DataFrame({"day": pd.to_datetime(["2026-08-16"]), "share": [0.0]})
    figure = forecast_what_if.created_share(days, last_day=None, percent=str, day=str, words={"last": "last"})

    assert figure.data[0].mode == "lines+markers"
    assert figure.layout.yaxis.range == (0, 1.0)
