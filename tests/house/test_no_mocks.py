"""Tests meet the real parts: nothing of ours is ever replaced by a pretence."""

import ast
from collections.abc import Iterator

from tests.house.sources import LAYERS, Source, sources

PATCHERS = {"setattr", "delattr", "setitem"}


def _imports_mock(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            if "mock" in name.split("."):
                yield f"{source.name}:{node.lineno} {name}"


def _ours(source: Source) -> set[str]:
    """Names in this file that come from our own layers."""
    found = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in LAYERS:
            found |= {alias.asname or alias.name for alias in node.names}
        if isinstance(node, ast.Import):
            found |= {a.asname or a.name for a in node.names if a.name.split(".")[0] in LAYERS}
    return found


def _patches_ours(source: Source) -> Iterator[str]:
    ours = _ours(source)
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr not in PATCHERS or "patch" not in ast.unparse(node.func.value):
            continue
        target = node.args[0] if node.args else None
        text = ast.unparse(target).strip("'\"") if target is not None else ""
        if text.split(".")[0] in {*ours, *LAYERS}:
            yield f"{source.name}:{node.lineno} {text}"


def test_nothing_imports_a_mock() -> None:
    assert [line for source in sources("tests") for line in _imports_mock(source)] == []


def test_nothing_of_ours_is_patched() -> None:
    assert [line for source in sources("tests") for line in _patches_ours(source)] == []


def test_a_patch_of_ours_would_be_seen() -> None:
    text = (
        "from jobs import clock\ndef test(monkeypatch):\n    monkeypatch.setattr(clock, 'now', 1)"
    )
    source = Source(sources("tests")[0].path, text, ast.parse(text))
    assert len(list(_patches_ours(source))) == 1
