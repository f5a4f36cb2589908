"""Everything said in Chinese has its English: nothing missing, uncertain or left over.

Extracts as ``make messages`` does, which brings the catalogue up to date.
"""

import re
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.house.sources import LAYERS, NOT_OURS, ROOT

KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "Said": None,
    # Names that are data as well: models/ledgers/fields.py, models/care/service_kinds.py.
    "_key": (2,),
    "_kind": (2,),
    "_plain": (2,),
}
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
CATALOGUE = ROOT / "web" / "translations" / "en" / "LC_MESSAGES" / "messages.po"


# What ``_`` says in a template stands there as HTML, so it must be no text that somebody typed.
NO_LITERAL = re.compile(r"(?<![A-Za-z_])_\(\s*[^'\"\s]")


def test_templates_mark_no_typed_text_as_their_own() -> None:
    pages = (ROOT / "web" / "templates").rglob("*.html")
    assert [page.name for page in pages if NO_LITERAL.search(page.read_text())] == []


def _said() -> set[str]:
    found: set[str] = set()
    for layer in LAYERS:
        rows = extract_from_dir(
            str(ROOT / layer),
            METHODS,
            {"**.html": {"trimmed": "true", "silent": "false"}},
            KEYWORDS,
            directory_filter=lambda path: not NOT_OURS.intersection(path.split("/")),
        )
        for _file, _line, message, _comments, _context in rows:
            found |= {message} if isinstance(message, str) else set(message)
    return found - {""}


def _english() -> Catalog:
    return read_po(BytesIO(CATALOGUE.read_bytes()), locale="en")


def _ids(catalogue: Catalog) -> set[str]:
    found: set[str] = set()
    for message in catalogue:
        found |= {message.id} if isinstance(message.id, str) else set(message.id)
    return found - {""}


def test_something_is_said() -> None:
    assert len(_said()) > 50


def test_no_sentence_lacks_its_english() -> None:
    assert _said() - _ids(_english()) == set()


def test_no_english_is_left_over() -> None:
    assert _ids(_english()) - _said() == set()


def test_no_english_is_empty_or_uncertain() -> None:
    unsure = [m.id for m in _english() if m.id and (m.fuzzy or not m.string)]
    assert unsure == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    english = _english()
    wrong = [(m.id, [str(e) for e in m.check(english)]) for m in english if list(m.check(english))]
    assert wrong == []
