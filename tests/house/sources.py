"""The product's own source files, parsed once, for the tests that guard its habits."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
LAYERS = ("matcher", "models", "jobs", "web")
AROUND = ("tests", "migrations", "benchmarks")
NOT_OURS = {"node_modules", "__pycache__"}


@dataclass(frozen=True)
class Source:
    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def module(self) -> str:
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """Every Python file below the folders, sorted."""
    found = []
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not NOT_OURS.intersection(path.parts):
                text = path.read_text("utf-8")
                found.append(Source(path, text, ast.parse(text, str(path))))
    return tuple(found)


def product() -> tuple[Source, ...]:
    return sources(*LAYERS)


def everything() -> tuple[Source, ...]:
    return sources(*LAYERS, *AROUND)


def functions(source: Source) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [
        node
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
