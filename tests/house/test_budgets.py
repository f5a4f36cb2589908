"""Small files, small functions: what a newcomer can read in one go."""

import ast
from statistics import quantiles

from tests.house.sources import everything, functions, product

FILE_LINES = 400
FUNCTION_LINES = 50
MEDIAN_FILE, NINTH_FILE = 120, 300
MEDIAN_FUNCTION, NINTH_FUNCTION = 9, 30


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def test_no_file_is_too_long() -> None:
    long = {s.name: n for s in everything() if (n := len(s.text.splitlines())) > FILE_LINES}
    assert long == {}


def test_no_function_is_too_long() -> None:
    long = {
        f"{source.name}:{node.lineno} {node.name}": _lines(node)
        for source in everything()
        for node in functions(source)
        if _lines(node) > FUNCTION_LINES
    }
    assert long == {}


def test_files_are_mostly_short() -> None:
    deciles = quantiles((len(s.text.splitlines()) for s in product() if s.text), n=10)
    assert deciles[4] <= MEDIAN_FILE
    assert deciles[8] <= NINTH_FILE


def test_functions_are_mostly_short() -> None:
    deciles = quantiles((_lines(node) for s in product() for node in functions(s)), n=10)
    assert deciles[4] <= MEDIAN_FUNCTION
    assert deciles[8] <= NINTH_FUNCTION
