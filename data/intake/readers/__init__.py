"""From the bytes of a file to a staged table of text cells, every row accounted for."""

from data.intake.readers.files import RawTable, ReadOptions, read

__all__ = ["RawTable", "ReadOptions", "read"]
