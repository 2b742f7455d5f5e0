"""Text from data as text: one escape for places that render Markdown, one for Plotly, one for spreadsheets.

Frames, code blocks, selectbox and multiselect options show text as it is and need none of these.
"""

import html
import re

# ASCII punctuation may always be escaped in Markdown; that also ends :red[…], :emoji:, $…$, links and HTML.
_PUNCTUATION = re.compile(r"([!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~])")
# Streamlit turns www.… and mail addresses into links by themselves; the joiner is invisible and breaks the pattern.
_AUTOLINK = re.compile(r"(?i)(www|https?|ftp|mailto|(?<=\w)(?=@))")
_WORD_JOINER = "\u2060"
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")


def markdown(text: object) -> str:
    """Text for a place that renders Markdown (captions, labels, metrics, alerts), shown there as it stands."""
    flat = re.sub(r"\s+", " ", str(text))
    broken = _AUTOLINK.sub(lambda match: match[0][:1] + _WORD_JOINER + match[0][1:], flat)
    return _PUNCTUATION.sub(r"\\\1", broken)


def plotly(text: object) -> str:
    """Text for a Plotly label, which renders a small subset of HTML."""
    return html.escape(str(text), quote=False)


def cell(value: object) -> object:
    """A value for a CSV cell: text that a spreadsheet would run as a formula gets an apostrophe in front."""
    if isinstance(value, str) and value.startswith(_FORMULA_START):
        return "'" + value
    return value
