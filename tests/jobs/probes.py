"""Work that workers of the tests do: it leaves its marks in files."""

import os
import time
from pathlib import Path


def mark(folder: str, name: str, seconds: float) -> str:
    """Write who began, wait, write who ended."""
    _note(folder, f"{name} began {os.getppid()}")
    time.sleep(seconds)
    _note(folder, f"{name} ended {os.getppid()}")
    return name


def _note(folder: str, line: str) -> None:
    with (Path(folder) / "marks").open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def marks(folder: Path) -> list[list[str]]:
    path = folder / "marks"
    return [line.split() for line in path.read_text().splitlines()] if path.exists() else []
