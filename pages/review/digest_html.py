"""A digest as the body of an e-mail: HTML that every mail program shows, and the same as plain text.

Styles stand with each element, as mail programs drop style sheets. No colour of text or ground is set, so that a dark
theme keeps its own. Nothing is fetched and nothing runs.
"""

from html import escape

from pages.review import fit
from pages.review.document import Card, Document, Section, Table

_FONT = "-apple-system,'Segoe UI',Roboto,'Hiragino Sans','Yu Gothic UI',Meiryo,Arial,sans-serif"
_QUIET = "opacity:.75;font-size:13px"
_LINE = "1px solid rgba(128,128,128,.4)"
_CELL = f"padding:5px 10px 5px 0;border-bottom:{_LINE};font-size:13px;vertical-align:top"


def as_html(document: Document) -> str:
    """The digest as a whole HTML page, whose title is its subject."""
    title = _text(_title(document))
    body = "\n".join(_section(section, document) for section in document.sections)
    language = document.language if document.language.isalpha() else "en"
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{title}</title>
</head>
<body style="margin:0;padding:0">
<div style="max-width:680px;margin:0 auto;padding:20px;font-family:{escape(_FONT)};font-size:15px;line-height:1.45">
<h1 style="font-size:22px;line-height:1.25;margin:0 0 4px">{title}</h1>
<p style="{_QUIET};margin:0 0 8px">{_text(_basis(document))}</p>
{body}
</div>
</body>
</html>
"""


def as_text(document: Document) -> str:
    """The digest as plain text, a line for each deal."""
    lines = [_title(document), _basis(document)]
    for section in document.sections:
        lines += ["", section.title.upper(), section.headline]
        lines += [f"- {card.label}: {_figure(card, document)}" for card in section.cards]
        for table in section.tables:
            for row in _rows(table, document):
                lines.append("- " + " · ".join(cell for cell in row if cell not in ("", "–")))
            lines += [f"- {more}" for more in [_more(table, document)] if more]
    return fit.clean("\n".join(lines)) + "\n"


def _title(document: Document) -> str:
    first, last = (document.write(day.isoformat(), "date") for day in (document.starts_on, document.ends_on))
    return f"{document.title}: {first} – {last}"


def _basis(document: Document) -> str:
    return f"{document.filters} · {document.labels['release'].format(number=document.release)}"


def _figure(card: Card, document: Document) -> str:
    value = document.write(card.value, card.kind)
    return f"{value} ({card.note})" if card.note else value


def _section(section: Section, document: Document) -> str:
    parts = [
        f'<h2 style="font-size:12px;letter-spacing:.04em;margin:26px 0 2px;opacity:.75">{_text(section.title)}</h2>',
        f'<p style="font-size:17px;font-weight:600;line-height:1.3;margin:0 0 8px">{_text(section.headline)}</p>',
    ]
    if section.cards:
        parts.append(_cards(section.cards, document))
    parts += [_table(table, document) for table in section.tables if table.rows]
    return "\n".join(parts)


def _cards(cards: tuple[Card, ...], document: Document) -> str:
    """Figures line by line: a label, the figure, and what it rests on."""
    rows = "\n".join(
        f'<tr><td style="{_CELL}">{_text(card.label)}</td>'
        f'<td align="right" style="{_CELL};font-weight:600;white-space:nowrap">'
        f"{_text(document.write(card.value, card.kind))}</td>"
        f'<td style="{_CELL};opacity:.75">{_text(card.note)}</td></tr>'
        for card in cards
    )
    return _framed(rows)


def _table(table: Table, document: Document) -> str:
    kinds = [column.kind for column in table.columns]
    sides = ["left" if kind in ("text", "date") else "right" for kind in kinds]
    head = "".join(
        f'<th align="{side}" style="{_CELL};font-weight:600;text-align:{side}">{_text(column.label)}</th>'
        for column, side in zip(table.columns, sides, strict=True)
    )
    body = "\n".join(
        "<tr>"
        + "".join(
            f'<td align="{side}" style="{_CELL}{"" if kind == "text" else ";white-space:nowrap"}">{_text(cell)}</td>'
            for cell, side, kind in zip(row, sides, kinds, strict=True)
        )
        + "</tr>"
        for row in _rows(table, document)
    )
    more = _more(table, document)
    under = f'\n<p style="{_QUIET};margin:6px 0 0">{_text(more)}</p>' if more else ""
    return _framed(f"<tr>{head}</tr>\n{body}") + under


def _framed(rows: str) -> str:
    table = '<table cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;width:100%">'
    return f'<div style="overflow-x:auto">\n{table}\n{rows}\n</table>\n</div>'


def _rows(table: Table, document: Document) -> list[list[str]]:
    kinds = [column.kind for column in table.columns]
    return [
        [document.write(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in table.rows[: table.shown]
    ]


def _more(table: Table, document: Document) -> str:
    left = len(table.rows) - table.shown
    return document.labels["more"].format(n=document.write(left, "number")) if left > 0 else ""


def _text(text: str) -> str:
    """Text from data as text."""
    return escape(fit.clean(text))
