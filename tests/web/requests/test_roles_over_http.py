"""采办分离 over HTTP: every role, every action, every state, own and another's, against a table.

The table is written from what is promised, not from the code: who asks does not handle, who
handles does not supervise, a recorder is not a requester, an organisation sees nothing of who asks
before it has taken it, nor judges what one of its own has done.
"""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine

from models.accounts.roles import ROLES
from models.requests.steps import STATES, STEPS
from tests.web.requests.stage import Stage

# Those who look after a place; those of them on the grid worker's rung or above; the community and
# those above it; organisations; everybody who can have a request in hand.
LOOK = [
    "administrator",
    "county",
    "town",
    "community",
    "grid_lead",
    "grid_worker",
    "building_lead",
    "unit_lead",
]
UPPER = ["administrator", "county", "town", "community", "grid_lead", "grid_worker"]
ELDERS = ["administrator", "county", "town", "community"]
UNITS = ["organisation", "pairing_unit"]
HANDS = [*LOOK, "employment", "post_holder", *UNITS]

OPEN = "found accepted sent handled coordinated supervised checking reopened in_person paused"
ENDED = "done unconfirmed settled referred withdrawn"
EVERY = f"{OPEN} {ENDED}"
IN_WORK = "accepted sent paused in_person"

Table = dict[str, tuple[list[str], str]]
# What all staff of the place may do, whoever has it in hand. ``paused``: sent, its clock stopped.
STAFF: Table = {
    "view": (LOOK, EVERY),
    "unmask": (LOOK, EVERY),
    "need": (LOOK, f"found reopened {IN_WORK}"),
    "accept": (LOOK, "found reopened"),
    "answer": (LOOK, "accepted sent paused handled coordinated"),
    "send": (LOOK, IN_WORK),
    "offer": (LOOK, "accepted"),
    "coordinate": (LOOK, "sent paused handled"),
    "refer": (LOOK, f"found reopened {IN_WORK}"),
    "heard": (LOOK, "referred"),
    "resume": (LOOK, "paused"),
}
# What only those may do who never had it in hand themselves. A grid worker of the place has it.
OTHERS: Table = {
    "resident_yes": (LOOK, "supervised checking referred"),
    "resident_no": (LOOK, "supervised checking referred"),
    "withdraw": (LOOK, OPEN),
    "checked": (LOOK, "checking"),
    "pause": (LOOK, "accepted sent in_person"),
    "supervise": (UPPER, "handled coordinated"),
    "back": (UPPER, "handled coordinated"),
}
TALKS: Table = {"settle": (ELDERS, "in_person")}
TAKES: Table = {"take": (UNITS, "accepted"), "decline": (UNITS, "accepted")}
HANDLES: Table = {
    "view": (HANDS, EVERY),
    "unmask": (HANDS, EVERY),
    "answer": (HANDS, "accepted sent paused handled coordinated"),
    "handle": (HANDS, "sent"),
    "give_back": (HANDS, "sent paused"),
    "resume": (HANDS, "paused"),
}
# How ``me`` stands to it: who is tried, and what they may do.
STANDS: dict[str, tuple[list[str], Table]] = {
    "another's": (list(ROLES), STAFF | OTHERS | TALKS | TAKES),
    "recorded": (LOOK, STAFF | OTHERS | TALKS),
    "own": (list(ROLES), {}),
    "own by number": (HANDS, {}),
    "in hand": (HANDS, STAFF | HANDLES),
    "supervised": (UPPER, STAFF | OTHERS),
    "handled once": (LOOK, STAFF),
    "a colleague's": (UNITS, {}),
}
ANYBODY: Table = (
    STAFF
    | OTHERS
    | TALKS
    | TAKES
    | HANDLES
    | {
        # The product itself, and whoever writes from the number that was left, on no page.
        "silent": ([], "supervised"),
        "visited": ([], "accepted sent"),
        "wrote": ([], "supervised checking referred"),
    }
)
REASONS = {
    "back": "not_done",
    "resident_yes": "satisfied",
    "resident_no": "not_done",
    "checked": "seen_done",
    "refer": "property",
    "settle": "agreed",
    "withdraw": "solved",
    "pause": "weather",
    "decline": "busy",
    "give_back": "busy",
}
NEED = {
    "name": "没有这个人",
    "kind": "company",
    "first_day": "2099-01-01",
    "last_day": "2099-01-02",
    "consent": "own",
}
# Said where a need was only refused because nobody of that name is served here.
REACHED = "没有这位服务对象"
PAGES = ("view", "unmask", "need")
ACTIONS = (
    *PAGES,
    "accept",
    "answer",
    "send",
    "offer",
    "take",
    "decline",
    "handle",
    "give_back",
    "coordinate",
    "supervise",
    "back",
    "resident_yes",
    "resident_no",
    "silent",
    "visited",
    "wrote",
    "checked",
    "refer",
    "heard",
    "settle",
    "withdraw",
    "pause",
    "resume",
)


