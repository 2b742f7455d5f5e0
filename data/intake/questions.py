"""The questions that a column's values leave open: refusals that say what to answer."""

from data.errors import Refused
from data.sentence import Sentence


def mixed_dates(header: str, examples: str) -> Refused:
    """Some dates need the one order, others the other."""
    return Refused(
        "AMBIGUOUS_DATES",
        Sentence(
            "Column “{header}” mixes day-first and month-first dates ({examples}). Which order holds? Dates "
            "that it does not fit are rejected.",
            "Answer with --date-order dmy or --date-order mdy.",
            header=header,
            examples=examples,
        ),
    )


def two_way_dates(header: str, example: str) -> Refused:
    """Every date can be read in both orders, and nothing else of the file tells."""
    return Refused(
        "AMBIGUOUS_DATES",
        Sentence(
            "Every date in column “{header}” can be read day first or month first, such as {example}. Which is it?",
            "Answer with --date-order dmy or --date-order mdy.",
            header=header,
            example=example,
        ),
    )


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
