"""An upload's way in: file → table → mapped → typed → compared → loaded."""

from data.intake.importer import import_files, undo
from data.intake.ledger import Account
from data.intake.report import ColumnReport, FileReport, Options, Outcome, Upload

__all__ = ["Account", "ColumnReport", "FileReport", "Options", "Outcome", "Upload", "import_files", "undo"]