def test_nothing_is_left_out_of_the_table() -> None:
    assert set(ACTIONS) == {*STEPS, *PAGES}
    assert set(EVERY.split()) == {*STATES, "paused"}
    assert {role for roles, _table in STANDS.values() for role in roles} == set(ROLES)


def refusal(role: str, stand: str, action: str) -> int:
    """The status of what is not allowed: the page, the request or the step is not for him."""
    if role not in HANDS or (action == "need" and role not in LOOK):
        return 403
    if stand.startswith("own"):
        return 404
    if action == "need":
        return 422
    if role in LOOK or stand == "in hand":
        return 409
    if role in UNITS:
        # Asked, they may answer; the page shows them no more than their list does.
        return {"view": 302, "unmask": 404}.get(action, 409)
    return 404


def tried(stage: Stage, action: str) -> tuple[int, str]:
    url = f"/requests/{stage.request_id}"
    if action == "view":
        return stage.get(url)
    if action == "unmask":
        return stage.post(url, {"purpose": "go"})
    if action == "need":
        return stage.post(f"{url}/need", dict(NEED))
    form: dict[str, object] = {"reason": REASONS.get(action, ""), "remark": "说一句"}
    if action == "send":
        form["to"] = stage.accounts["post"]
    if action == "offer":
        form["units"] = [stage.units["club"]]
    return stage.post(f"{url}/{action}", form)


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_every_action_of_every_role(
    engine: Engine, owner: Engine, app: Flask, queue_redis: object, role: str
) -> None:
    """Each in one state in which somebody may, and in one in which nobody does anything."""
    first = {action: states.split()[0] for action, (_roles, states) in ANYBODY.items()}
    through(Stage.for_role(engine, owner, app, role), role, lambda action: {first[action], "done"})


@pytest.mark.evidence
@pytest.mark.parametrize("role", ROLES)
def test_every_action_of_every_role_in_every_state(
    engine: Engine, owner: Engine, app: Flask, queue_redis: object, role: str
) -> None:
    through(Stage.for_role(engine, owner, app, role), role, lambda action: set(EVERY.split()))


def through(stage: Stage, role: str, states_of: Callable[[str], set[str]]) -> None:
    """Try every action in its states, in every relation; what is not as the table says fails."""
    wrong, count, refused = [], 0, 0
    for stand, (roles, table) in STANDS.items():
        never = {"found"} if stand in ("in hand", "a colleague's") else set()
        for state in EVERY.split() if role in roles else ():
            actions = [one for one in ACTIONS if state in states_of(one) - never]
            if not actions:
                continue
            stage.set(stand, state)
            before = stage.fingerprint()
            for action in actions:
                allowed, states = table.get(action, ([], ""))
                may = role in allowed and state in states.split()
                status, page = tried(stage, action)
                changed = stage.fingerprint() != before
                count, refused = count + 1, refused + (not may)
                if not fits(role, stand, action, may, status, page, changed):
                    wrong.append((stand, state, action, may, status, changed))
                if changed:
                    stage.set(stand, state)
                    before = stage.fingerprint()
    print(f"{role}: {count} tried, {refused} refused")
    assert wrong == []
    assert count > len(ACTIONS) and refused > len(ACTIONS)


