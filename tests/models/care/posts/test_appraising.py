"""Five to seven independent people, a result by rule only, disputes settled by other hands."""

import datetime as dt
import uuid
from itertools import count

import pytest

from models.accounts.scope import Scope, scope_of
from models.care.posts import appraising, disputes
from models.care.posts.asked import candidates
from models.care.posts.refusals import AppraisalNotReady, AppraiserUnfit, OwnMatter, PostUnknown
from models.care.posts.tables import Appraisal, Voice
from models.care.refusals import ReasonUnknown
from tests.models.care.posts.conftest import Posted
from tests.models.care.village import NOON, TODAY

QUARTER = dt.date(2026, 10, 1)
_DOORS = count(400)


def begun(posted: Posted) -> Appraisal:
    held = posted.held()
    return appraising.begin(posted.session, posted.keeper, held.id, QUARTER, NOON)


def ask(posted: Posted, found: Appraisal, kind: str, subject: uuid.UUID | None = None) -> Voice:
    who = subject or somebody(posted, kind)
    return appraising.ask(posted.session, posted.keeper, found.id, who, kind, NOON)


def somebody(posted: Posted, kind: str, door: str | None = None) -> uuid.UUID:
    here = door or str(next(_DOORS))
    if kind == "resident":
        return posted.village.elder("邻居", door=here).person_id
    if kind == "member":
        return posted.another(door=here).person_id
    return posted.village.login("community").id


def say(posted: Posted, voice: Voice, word: str, by: Scope | None = None) -> Voice:
    return appraising.answer(posted.session, by or posted.keeper, voice.id, word, None, NOON)


def closed(posted: Posted, words: list[str]) -> Appraisal:
    found = begun(posted)
    kinds = ["staff", "member", *["resident"] * (len(words) - 2)]
    for kind, word in zip(kinds, words, strict=True):
        say(posted, ask(posted, found, kind), word)
    return appraising.close(posted.session, posted.keeper, found.id, NOON)


@pytest.mark.parametrize(
    ("words", "result"),
    [
        (["good", "good", "good", "poor", "poor"], "good"),
        (["good", "good", "good", "fair", "fair", "poor"], "fair"),
        (["good", "fair", "poor", "poor", "poor", "good", "fair"], "fair"),
        (["poor", "poor", "poor", "good", "good"], "poor"),
    ],
)
def test_the_result_is_the_word_in_the_middle(
    posted: Posted, words: list[str], result: str
) -> None:
    assert closed(posted, words).result == result


def test_no_result_while_fewer_than_five_or_not_all_have_answered(posted: Posted) -> None:
    found = begun(posted)
    voices = [ask(posted, found, kind) for kind in ("staff", "member", "resident", "resident")]
    for voice in voices:
        say(posted, voice, "good")
    with pytest.raises(AppraisalNotReady):
        appraising.close(posted.session, posted.keeper, found.id, NOON)
    fifth = ask(posted, found, "resident")
    with pytest.raises(AppraisalNotReady):
        appraising.close(posted.session, posted.keeper, found.id, NOON)
    say(posted, fifth, "good")
    assert appraising.close(posted.session, posted.keeper, found.id, NOON).result == "good"
    with pytest.raises(AppraisalNotReady):
        say(posted, fifth, "poor")


def test_one_side_alone_gives_no_result(posted: Posted) -> None:
    found = begun(posted)
    for _ in range(5):
        say(posted, ask(posted, found, "resident"), "good")
    with pytest.raises(AppraisalNotReady):
        appraising.close(posted.session, posted.keeper, found.id, NOON)


def test_an_eighth_is_not_asked(posted: Posted) -> None:
    found = begun(posted)
    for _ in range(7):
        ask(posted, found, "resident")
    with pytest.raises(AppraisalNotReady):
        ask(posted, found, "member")


def test_who_is_asked_is_independent(posted: Posted) -> None:
    found = begun(posted)
    neighbour = somebody(posted, "resident", door="777")
    ask(posted, found, "resident", neighbour)
    own = posted.village.login("community", posted.member.person_id)
    unfit = [
        ("resident", neighbour, AppraiserUnfit),
        ("resident", somebody(posted, "resident", door="777"), AppraiserUnfit),
        ("resident", somebody(posted, "resident", door="101"), AppraiserUnfit),
        ("member", posted.member.person_id, OwnMatter),
        ("staff", own.id, OwnMatter),
        ("staff", posted.keeper.account_id, AppraiserUnfit),
        ("resident", posted.village.elder("外社区", grid=2).person_id, AppraiserUnfit),
        ("member", posted.village.volunteer().person_id, AppraiserUnfit),
        ("staff", posted.village.login("volunteer").id, AppraiserUnfit),
    ]
    for kind, subject, refusal in unfit:
        with pytest.raises(refusal):
            ask(posted, found, kind, subject)


def test_the_list_to_ask_from_leaves_out_the_holder_and_those_asked(posted: Posted) -> None:
    found = begun(posted)
    asked = ask(posted, found, "member")
    other = somebody(posted, "member")
    found = appraising.appraisal_in(posted.session, posted.keeper, found.id)
    shown = {one.id for one in candidates(posted.session, found, "member", "")}
    assert other in shown and not shown & {asked.person_id, posted.member.person_id}


def test_the_holder_enters_nobodys_word(posted: Posted) -> None:
    found = begun(posted)
    voice = ask(posted, found, "resident")
    own = posted.village.scope(
        "community", posted.village.communities[0], person_id=posted.member.person_id
    )
    with pytest.raises(OwnMatter):
        say(posted, voice, "good", own)
    with pytest.raises(PostUnknown):
        say(posted, voice, "good", posted.village.scope("volunteer"))
    with pytest.raises(ReasonUnknown):
        say(posted, voice, "splendid")


def test_who_is_asked_answers_himself(posted: Posted) -> None:
    voice = ask(posted, begun(posted), "staff", (clerk := posted.village.login("community")).id)
    assert say(posted, voice, "fair", scope_of(clerk)).entered_by == clerk.id


def test_a_quarter_is_begun_once_and_not_before_its_time(posted: Posted) -> None:
    found = begun(posted)
    again = appraising.begin(posted.session, posted.keeper, found.holding_id, QUARTER, NOON)
    assert again.id == found.id
    for wrong in (dt.date(2027, 1, 1), TODAY):
        with pytest.raises(AppraisalNotReady):
            appraising.begin(posted.session, posted.keeper, found.holding_id, wrong, NOON)


def test_a_dispute_is_settled_by_other_hands_and_the_quarter_done_again(posted: Posted) -> None:
    found = closed(posted, ["poor"] * 5)
    disputes.dispute(posted.session, posted.member.id, found.id, "那个月我在住院", NOON)
    with pytest.raises(OwnMatter):
        disputes.settle(posted.session, posted.keeper, found.id, "void", NOON)
    other = posted.village.scope("county")
    assert disputes.settle(posted.session, other, found.id, "void", NOON).settled == "void"
    again = appraising.begin(posted.session, posted.keeper, found.holding_id, QUARTER, NOON)
    assert again.id != found.id


def test_a_dispute_comes_in_time_and_from_the_holder(posted: Posted) -> None:
    found = closed(posted, ["poor"] * 5)
    with pytest.raises(PostUnknown):
        disputes.dispute(posted.session, posted.another().id, found.id, "不对", NOON)
    with pytest.raises(AppraisalNotReady):
        late = NOON + dt.timedelta(days=20)
        disputes.dispute(posted.session, posted.member.id, found.id, "不对", late)
