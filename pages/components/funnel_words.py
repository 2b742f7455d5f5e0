"""Bottlenecks in words: what is wrong, what to do about it, and how sure that is. Plain text, never markup."""

from datetime import timedelta

from metrics.bottlenecks import Finding
from pages.components import session, words
from pages.components.funnel_search import Found
from pages.components.i18n import _, ngettext


def dimensions() -> dict[str, str]:
    """Names of the dimensions that bottlenecks are looked for in."""
    return {
        "all": _("All deals"),
        "team": _("Team"),
        "territory": _("Territory"),
        "owner": _("Owner"),
        "segment": _("Segment"),
        "source": _("Source"),
        "product": _("Product"),
    }


def kinds() -> dict[str, str]:
    """Names of the kinds of bottlenecks."""
    return {
        "conversion": words.label("stage_conversion"),
        "dwell": words.label("time_in_stage"),
        "loss_reason": _("Share of a loss reason"),
    }


def references() -> dict[str, str]:
    """Names of what a group is compared with."""
    return {"past": _("its own past"), "peers": _("the others")}


def whose(finding: Finding) -> str:
    """The cell by name: Team West, Source Web, or all deals."""
    if finding.dimension == "all":
        return _("All deals")
    name = finding.group
    if finding.dimension == "owner":
        people = session.fetch("overview/filter_values")
        known = people[(people["filter_name"] == "owner") & (people["code"] == name)]
        name = known["label"].iloc[0] if len(known) else name
    return _("{dimension} {group}").format(dimension=dimensions()[finding.dimension], group=name)


def figure(finding: Finding, value: float) -> str:
    """A value of the finding's kind: a share in per cent, or days."""
    if finding.kind != "dwell":
        return words.percent(value, digits=0)
    return ngettext("{n} day", "{n} days", round(value)).format(n=words.number(value))


def sentence(finding: Finding) -> str:
    """What is wrong, in a sentence."""
    patterns = {
        ("conversion", "past"): _("{who}: only {value} of the deals go on from {item}, after {reference} before"),
        ("conversion", "peers"): _("{who}: only {value} of the deals go on from {item}, against {reference} elsewhere"),
        ("dwell", "past"): _("{who}: deals now wait {value} in {item}, after {reference} before"),
        ("dwell", "peers"): _("{who}: deals wait {value} in {item}, against {reference} elsewhere"),
        ("loss_reason", "past"): _("{who}: {value} of the lost deals are lost to “{item}”, after {reference} before"),
        ("loss_reason", "peers"): _(
            "{who}: {value} of the lost deals are lost to “{item}”, against {reference} elsewhere"
        ),
    }
    value = figure(finding, finding.value)
    said = patterns[finding.kind, finding.against].format(
        who=whose(finding),
        value=_("more than {value}").format(value=value) if finding.is_at_least else value,
        item=finding.item,
        reference=figure(finding, finding.reference),
    )
    further = ", ".join(other.item for other in finding.further)
    return _("{sentence}; likewise {stages}").format(sentence=said, stages=further) if further else said


def stake(finding: Finding, currency: str) -> str:
    """What it costs, in a few words."""
    if finding.total is None:
        return _("no amount is known")
    pattern = _("{money} arrives later") if finding.kind == "dwell" else _("{money} a quarter")
    return pattern.format(money=words.money(currency)(finding.total))


def advice(finding: Finding) -> str:
    """What to do next."""
    if finding.kind == "dwell":
        pattern = _(
            "Go through the deals that stand longest in {item}, agree on a next step and a day for each, and ask what"
            " they wait for."
        )
    elif finding.kind == "loss_reason":
        pattern = _(
            "Read the deals lost to “{item}” beside those won against it, and give everybody the answer that worked."
        )
    elif finding.dimension == "source":
        pattern = _(
            "Look at what the deals of this source lack in {item}; until that is mended, spend on other sources."
        )
    elif finding.dimension == "owner":
        pattern = _("Go through the deals lost from {item} with the owner, beside a colleague whose deals go on.")
    else:
        pattern = _("Read the deals lost from {item}, and agree on what must be true before a deal enters it.")
    return pattern.format(item=finding.item)


def certainty(finding: Finding, found: Found) -> list[str]:
    """How sure it is: the test, what it rests on, and the correction for many comparisons."""
    tests = {
        "conversion": _("Fisher's exact test, within segments"),
        "loss_reason": _("Fisher's exact test, within segments"),
        "dwell": _("Log-rank test within segments; stays that still last count as lasting at least so long"),
    }
    counted = {
        "conversion": _("n = {n} decided deals, compared with {reference_n}"),
        "loss_reason": _("n = {n} lost deals, compared with {reference_n}"),
        "dwell": _("n = {n} stays, compared with {reference_n}"),
    }
    lines = [
        f"{tests[finding.kind]}: "
        + counted[finding.kind].format(n=words.number(finding.n), reference_n=words.number(finding.reference_n)),
        _("Chance alone: p {p} after Holm's correction for all {m} comparisons made; told from p < 0.01 on").format(
            p=probability(finding.p), m=words.number(found.comparisons)
        ),
        _days(finding, found),
        _money_formula(finding),
    ]
    lines += [f"{_('Also')}: {sentence(other)}" for other in finding.further]
    others = dict.fromkeys(whose(other) for other in finding.also if other.cell != finding.cell)
    if others:
        lines.append(_("The same deals, also seen in: {cells}").format(cells=", ".join(others)))
    if any(other.cell == finding.cell for other in finding.also):
        lines.append(
            _("It is worse than the others as well")
            if finding.against == "past"
            else _("It is worse than in its own past as well")
        )
    return lines


def probability(p: float) -> str:
    """A p value as it is read: = 0.012, or < 0.001."""
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"


def _days(finding: Finding, found: Found) -> str:
    of = found.matured if finding.kind == "conversion" else found.latest
    if finding.against == "peers":
        pattern = _("From {before} to {end}, and still so since {recent}")
    else:
        pattern = _("From {recent} to {end}, compared with {before} to {recent}")
    last = of.end - timedelta(days=1)
    return pattern.format(before=words.day(of.before_from), recent=words.day(of.recent_from), end=words.day(last))


def _money_formula(finding: Finding) -> str:
    return {
        "conversion": _(
            "Money: difference of the rates × entries per quarter × chance of winning after the stage × mean amount"
        ),
        "dwell": _("Money: extra days × what deals that passed the stage won per day"),
        "loss_reason": _("Money: extra share × what was lost per quarter"),
    }[finding.kind]
