"""Imports run down the stairs, stand at the top of files, and never loop."""

import ast

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.house.sources import ROOT, functions, product

# Names under which nobody finds anything.
DRAWERS = {"common", "utils", "util", "lib", "misc", "core", "base_classes"}


def test_the_contracts_of_the_stairs_hold(capsys: pytest.CaptureFixture[str]) -> None:
    code = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None)
    assert code == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        f"{source.name}:{node.lineno}"
        for source in product()
        for function in functions(source)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_no_room_is_a_drawer() -> None:
    drawers = [s.name for s in product() if DRAWERS.intersection(s.module.split("."))]
    assert drawers == []


def test_package_files_are_empty() -> None:
    full = [s.name for s in product() if s.path.name == "__init__.py" and s.text.strip()]
    assert full == []
