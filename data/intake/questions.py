"""The questions that a column's values leave open: refusals that say what to answer."""

from collections.abc import Mapping

from data.errors import Refused
from data.sentence import Sentence


def mixed_dates(header: str, dates: str) -> Refused:
    """Some dates of a column need the one order, others the other."""
    return Refused(
        "AMBIGUOUS_DATES",
        Sentence(
            "{headers} mixes day-first and month-first dates ({dates}). Which order holds? Dates that it does not fit"
            " are rejected.",
            _date_orders(header),
            headers=[header],
            dates=dates,
        ),
    )


def two_way_dates(examples: Mapping[str, str]) -> Refused:
    """Every date of some columns can be read in both orders, and nothing else of the file tells.

    examples: header → one of its dates.
    """
    headers = list(examples)
    return Refused(
        "AMBIGUOUS_DATES",
        Sentence(
            "Every date in {headers} can be read day first or month first, such as {examples}. Which is it?",
            _date_orders(headers[0]),
            headers=headers,
            examples=list(examples.values()),
        ),
    )


def _date_orders(header: str) -> str:
    return f'Answer with --date-order dmy or --date-order mdy, for one column with --date-order "{header}=dmy".'


def mixed_numbers(header: str) -> Refused:
    """Some numbers need the one decimal mark, others the other."""
    return Refused(
        "AMBIGUOUS_NUMBERS",
        Sentence(
            "Column “{header}” mixes numbers with decimal point and with decimal comma. Which "
            "holds? Numbers that it does not fit are rejected.",
            "Answer with --decimal point or --decimal comma.",
            header=header,
        ),
    )


def two_way_numbers(header: str, example: str) -> Refused:
    """A number can be read with either decimal mark, and nothing else tells."""
    return Refused(
        "AMBIGUOUS_NUMBERS",
        Sentence(
            "Column “{header}” has numbers such as {example}: is the mark a decimal point or does it part thousands?",
            "Answer with --decimal point or --decimal comma.",
            header=header,
            example=example,
        ),
    )
