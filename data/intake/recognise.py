"""What a file is about, which system wrote it, and which column is which field: told from its header."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import fuzz, process

from data.entities import ENTITIES, OPPORTUNITIES, Entity
from data.errors import Refused
from data.intake.findings import Finding
from data.intake.layouts import Layout, bare_names, layouts, plain_name, unit_of

_LIKELY = 75


@dataclass(frozen=True, slots=True)
class Match:
    """One column of the file: the field it was taken for (None: not used), and why."""

    index: int
    header: str
    field: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a header says. constants: fields the kind of export implies; units: column → factor of its numbers."""

    entity: str
    source: str
    matches: tuple[Match, ...]
    findings: tuple[Finding, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Fit:
    """A layout held against a header."""

    layout: Layout
    fields: dict[str, int]  # field → column index
    answered: set[int]
    missing: list[tuple[str, ...]]


def recognise(
    header: Sequence[str],
    *,
    columns: Mapping[str, str] | None = None,
    entity: str | None = None,
    file_name: str = "",
    samples: Mapping[int, Sequence[str]] | None = None,
) -> Recognition:
    """Recognise a header.

    columns: the analyst's answers, header → field ("-": leave out). entity: what
    the file is about, if said. file_name and samples (column → raw values) only
    break ties. Refused with a question where a required column is missing or
    two columns have equal right to a field.
    """
    answers = {plain_name(name): target for name, target in (columns or {}).items()}
    plain = [plain_name(name) for name in header]
    _check_answers(columns or {}, entity)
    known = {*plain, *bare_names(plain)}
    fits = [_fit(layout, plain, answers) for layout in layouts() if _allowed(layout, known, entity)]
    whole = [fit for fit in fits if not fit.missing]
    explained = max((len(fit.fields) for fit in whole), default=0)
    # A list that explains more columns but lacks a required one is what the file is meant to be.
    if not whole or any(len(fit.fields) > explained for fit in fits):
        raise _missing(header, fits, entity)
    best = _best(whole, file_name, samples or {})
    _refuse_twins(header, plain, best)
    _prefer_ids(best, samples or {})
    by_index = {index: name for name, index in best.fields.items()}
    matches = tuple(
        Match(index, name, by_index.get(index), _why(best, index, plain[index], index in by_index))
        for index, name in enumerate(header)
    )
    unused = [
        match.header for match in matches if match.field is None and match.header and not _technical(plain[match.index])
    ]
    findings = []
    if unused:
        named = ", ".join(f"“{name[:40]}”" for name in unused[:12]) + (
            f" and {len(unused) - 12} more" if len(unused) > 12 else ""
        )
        findings.append(Finding("EXTRA_COLUMNS", f"These columns are not used: {named}."))
    return Recognition(
        best.layout.entity.name,
        best.layout.source,
        matches,
        tuple(findings),
        best.layout.constants,
        {index: factor for index, name in enumerate(header) if (factor := unit_of(name)) != 1},
    )


def _technical(plain: str) -> bool:
    return plain.startswith("fivetran")


def _allowed(layout: Layout, known: set[str], entity: str | None) -> bool:
    return layout.marks <= known and entity in (None, layout.entity.name)


def _fit(layout: Layout, plain: Sequence[str], answers: Mapping[str, str]) -> _Fit:
    fields: dict[str, tuple[int, int]] = {}
    answered = set()
    for index, name in enumerate(plain):
        if name in answers:
            answered.add(index)
            if answers[name] in layout.entity.fields:
                fields[answers[name]] = (-1, index)
            continue
        found = layout.names.get(name) or layout.prefixed(name)
        if found and found[1] < fields.get(found[0], (10**9, 0))[0]:
            fields[found[0]] = (found[1], index)
    chosen = {target: index for target, (_, index) in fields.items()}
    given = chosen.keys() | layout.constants.keys()
    missing = [group for group in layout.entity.required if not given & set(group)]
    if layout.entity.key not in given and not any(name in given for name in layout.entity.fallback_key):
        missing.append((layout.entity.key,))
    return _Fit(layout, chosen, answered, missing)


def _best(fits: list[_Fit], file_name: str, samples: Mapping[int, Sequence[str]]) -> _Fit:
    """The layout that explains most columns; of equals the one of the entity that the file's name speaks of."""
    hint = plain_name(Path(file_name).stem)

    def rank(fit: _Fit) -> tuple[bool, int, bool, int]:
        marks = len(fit.layout.marks)
        return fit.layout.decisive, len(fit.fields) + min(marks, 3), _speaks_of(hint, fit.layout.entity), marks

    best = max(fits, key=rank)
    rivals = {fit.layout.entity.name: fit for fit in fits if rank(fit) == rank(best)}
    if rivals.keys() == {"opportunities", "stage_history"}:
        # One row per deal, or one per change of a deal: the same columns serve for both, but the ids tell.
        ids = samples.get(best.fields["opportunity_id"], ())
        if ids and len(set(ids)) == len(ids):
            return rivals["opportunities"]
        if len(set(ids)) < len(ids) / 2:
            return rivals["stage_history"]
    if len(rivals) > 1:
        raise Refused(
            "UNKNOWN_FILE",
            f"The columns fit {' and '.join(sorted(rivals))} alike. Which is it? Answer with --entity"
            f" {sorted(rivals)[0]}.",
        )
    return best


def _speaks_of(hint: str, entity: Entity) -> bool:
    """Whether a file's name speaks of an entity; “OpportunityHistory” speaks of history, not of deals."""
    if entity is OPPORTUNITIES and "history" in hint:
        return False
    return any(word in hint for word in _HINTS.get(entity.name, ()))


_HINTS = {
    "opportunities": ("opportunit", "deal", "pipeline", "potential", "商談", "案件"),
    "stage_history": ("history", "stage"),
    "activities": ("activit", "task", "event", "call", "meeting"),
    "leads": ("lead",),
    "accounts": ("account", "compan", "customer", "client"),
    "contacts": ("contact",),
    "reps": ("rep", "user", "team", "agent", "employee", "people"),
    "quotas": ("quota", "target", "goal"),
    "products": ("product",),
    "contracts": ("contract", "subscription", "closed"),
    "quotes": ("quote",),
}


def _refuse_twins(header: Sequence[str], plain: Sequence[str], fit: _Fit) -> None:
    """Two columns of one name have equal right to a field: which is meant is not ours to guess."""
    for target, index in fit.fields.items():
        twins = [
            header[other] for other, name in enumerate(plain) if name == plain[index] and other not in fit.answered
        ]
        if len(twins) > 1:
            raise Refused(
                "DUPLICATE_HEADERS",
                f"{len(twins)} columns are called “{header[index]}”, and which of them is the"
                f" {target.replace('_', ' ')} cannot be"
                f' told. Rename one in the file, or leave it out, then say --map "{header[index]}={target}".',
            )


def _prefer_ids(fit: _Fit, samples: Mapping[int, Sequence[str]]) -> None:
    """Where all that is known of the owner is a column of ids under a plain name, it still resolves: nothing to do.

    A column named id that repeats within the samples is not the row's own identity.
    """
    key = fit.layout.entity.key
    index = fit.fields.get(key)
    values = samples.get(index, ()) if index is not None else ()
    if index is not None and index not in fit.answered and len(values) >= 20 and len(set(values)) < len(values) / 2:
        del fit.fields[key]


def _why(fit: _Fit, index: int, plain: str, used: bool) -> str:
    if index in fit.answered:
        return "as you said"
    if not used:
        return "not used"
    own = fit.layout.names.get(plain, ("", 10**6))[1] < 1000
    return f"name in {fit.layout.source} exports" if own and fit.layout.source != "generic" else "usual name"


def _check_answers(columns: Mapping[str, str], entity: str | None) -> None:
    if entity is not None and entity not in ENTITIES:
        raise Refused("BAD_OPTION", f"There is no entity {entity}. Known are {', '.join(sorted(ENTITIES))}.")
    known = {name for item in ENTITIES.values() for name in item.fields} | {"-"}
    for target in columns.values():
        if target not in known:
            raise Refused(
                "BAD_OPTION",
                f"There is no field {target}. Fields of opportunities: {', '.join(ENTITIES['opportunities'].fields)}.",
            )


def _missing(header: Sequence[str], fits: Sequence[_Fit], entity: str | None) -> Refused:
    """The question to ask where no layout fits: what is missing, and which column it may be."""
    near = max(fits, key=lambda fit: (len(fit.fields) - 2 * len(fit.missing), len(fit.layout.marks)), default=None)
    if near is None or (len(near.fields) < 2 and entity is None):
        shown = ", ".join(f"“{name[:30]}”" for name in header[:8])
        return Refused(
            "MISSING_COLUMNS",
            f"The file's first row does not name columns of a CRM export; it reads {shown or 'nothing'}. Export"
            " the list with its"
            " column headers, or say what the columns are with --map.",
        )
    unused = [name for index, name in enumerate(header) if index not in near.fields.values() and name]
    parts, options = [], []
    for group in near.missing:
        parts.append(" or ".join(name.replace("_", " ") for name in group))
        names = [alias for alias, (target, _) in near.layout.names.items() if target in group]
        likely = [
            (found[1], name)
            for name in unused
            if (found := process.extractOne(plain_name(name), names, scorer=fuzz.WRatio)) and found[1] >= _LIKELY
        ]
        if likely:
            options.append(f'--map "{max(likely)[1]}={group[0]}"')
    advice = (
        f" If that is right, say {' '.join(options)}."
        if options
        else ' Say which column it is with --map "Header=field".'
    )
    return Refused(
        "MISSING_COLUMNS",
        f"This looks like {near.layout.entity.name.replace('_', ' ')}, but no column is known to be:"
        f" {'; '.join(parts)}.{advice}",
    )
