"""What an import changes, in words: effects, gains and losses of a category or owner, and what looks like a slip."""

from collections.abc import Iterable, Mapping

from metrics.import_changes import EFFECTS, Unusual
from pages.components import words
from pages.components.i18n import _, ngettext
from pages.components.pipeline_words import signed
from pages.components.safety import markdown


def effect(code: str) -> str:
    """An effect as people call it."""
    return {
        "new": _("New"),
        "reopened": _("Reopened"),
        "returned": _("Back again"),
        "raised": _("Raised"),
        "cut": _("Cut"),
        "category": _("Other category"),
        "owner": _("Other owner"),
        "won": _("Won"),
        "lost": _("Lost"),
        "deleted": _("Deleted"),
        "missing": _("Missing from this file"),
        "withdrawn": _("No longer known"),
        "pushed": _("Pushed"),
        "pulled_in": _("Pulled in"),
        "booked": _("Added to bookings"),
        "unbooked": _("Bookings taken back"),
        "restated": _("Bookings restated"),
    }[code]


def account_name(code: str) -> str:
    """What an account adds up to."""
    return {
        "pipeline": _("Open pipeline"),
        "bookings": _("Bookings"),
        "dates": _("Close dates moved"),
    }[code]


def counted(code: str, deals: int) -> str:
    """So many deals with an effect, as a part of a sentence."""
    texts = {
        "new": _("{n} new"),
        "reopened": _("{n} reopened"),
        "returned": _("{n} back again"),
        "raised": _("{n} raised"),
        "cut": _("{n} cut"),
        "category": _("{n} with another category"),
        "owner": _("{n} handed over"),
        "won": _("{n} won"),
        "lost": _("{n} lost"),
        "deleted": _("{n} deleted"),
        "missing": _("{n} missing from this file"),
        "withdrawn": _("{n} no longer known"),
        "pushed": _("{n} pushed"),
        "pulled_in": _("{n} pulled in"),
        "booked": _("{n} booked"),
        "unbooked": _("{n} taken back"),
        "restated": _("{n} with another amount"),
    }
    return texts[code].format(n=words.number(deals))


def line(name: str, row: Mapping[str, object], currency: str) -> str:
    """What a category or an owner gains or loses, and by what. Markdown-safe.

    row: as `metrics.import_changes.by` makes them.
    """
    told = [counted(code, int(str(row[f"{code}_deals"]))) for code in EFFECTS if row.get(f"{code}_deals")]
    net = signed(float(str(row["net"])), currency)
    return f"**{markdown(f'{name} {net}')}**: {markdown(', '.join(told))}"


def account(rows: Iterable[Mapping[str, object]], currency: str) -> str:
    """The effects of one account with their deals and money, as a list in one line, in plain text."""
    found = {str(row["effect"]): row for row in rows}
    return ", ".join(
        f"{counted(code, int(str(found[code]['deals'])))} ({signed(float(str(found[code]['amount'])), currency)})"
        for code in EFFECTS
        if code in found
    )


def unusual(item: Unusual) -> str:
    """What looks like a slip of the file, and what to look at, in plain text."""
    texts = {
        "amounts_times": _("{n} of {of} changed amounts are {detail} times what they were: has the unit changed?"),
        "amounts_part": _("{n} of {of} changed amounts are a {detail}th of what they were: has the unit changed?"),
        "amounts_blanked": _("{n} of {of} deals lose their amount: does the export still have the column?"),
        "dates_all_moved": _("The close dates of {n} of {of} open deals move: are days and months swapped?"),
        "dates_moved_alike": _("The close dates of {n} of {of} open deals move by the same {detail} days."),
        "created_on_one_day": _("{n} deals were created on one day; on a busy day it is {detail}: a mass import?"),
        "owners_changed": _("{n} of {of} open deals have another owner."),
        "stages_changed": _("{n} of {of} open deals have another stage: were stages renamed?"),
        "wins_taken_back": ngettext(
            "{n} won deal is no longer won: bookings that were reported change.",
            "{n} won deals are no longer won: bookings that were reported change.",
            item.deals,
        ),
        "open_gone": _("{n} of {of} open deals are not in the file: does it really hold every deal?"),
    }
    return texts[item.code].format(
        n=words.number(item.deals), of=words.number(item.of), detail=words.number(item.detail)
    )
