"""The files as they were uploaded, kept compressed under their content's hash."""

import hashlib
import os
from pathlib import Path

import pyarrow as pa

_BLOCK = 1 << 20


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    found = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def keep(path: Path, name: str, folder: Path) -> None:
    """Keep a compressed copy of a file as folder/<name>.zst; a copy that is there already stays."""
    target = folder / f"{name}.zst"
    if target.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{name}.new"
    with path.open("rb") as source, pa.output_stream(str(draft), compression="zstd") as sink:
        while block := source.read(_BLOCK):
            sink.write(block)
    os.replace(draft, target)


def unpack(name: str, folder: Path, target: Path) -> None:
    """Write a kept file's original bytes to `target`; FileNotFoundError if it was not kept."""
    kept = folder / f"{name}.zst"
    if not kept.exists():
        raise FileNotFoundError(kept)
    with pa.input_stream(str(kept), compression="zstd") as source, target.open("wb") as sink:
        while block := source.read(_BLOCK):
            sink.write(block)


def is_kept(name: str, folder: Path) -> bool:
    """Whether a file is kept under this name."""
    return (folder / f"{name}.zst").exists()


def original(name: str, folder: Path) -> bytes:
    """A kept file's original bytes; FileNotFoundError if it was not kept."""
    with pa.input_stream(str(folder / f"{name}.zst"), compression="zstd") as source:
        return source.read()


def sweep(folder: Path, wanted: set[str]) -> None:
    """Remove copies that no import refers to: what an import that failed has left."""
    if folder.exists():
        for path in folder.iterdir():
            if path.suffix in (".zst", ".new") and path.stem not in wanted:
                path.unlink(missing_ok=True)
