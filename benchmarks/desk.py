"""``python -m benchmarks.desk``: rejections one after another at the review desk, over HTTP.

The product's own web server and its worker for those who wait stand on the county in
``LIANXIN_VAR``; without, on a fresh one with the demo county or with ``--ledgers FOLDER``. Some
proposals are locked first and looked at afterwards. ``--write`` keeps the figures and makes
``docs/benchmarks.md`` anew.
"""

import argparse
import re
import sys
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.county import county
from benchmarks.page import keep
from benchmarks.served import Browser, account_for, served
from jobs.clock import now, today
from jobs.ground import engine
from jobs.matching import nightly
from models.matching.tables import Proposal

PARTS = ("worker-interactive", "web")
# Rejections before those that count: worker and web read the county at the first.
WARM_UP = 3
LOOK_AGAIN = 0.02


def main() -> None:
    given = _arguments(sys.argv[1:])
    with county(given.ledgers) as county_id:
        day = today(now())
        nightly.run(county_id, day, day)
        account_for("employment", county_id)
        with served(PARTS) as address:
            desk = Desk(address)
            locked = [desk.lock(one) for one in desk.waiting(jobs=True)[: given.locked]]
            for one in desk.waiting(locked=False)[:WARM_UP]:
                desk.reject(one)
            took = [desk.reject(desk.waiting(locked=False)[0]) for _ in range(given.rejections)]
        moved = _moved(locked)
    found = _figures(took) | {"locked": len(locked), "locked_moved": moved}
    for name, value in found.items():
        print(f"{name:20}{value:.3f}" if isinstance(value, float) else f"{name:20}{value}")
    if given.write:
        keep({"desk": found})


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk", description=__doc__)
    parser.add_argument("--ledgers", type=Path, help="fill an empty county from this folder")
    parser.add_argument("--rejections", type=int, default=50)
    parser.add_argument("--locked", type=int, default=20, help="proposals held fast meanwhile")
    parser.add_argument("--write", action="store_true", help="keep the figures in docs/")
    return parser.parse_args(words)


class Desk:
    """The desk in a browser without script, by the one account."""

    def __init__(self, address: str) -> None:
        self.browser = Browser(address)
        self.browser.sign_in()
        self.client = self.browser.client

    def waiting(self, jobs: bool = False, locked: bool = True) -> list[Proposal]:
        """Open proposals, the most urgent first; only of vacancies, or only those not locked."""
        wanted = select(Proposal).where(Proposal.market == "employment", Proposal.state == "open")
        if jobs:
            wanted = wanted.where(Proposal.vacancy_id.is_not(None))
        if not locked:
            wanted = wanted.where(~Proposal.locked)
        with Session(engine(), expire_on_commit=False) as session:
            return list(session.scalars(wanted.order_by(Proposal.rank, Proposal.id)))

    def lock(self, proposal: Proposal) -> Proposal:
        self._decide(proposal, "lock", {"locked": "true"})
        return proposal

    def reject(self, proposal: Proposal) -> tuple[float, float]:
        """Seconds until the decision stands, and until it is known who moves."""
        page = self.client.get(f"/desk/{proposal.id}").text
        begun = time.perf_counter()
        answer = self._decide(proposal, "reject", {"reason": "hours"}, page)
        stands = time.perf_counter()
        job = re.search(r"moves=([0-9a-f-]{36})", answer.headers["location"])
        if job is None:
            raise SystemExit("nobody was asked to match again")
        while self._working(job[1]):
            time.sleep(LOOK_AGAIN)
        return stands - begun, time.perf_counter() - begun

    def _working(self, job: str) -> bool:
        told = self.client.get(f"/desk/moves/{job}", headers={"HX-Request": "true"}).text
        return "hx-get" in told

    def _decide(
        self, proposal: Proposal, action: str, form: dict[str, str], page: str = ""
    ) -> httpx.Response:
        url = f"/desk/{proposal.id}"
        given = {"version": str(proposal.version), "next": url, **form}
        return self.browser.send(f"{url}/{action}", given, page or self.client.get(url).text)


def _moved(locked: list[Proposal]) -> int:
    """How many of those locked are no longer what they were."""
    with Session(engine()) as session:
        now_ = {one.id: one for one in session.scalars(select(Proposal).where(Proposal.locked))}
    return sum(one.id not in now_ or now_[one.id].state != "open" for one in locked)


def _figures(took: list[tuple[float, float]]) -> dict[str, Any]:
    found: dict[str, Any] = {"rejections": len(took)}
    for name, each in zip(("decision", "moves"), zip(*took, strict=True), strict=True):
        found |= {name: median(each), f"{name}_p95": quantiles(each, n=20)[-1]}
    return found


if __name__ == "__main__":
    main()
