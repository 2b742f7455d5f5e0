"""The fonts of a review on paper: those that came with a package, else those of the machine."""

import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst

from data.errors import Refused
from data.sentence import Sentence

_PACKAGE = "justmytype_intl_cjk"  # Noto Sans for Japanese, Korean and both Chinese, under the SIL Open Font Licence
# Each has Latin letters and Japanese signs; the first at hand is taken.
_JAPANESE = (
    "Noto Sans JP",
    "Noto Sans CJK JP",
    "Source Han Sans",
    "Source Han Sans JP",
    "Hiragino Sans",
    "Hiragino Kaku Gothic ProN",
    "BIZ UDPGothic",
    "Yu Gothic",
    "Meiryo",
    "IPAexGothic",
    "IPAGothic",
    "Droid Sans Fallback",
)
_OTHERS = ("Noto Sans KR", "Noto Sans SC", "Noto Sans TC", "Source Sans 3", "Liberation Sans", "Arial", "DejaVu Sans")


def chosen(text: str) -> tuple[list[str], typst.Fonts]:
    """Families for a text, the first first, and where they are. Refused("NO_FONT") for Japanese without its font."""
    fonts = _fonts()
    known = set(fonts.families())
    japanese = [family for family in _JAPANESE if family in known]
    if not japanese and any(unicodedata.east_asian_width(sign) == "W" for sign in text):
        raise Refused(
            "NO_FONT",
            Sentence(
                "This machine has no font with Japanese characters. Install Noto Sans CJK (fonts-noto-cjk on Debian and"
                " Ubuntu) and try again."
            ),
        )
    # The serif face that the typesetter brings along is the last resort.
    return [*japanese[:1], *(family for family in _OTHERS if family in known), "Libertinus Serif"], fonts


@cache
def _fonts() -> typst.Fonts:
    """The fonts at hand; looked for once."""
    found = find_spec(_PACKAGE)
    folders = [str(Path(place) / "fonts") for place in (found.submodule_search_locations or [])] if found else []
    return typst.Fonts(include_system_fonts=True, font_paths=folders)
