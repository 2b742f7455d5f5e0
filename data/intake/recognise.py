"""What a file is about, which system wrote it, and which column is which field: told from its header."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from data.entities import ENTITIES, OPPORTUNITIES, TRAITS, Entity
from data.errors import Refused
from data.intake.findings import Finding
from data.intake.fits import Fit, allowed, answer_for, hold
from data.intake.layouts import bare_names, layouts, plain_name, unit_of
from data.intake.suggestions import is_technical, nearest, suggested
from data.intake.suggestions import likely as likely_fields
from data.sentence import Sentence

NOT_USED, USUAL, ANSWERED, ANSWERED_BEFORE = "not used", "usual name", "as you said", "as answered before"


@dataclass(frozen=True, slots=True)
class Match:
    """One column of the file: the field it was taken for (None: not used), and why.

    likely: the field that a column which is not used may be by its name; somebody must say.
    """

    index: int
    header: str
    field: str | None
    why: str
    likely: str | None = None


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a header says. constants: fields the kind of export implies; units: column → factor of its numbers."""

    entity: str
    source: str
    matches: tuple[Match, ...]
    findings: tuple[Finding, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[int, int] = field(default_factory=dict)


def recognise(
    header: Sequence[str],
    *,
    columns: Mapping[str, str] | None = None,
    entity: str | None = None,
    file_name: str = "",
    samples: Mapping[int, Sequence[str]] | None = None,
) -> Recognition:
    """Recognise a header.

    columns: the analyst's answers, header → field ("-": leave out); of several columns of one name the second is
    "Name (2)". entity: what the file is about, if said. file_name and samples (column → raw values) only
    break ties. Refused with a question where a required column is missing or
    two columns have equal right to a field.
    """
    answers = {plain_name(name): target for name, target in (columns or {}).items()}
    plain = [plain_name(name) for name in header]
    answered = [answer_for(plain, index, answers) for index in range(len(plain))]
    _check_answers(columns or {}, entity)
    known = {*plain, *bare_names(plain)}
    fits = [hold(layout, plain, answered) for layout in layouts() if allowed(layout, known, entity)]
    whole = [fit for fit in fits if not fit.missing]
    explained = max((len(fit.fields) for fit in whole), default=0)
    # A list that explains more columns but lacks a required one is what the file is meant to be.
    if not whole or any(len(fit.fields) > explained for fit in fits):
        raise _missing(header, fits, entity)
    best = _best(whole, file_name, samples or {})
    _refuse_twins(header, plain, best)
    _prefer_ids(best, samples or {})
    by_index = {index: name for name, index in best.fields.items()}
    likely = likely_fields(best, header)
    matches = tuple(
        Match(index, name, by_index.get(index), _why(best, index, plain[index], index in by_index), likely.get(index))
        for index, name in enumerate(header)
    )
    return Recognition(
        best.layout.entity.name,
        best.layout.source,
        matches,
        tuple(uncertain_columns(matches) + extra_columns(matches)),
        best.layout.constants,
        {index: factor for index, name in enumerate(header) if (factor := unit_of(name)) != 1},
    )


def uncertain_columns(matches: Sequence[Match]) -> list[Finding]:
    """A finding for each column that may be a field which no column was taken for."""
    return [
        Finding(
            "UNCERTAIN_COLUMN",
            Sentence(
                "Column “{header}” may be the {field}, which no column was taken for.",
                f'If it is, say --map "{match.header}={match.likely}".',
                header=match.header[:60],
                field=match.likely,
            ),
        )
        for match in matches
        if match.likely
    ]


def extra_columns(matches: Sequence[Match]) -> list[Finding]:
    """A finding that names the columns that are not used, if there are any."""
    unused = [
        match.header for match in matches if match.field is None and match.header and not is_technical(match.header)
    ]
    return (
        [Finding("EXTRA_COLUMNS", Sentence("These columns are not used: {headers}.", headers=unused))] if unused else []
    )


def _best(fits: list[Fit], file_name: str, samples: Mapping[int, Sequence[str]]) -> Fit:
    """The layout that explains most columns; of equals the one of the entity that the file's name speaks of."""
    hint = plain_name(Path(file_name).stem)

    def rank(fit: Fit) -> tuple[bool, int, bool, int]:
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
            Sentence(
                "The columns fit each of these alike: {entities}. Which is it?",
                f"Answer with --entity {sorted(rivals)[0]}.",
                entities=sorted(rivals),
            ),
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


def _refuse_twins(header: Sequence[str], plain: Sequence[str], fit: Fit) -> None:
    """Two columns of one name have equal right to a field: which is meant is not ours to guess."""
    for target, index in fit.fields.items():
        if index in fit.answered and fit.said.count(target) == 1:
            continue
        twins = [
            header[other]
            for other, name in enumerate(plain)
            if name == plain[index] and (other not in fit.answered or fit.said[other] == target)
        ]
        if len(twins) > 1:
            raise Refused(
                "DUPLICATE_HEADERS",
                Sentence(
                    "{n} columns are called “{header}”, and which of them is the {field} cannot be told.",
                    f'Say which with --map "{header[index]} (2)={target}", counting from the left.',
                    n=len(twins),
                    header=header[index],
                    field=target,
                ),
            )


def _prefer_ids(fit: Fit, samples: Mapping[int, Sequence[str]]) -> None:
    """Where all that is known of the owner is a column of ids under a plain name, it still resolves: nothing to do.

    A column named id that repeats within the samples is not the row's own identity.
    """
    key = fit.layout.entity.key
    index = fit.fields.get(key)
    values = samples.get(index, ()) if index is not None else ()
    if index is not None and index not in fit.answered and len(values) >= 20 and len(set(values)) < len(values) / 2:
        del fit.fields[key]


def _why(fit: Fit, index: int, plain: str, used: bool) -> str:
    if index in fit.answered:
        return ANSWERED
    if not used:
        return NOT_USED
    own = fit.layout.names.get(plain, ("", 10**6))[1] < 1000
    return f"name in {fit.layout.source} exports" if own and fit.layout.source != "generic" else USUAL


def _check_answers(columns: Mapping[str, str], entity: str | None) -> None:
    if entity is not None and entity not in ENTITIES:
        raise Refused(
            "BAD_OPTION",
            Sentence(
                "There is no entity “{name}”. Known are: {known}.", name=entity, known=", ".join(sorted(ENTITIES))
            ),
        )
    known = {name for item in ENTITIES.values() for name in item.fields} | {"-", TRAITS}
    for target in columns.values():
        if target not in known:
            raise Refused(
                "BAD_OPTION",
                Sentence(
                    "There is no field “{name}”. Fields of opportunities: {known}.",
                    name=target,
                    known=", ".join(OPPORTUNITIES.fields),
                ),
            )


def _missing(header: Sequence[str], fits: Sequence[Fit], entity: str | None) -> Refused:
    """The question to ask where no layout fits: what is missing, and which column it may be."""
    near = nearest(fits)
    if near is None or (len(near.fields) < 2 and entity is None):
        return Refused(
            "MISSING_COLUMNS",
            Sentence(
                "The file's first row does not name columns of a CRM export; it reads: {headers}. Export the list with"
                " its column headers, or say what the columns are.",
                "Say it with --map.",
                headers=[name for name in header if name][:8],
            ),
        )
    options = [f'--map "{header[index]}={target}"' for target, index in suggested(near, header).items()]
    advice = (
        f"If that is right, say {' '.join(options)}."
        if options
        else 'Say which column it is with --map "Header=field".'
    )
    return Refused(
        "MISSING_COLUMNS",
        Sentence(
            "This looks like {entity}, but no column is known to be: {fields}.",
            advice,
            entity=near.layout.entity.name,
            fields=near.missing,
        ),
    )
