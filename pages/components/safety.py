"""Text from data as text: one escape for places that render Markdown, one for Plotly, one for spreadsheets.

Frames, code blocks, selectbox and multiselect options show text as it is and need none of these.
"""

import html
import re

# ASCII punctuation may always be escaped in Markdown; that also ends :red[…], :emoji:, $…$, links and HTML.
_PUNCTUATION = re.compile(r"([!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~])")
# Some patterns are found after Markdown is read, when the backslash is gone: addresses, :emoji: and ->. An invisible
# word joiner inside them breaks the pattern and shows nothing.
_AFTERWARDS = re.compile(
    r"(?i)(?<=w)(?=ww)|(?<=h)(?=ttp)|(?<=f)(?=tp)|(?<=m)(?=ailto)|(?<=\w)(?=@)|(?<=:)(?=[\w+-])|(?<=[<>=~-])(?=[->=])"
)
_WORD_JOINER = "\u2060"
_NUMBER = re.compile(r"[-+]?\d[\d., ]*%?")
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")


def markdown(text: object) -> str:
    """Text for a place that renders Markdown (captions, labels, metrics, alerts), shown there as it stands."""
    flat = re.sub(r"\s+", " ", str(text))
    broken = _AFTERWARDS.sub(_WORD_JOINER, flat)
    return _PUNCTUATION.sub(r"\\\1", broken)


def plotly(text: object) -> str:
    """Text for a Plotly label, which renders a small subset of HTML."""
    return html.escape(str(text), quote=False)


def cell(value: object) -> object:
    """A value for a CSV cell: text that a spreadsheet would run as a formula gets an apostrophe in front.

    A plain number such as -1,250.00 stays as it is: it runs nothing, and must survive the way back.
    """
    if isinstance(value, str) and value.startswith(_FORMULA_START) and not _NUMBER.fullmatch(value):
        return "'" + value
    return value