def fits(
    role: str, stand: str, action: str, may: bool, status: int, page: str, changed: bool
) -> bool:
    """Whether what came is what the table says: done and on record, or refused without a row."""
    if not may:
        return status == refusal(role, stand, action) and not changed and REACHED not in page
    if action == "need":
        return status == 422 and REACHED in page and not changed
    return status == (200 if action in PAGES else 303) and changed == (action != "view")


@pytest.mark.slow
def test_by_the_code_the_resident_says_his_word_and_nothing_else(
    engine: Engine, owner: Engine, app: Flask, queue_redis: object
) -> None:
    stage = Stage.for_role(engine, owner, app, "resident")
    word = {
        "resident_yes": "supervised checking referred",
        "resident_no": "supervised checking referred",
        "withdraw": OPEN,
    }
    wrong = []
    for state in EVERY.split():
        stage.set("another's", state)
        for action in STEPS:
            before = stage.fingerprint()
            form = {"step": action, "reason": REASONS.get(action, ""), "remark": "说一句"}
            stage.post(f"/asked/{stage.code}", form)
            changed = stage.fingerprint() != before
            if changed != (state in word.get(action, "").split()):
                wrong.append((state, action, changed))
            if changed:
                stage.set("another's", state)
    assert wrong == []


# The pages that are not of one request: who may open or send them.
BOARD = [*LOOK, "employment", "post_holder"]
SETTERS = ELDERS
DUTY = {"weekdays": ["0"], "begins": "18:00", "ends": "08:00", "first_day": "2000-01-01"}
OTHER_PAGES: dict[str, tuple[list[str], str, str, int]] = {
    "board": (BOARD, "GET", "/requests/", 200),
    "offered": (UNITS, "GET", "/requests/offers", 200),
    "new": (LOOK, "GET", "/requests/new", 200),
    "enter": (LOOK, "POST", "/requests/new", 422),
    "signs": (LOOK, "GET", "/requests/signs", 200),
    "from a flag": (LOOK, "POST", f"/requests/from-flag/{uuid.UUID(int=1)}", 409),
    "duties": (SETTERS, "GET", "/requests/duty", 200),
    "set a duty": (SETTERS, "POST", "/requests/duty/{place}", 422),
    "end a duty": (SETTERS, "POST", f"/requests/duty/shifts/{uuid.UUID(int=1)}/end", 422),
}


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_every_other_page(
    engine: Engine, owner: Engine, app: Flask, queue_redis: object, role: str
) -> None:
    stage = Stage.for_role(engine, owner, app, role)
    found = {}
    before = stage.fingerprint()
    for name, (_roles, method, url, _status) in OTHER_PAGES.items():
        url = url.format(place=stage.community)
        status, _page = stage.get(url) if method == "GET" else stage.post(url, dict(DUTY))
        found[name] = status
    assert found == {
        name: status if role in roles else 403
        for name, (roles, _method, _url, status) in OTHER_PAGES.items()
    }
    assert stage.fingerprint() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("grid_worker", 409),
        ("unit_lead", 409),
        ("building_lead", 409),
        ("grid_lead", 303),
        ("community", 303),
    ],
)
def test_where_one_grid_worker_serves_alone_the_level_above_supervises(
    engine: Engine, owner: Engine, app: Flask, queue_redis: object, role: str, status: int
) -> None:
    """The only grid worker has handled it; leads of buildings and units stand below him."""
    stage = Stage.for_role(engine, owner, app, role)
    stage.only("me") if role == "grid_worker" else stage.only("me", "worker")
    stage.set("in hand" if role == "grid_worker" else "another's", "handled")
    before = stage.fingerprint()
    assert tried(stage, "supervise")[0] == status
    assert (stage.fingerprint() != before) == (status == 303)


def test_whoever_serves_alone_calls_the_level_above(
    engine: Engine, owner: Engine, app: Flask, queue_redis: object
) -> None:
    stage = Stage.for_role(engine, owner, app, "grid_worker")
    stage.only("me", "clerk", "unit", "town")
    stage.set("in hand", "sent")
    assert tried(stage, "handle")[0] == 303
    assert stage.told() == ["clerk"]
