"""An upload's way in: file → table → mapped → typed → compared → loaded."""

from data.intake.dates import ORDERS, DateOrder
from data.intake.difference import Difference
from data.intake.importer import Step, import_files, undo, undo_preview
from data.intake.ledger import Account
from data.intake.numbers import DecimalHabit
from data.intake.report import ColumnReport, FileReport, Options, Outcome, Upload

__all__ = [
    "ORDERS",
    "Account",
    "ColumnReport",
    "DateOrder",
    "DecimalHabit",
    "Difference",
    "FileReport",
    "Options",
    "Outcome",
    "Step",
    "Upload",
    "import_files",
    "undo",
    "undo_preview",
]
