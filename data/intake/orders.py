"""Which order the dates of each column have: told by its own values, answered, or like the file's other dates."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from data.intake import questions
from data.intake.columns import Answers, Column
from data.intake.dates import DateOrder, Found, differs_by_order, evidence_of, examples

_NAMES = {"dmy": "day first", "mdy": "month first"}

# The distinct texts of a column, each as far as it can be read without an order.
Texts = Mapping[str, tuple[Found, timedelta | None]]


def date_orders(
    columns: Sequence[Column], found: Mapping[int, Texts], answers: Answers, fell_back: set[str | int]
) -> dict[int, DateOrder]:
    """Column index → the order of its dates; how it was told is noted in the column.

    found: column index → its texts. fell_back: takes in which earlier answers were needed: date_order, or the index of
    a column that has one of its own. Refused with a question about all columns whose order nothing tells.
    """
    told = {index: evidence_of(day for day, _at in texts.values()) for index, texts in found.items()}
    sure = {next(iter(orders)) for orders in told.values() if len(orders) == 1}
    decided: dict[int, DateOrder] = {}
    asked: dict[str, str] = {}
    for column in columns:
        texts, own = found[column.index], told[column.index]
        two_way = next((text for text, (day, _at) in texts.items() if differs_by_order(day)), None)
        if two_way is None:
            decided[column.index] = "dmy"  # every date was written unmistakably, so the order makes no difference
            continue
        column.is_two_way = len(own) != 1
        order, how = _order_of(column, own, sure, answers, fell_back)
        if order is not None:
            decided[column.index] = order
            column.how = _NAMES[order] + how
        elif own:
            raise questions.mixed_dates(column.name, examples(list(texts)))
        else:
            asked[column.name] = two_way
    if asked:
        raise questions.two_way_dates(asked)
    return decided


def _order_of(
    column: Column, own: set[DateOrder], sure: set[DateOrder], answers: Answers, fell_back: set[str | int]
) -> tuple[DateOrder | None, str]:
    """The first order that something tells, and what does.

    own: what the column's values need; sure: what those of the other columns tell. An earlier answer about this very
    column comes before the other columns, since it was given beside them; one about the whole file comes after.
    """
    if len(own) == 1:
        return next(iter(own)), ""
    if order := answers.date_orders.get(column.index) or answers.date_order:
        return order, "; as you said"
    earlier = answers.earlier or Answers()
    if order := earlier.date_orders.get(column.index):
        fell_back.add(column.index)
        return order, "; as answered before"
    if not own and len(sure) == 1:
        return next(iter(sure)), "; like the file's other dates"
    if order := earlier.date_order:
        fell_back.add("date_order")
        return order, "; as answered before"
    return None, ""
