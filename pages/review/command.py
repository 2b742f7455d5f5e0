"""The command line of reviews: slides, PDF and workbook of a quarter, and the weekly digest, for schedules."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

import queries
from data import packs
from data.errors import Refused
from data.warehouse import Store
from pages.components import codes, filters, i18n, session
from pages.components.codes import Codes
from pages.components.filters import Choice
from pages.review import deck, digest, digest_html, make, paper, workbook
from pages.review.document import Document, from_json
from queries.command import run

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

_DAY = "%Y-%m-%d"


@dataclass(frozen=True, slots=True)
class _Files:
    """Where to write what; None for what is not wanted."""

    pptx: Path | None
    pdf: Path | None
    xlsx: Path | None
    digest: Path | None
    template: Path | None
    paper: paper.Size


@app.command()
def review(
    period: Annotated[
        str | None, typer.Option("--period", help="Fiscal quarter, such as 2026-Q3; default: the last that is over.")
    ] = None,
    where: Annotated[
        list[str] | None, typer.Option("--where", help=f"FILTER=VALUE, repeatable: {', '.join(codes.FILTERS)}.")
    ] = None,
    pack: Annotated[
        int | None, typer.Option("--pack", help="Number of a frozen review, instead of the present.")
    ] = None,
    pptx: Annotated[Path | None, typer.Option("--pptx", help="Write slides to this file.")] = None,
    template: Annotated[
        Path | None, typer.Option("--template", help="PowerPoint file whose master the slides take over.")
    ] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", help="Write a PDF to this file.")] = None,
    size: Annotated[Literal["a4", "letter"], typer.Option("--paper", help="Paper of the PDF.")] = "a4",
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="Write all tables to this workbook.")] = None,
    digest_to: Annotated[
        Path | None,
        typer.Option(
            "--digest", help="Write what changed in a week as an e-mail's HTML; plain text if it ends in .txt."
        ),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=[_DAY], help="The digest tells what changed after this day; default: 7 days."),
    ] = None,
    language: Annotated[str, typer.Option("--lang", help=f"Language: {', '.join(i18n.LANGUAGES)}.")] = "en",
    store: Annotated[Path, typer.Option("--store", envvar="QUARTERDECK_STORE", help="Folder of the store.")] = (
        session.DEFAULT_STORE
    ),
    as_json: Annotated[bool, typer.Option("--json", help="Print the review as JSON.")] = False,
) -> None:
    """Write the quarterly review, and the weekly digest; without a file, print what was found."""
    if language not in i18n.LANGUAGES:
        raise Refused("BAD_LANGUAGE", f"--lang takes {' or '.join(i18n.LANGUAGES)}, not “{language}”.")
    files = _Files(pptx, pdf, xlsx, digest_to, template, size)
    with _asking(Store(store), language):
        asked = Codes(period=period, filters=_filters(where or []))
        is_asked = as_json or any((pptx, pdf, xlsx)) or digest_to is None
        if pack is not None and (period or where):
            raise Refused("BAD_OPTION", "A pack keeps its own quarter and filters: leave out --period and --where.")
        document = None
        if is_asked:
            document = from_json(packs.read(store, pack)[1]) if pack is not None else _present(asked, store)
            _write_all(document, files)
        if digest_to is not None:
            _write(digest_to, _digest(asked, since.date() if since else None, digest_to))
    _tell(document, files, as_json=as_json)


@contextmanager
def _asking(store: Store, language: str) -> Generator[None]:
    """A store and a language where nobody browses. Numbers are written as the organisation has set it."""
    with session.asking(store), i18n.speaking(language, session.locale()):
        yield


def _present(asked: Codes, store: Path) -> Document:
    """The review of a quarter as the present release tells it, with what people said of it."""
    choice = _choice(asked, looks_back=True)
    quarter = make.of_quarter(choice)
    if quarter.period.start > choice.as_of or (asked.period is not None and quarter.period != choice.period):
        begun = choice.calendar.containing(choice.as_of, "quarter").label
        raise Refused("BAD_PERIOD", f"--period takes a fiscal quarter that has begun, such as {begun}.")
    said, before = make.spoken(quarter, store)
    return make.make(quarter, said, before)


def _choice(asked: Codes, *, looks_back: bool = False) -> Choice:
    choice = filters.of(asked, looks_back=looks_back)
    if asked.period is not None and choice.calendar.parse(asked.period) is None:
        raise Refused("BAD_PERIOD", f"--period takes a fiscal quarter such as 2026-Q3, not “{asked.period}”.")
    return choice


def _digest(asked: Codes, since: date | None, target: Path) -> Callable[[], bytes]:
    choice = _choice(Codes(filters=asked.filters))
    if since is not None and since >= choice.as_of:
        raise Refused("BAD_DATE", f"--since takes a day before {choice.as_of}, the last day known.")
    found = digest.make(choice, since)
    write = digest_html.as_text if target.suffix.lower() == ".txt" else digest_html.as_html
    return lambda: write(found).encode()


def _filters(given: list[str]) -> dict[str, list[str]]:
    """The filters asked for, by codes; people may name what a code stands for."""
    values = session.fetch("overview/filter_values")
    found = {}
    for name, wanted in queries.read_filters(given).items():
        rows = values[values["filter_name"] == name]
        if unknown := [value for value in wanted if value not in {*rows["code"], *rows["label"]}]:
            some = ", ".join(rows["label"].head(8)) or "none"
            raise Refused("BAD_FILTER", f"There is no {name} “{unknown[0]}”. Known: {some}.")
        found[name] = rows.loc[rows["code"].isin(wanted) | rows["label"].isin(wanted), "code"].tolist()
    return found


def _write_all(document: Document, files: _Files) -> None:
    if files.pptx is not None:
        _write(files.pptx, lambda: deck.as_pptx(document, files.template))
    if files.pdf is not None:
        _write(files.pdf, lambda: paper.as_pdf(document, files.paper))
    if files.xlsx is not None:
        _write(files.xlsx, lambda: workbook.as_xlsx(document))


def _write(target: Path, make_file: Callable[[], bytes]) -> None:
    content = make_file()
    try:
        target.write_bytes(content)
    except OSError as error:
        raise Refused("CANNOT_WRITE", f"{target} cannot be written: {error.strerror or error}.") from error


def _tell(document: Document | None, files: _Files, *, as_json: bool) -> None:
    if as_json and document is not None:
        typer.echo(document.to_json())
        return
    written = [path for path in (files.pptx, files.pdf, files.xlsx, files.digest) if path is not None]
    if document is not None and not written:
        typer.echo(f"{document.title} {document.period} · {document.filters}\n")
        for section in document.sections:
            typer.echo(f"{section.title}: {section.headline}")
    for path in written:
        typer.echo(str(path))


def main() -> None:
    """Run the command line."""
    run(app)
