"""Every pair that did not stay has a named reason."""

from matcher.changes import Now, changes
from matcher.said import Said

BEFORE = {1: [10], 2: [11], 3: [12], 4: [13], 5: [14], 6: [15], 8: [16, 17]}
AFTER = {1: [10], 3: [20], 4: [14], 5: [21], 7: [22], 8: [17, 16]}
NOW = Now(
    subjects=frozenset({1, 3, 4, 5, 6, 7, 8}),
    givers=frozenset({10, 11, 13, 14, 15, 16, 17, 20, 21, 22}),
    failed={(13, 4): Said("缺少所需技能")},
    score={(14, 5): 6000, (21, 5): 5500},
)


def test_each_change_names_its_reason():
    found = {change.subject: change.reason for change in changes(BEFORE, AFTER, NOW)}
    assert found == {
        2: "subject_gone",
        3: "giver_gone",
        4: "not_eligible",
        5: "needed_more",
        6: "no_place",
        7: "served",
    }


def test_a_better_one_says_by_how_much():
    now = Now(frozenset({1}), frozenset({10, 11}), {}, {(10, 1): 4000, (11, 1): 6500})
    (change,) = changes({1: [10]}, {1: [11]}, now)
    assert (change.reason, str(change.said)) == ("better", "有更合适的人选，高 25.00 分")


def test_nothing_changed_is_nothing_said():
    assert changes(BEFORE, BEFORE, NOW) == []


def test_the_same_giver_at_another_time_is_a_change():
    now = Now(frozenset({1}), frozenset({10}), {}, {}, frozenset({(10, 1)}))
    (change,) = changes({1: [10]}, {1: [10]}, now)
    assert (change.before, change.after, change.reason) == (10, 10, "other_time")
