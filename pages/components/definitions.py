"""The reference tables: every measure of the catalogue, every column of the warehouse."""

import pandas as pd

from data import schema
from metrics import catalog
from pages.components.i18n import _
from pages.components.safety import markdown


def of(name: str) -> str:
    """What a measure means and what makes it wrong, Markdown-safe: for help texts."""
    measure = catalog.MEASURES[name]
    return markdown(f"{_(measure.definition)} {_(measure.caveat)}")


def measures() -> pd.DataFrame:
    """One row per measure: label, definition, formula, caveat, good, name."""
    better = {"up": _("higher"), "down": _("lower"), "none": ""}
    return pd.DataFrame(
        {
            "label": _(measure.label),
            "definition": _(measure.definition),
            "formula": _(measure.formula),
            "caveat": _(measure.caveat),
            "good": better[measure.good],
            "name": measure.name,
        }
        for measure in catalog.MEASURES.values()
    )


def dictionary() -> pd.DataFrame:
    """One row per column: table, column, type, meaning; a table's own purpose stands in its first row."""
    rows = []
    for table in schema.tables().values():
        rows.append({"table": table.name, "column": "", "type": "", "meaning": table.purpose})
        rows += [
            {"table": table.name, "column": name, "type": kind, "meaning": meaning}
            for name, (kind, meaning) in table.columns.items()
        ]
    return pd.DataFrame(rows)
