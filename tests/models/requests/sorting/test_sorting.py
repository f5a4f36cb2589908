"""Requests find their kind by their words, and say so when they do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.requests.sorting.likeness import ALIKE, likeness
from models.requests.sorting.sort import LEAST, SURE, sort
from models.requests.sorting.words import DEFAULT
from tests.models.requests.sorting.sentences import OTHER, SAME, SENTENCES, UNSURE


def test_nearly_all_find_their_kind_and_hardly_one_a_wrong_one() -> None:
    got = [(kind, sort(text, DEFAULT).kind, text) for kind, text in SENTENCES]
    wrong = [one for one in got if one[1] not in (None, one[0])]
    right = [one for one in got if one[1] == one[0]]
    assert len(SENTENCES) >= 60
    assert wrong == []
    assert len(right) >= 0.9 * len(SENTENCES), [one for one in got if one[1] is None]


@pytest.mark.parametrize("text", UNSURE)
def test_who_says_too_little_or_too_much_is_asked(text: str) -> None:
    assert sort(text, DEFAULT).kind is None


def test_it_says_how_sure_it_is_and_by_which_words() -> None:
    found = sort("楼道 充电，怕着火", DEFAULT)
    assert (found.kind, found.share) == ("safety", 1.0)
    assert found.found == ["楼道充电", "着火"]
    both = sort("低保怎么申请，还有邻居太吵", DEFAULT)
    assert both.kind is None and both.guess == "paperwork" and both.share < SURE


def test_a_word_the_administrator_adds_is_known_at_once() -> None:
    text = "娃娃鱼塘边没有栏杆"
    assert sort(text, DEFAULT).guess is None
    assert sort(text, {**DEFAULT, "safety": {"没有栏杆": LEAST}}).kind == "safety"


@given(st.text(max_size=60))
def test_any_text_is_borne_and_the_share_is_one(text: str) -> None:
    found = sort(text, DEFAULT)
    assert 0.0 <= found.share <= 1.0
    assert (found.guess is None) == (found.share == 0.0)
    assert likeness(text, text) in (0.0, 1.0)


def test_the_same_matter_told_twice_is_seen_and_another_is_not() -> None:
    assert min(likeness(*both) for both in SAME) >= ALIKE
    assert max(likeness(*both) for both in OTHER) < ALIKE


def test_likeness_is_the_same_from_both_sides() -> None:
    for one, other in SAME + OTHER:
        assert likeness(one, other) == likeness(other, one)
