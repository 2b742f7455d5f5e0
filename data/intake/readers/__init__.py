"""From the bytes of a file to a staged table of text cells, every row accounted for."""

from data.intake.readers.files import read
from data.intake.readers.staged import RawTable, ReadOptions, discard

__all__ = ["RawTable", "ReadOptions", "discard", "read"]
