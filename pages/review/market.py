"""Leads and customers: who waits for an answer, and which kinds of customer are won more or less often."""

from collections.abc import Sequence

from metrics.periods import add_months
from metrics.review import customers
from metrics.review.customers import Kind
from pages.components import fit_figures, fit_words, session, words
from pages.components.i18n import _
from pages.review import leads, notes
from pages.review.basis import Basis
from pages.review.document import Column, Section, Table

_MONTHS = 24  # of decided deals that kinds of customer are told from
_LISTED = 40


def market(basis: Basis) -> Section:
    """What tells customers apart, and how soon leads are answered."""
    waits = leads.waits(basis)
    found = _customers(basis)
    kinds = customers.kinds(found)
    said = [*map(_kind, customers.told(found, kinds)), *leads.told(waits)]
    headline = said[0] if said else _nothing(kinds, found, waits.count)
    return Section(
        key="market",
        title=_("Leads and customers"),
        headline=headline,
        lines=tuple(said[1:]),
        cards=leads.cards(waits),
        charts=leads.charts(waits),
        tables=(*leads.tables(waits), *_table(kinds)),
        notes=(
            *notes.of("speed_to_lead"),
            leads.note(),
            _(
                "Kinds of customer: by what is known today of the accounts whose deals were decided in the two years up"
                " to the quarter's end: industry, country, size, tools used and the like, one of them or two together;"
                " numbers are split at their median. Win rates by Welch's test over accounts and by Fisher's exact test"
                " of the deals, whichever is less sure; chance alone would show any difference in less than 0.25 % of"
                " cases (Holm over all kinds). What winners have in common need not be why they buy."
            ),
        ),
    )


def _customers(basis: Basis) -> customers.Customers:
    end = basis.windows["now"].end
    deals = session.fetch("fit/decided", basis.choice.scope, period_start=add_months(end, -_MONTHS), period_end=end)
    known = fit_figures.attributes(basis.choice)
    known = known[(known["entity"] == "accounts") & known["name"].isin(customers.ASKED)]
    values = {code: fit_figures.values(code, basis.choice) for code in known["code"]}
    return customers.customers(deals, values, set(known.loc[known["is_number"], "code"]))


def _nothing(kinds: Sequence[Kind], found: customers.Customers, waits: int) -> str:
    """That nothing is beyond chance, or that there is nothing to look at."""
    if not kinds and not waits:
        return _(
            "Too little is known of leads and of what customers are like; import leads and accounts to see who waits"
            " and who buys"
        )
    text = _(
        "No kind of customer and no group of leads differs from the others by more than chance ({n} deals, {m} leads)"
    )
    return text.format(n=words.number(float(found.accounts["n"].sum())), m=words.number(waits))


def _kind(kind: Kind) -> str:
    text = (
        _("Customers of “{who}” are won more often: {own} of the deals, against {others} of all others (n = {n})")
        if kind.is_better
        else _("Customers of “{who}” are won less often: {own} of the deals, against {others} of all others (n = {n})")
    )
    return text.format(
        who=fit_words.profile(kind.conditions),
        own=words.percent(kind.own.value, 0),
        others=words.percent(kind.others.value, 0),
        n=words.number(kind.own.n),
    )


def _table(kinds: Sequence[Kind]) -> tuple[Table, ...]:
    if not kinds:
        return ()
    return (
        Table(
            key="customers",
            title=_("Kinds of customer whose win rates stand out most"),
            columns=(
                Column(_("Customers")),
                Column(words.label("win_rate"), "share"),
                Column("n", "number"),
                Column(_("All others"), "share"),
                Column("n", "number"),
                Column(_("More than chance?")),
            ),
            rows=tuple(
                (
                    fit_words.profile(kind.conditions),
                    kind.own.value,
                    kind.own.n,
                    kind.others.value,
                    kind.others.n,
                    _("yes") if kind.is_told else _("no"),
                )
                for kind in kinds[:_LISTED]
            ),
            shown=10,
        ),
    )
