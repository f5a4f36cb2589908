"""The demo county: six ledgers, invented throughout, for the ordinary import to bring in."""

import datetime as dt
from pathlib import Path
from random import Random

from jobs.demo import employers, faults, grids, helpers, residents, seekers
from jobs.demo.people import Register
from jobs.demo.sheet import write
from jobs.demo.valley import communities


def generate(folder: Path, seed: int, as_of: dt.date) -> None:
    """Write the six .xlsx ledgers, as of a day, into ``folder``; equal seeds, equal cells."""
    folder.mkdir(parents=True, exist_ok=True)
    register = Register(communities(), as_of)
    # A stream of its own for each ledger: a change in one leaves the others as they were.
    grid = grids.ledger(_draw(seed, "grids"), register)
    resident, people = residents.ledger(_draw(seed, "residents"), register)
    helper = helpers.ledger(_draw(seed, "helpers"), register, people["社区党员"])
    seeker = seekers.ledger(_draw(seed, "seekers"), register, people["失业人员"])
    units = employers.employers(_draw(seed, "employers"), register.communities)
    vacancy = employers.vacancies(_draw(seed, "vacancies"), register, units)
    order = employers.orders(_draw(seed, "orders"), register, units)
    person_faults = (
        faults.repeated,
        faults.other_phone,
        faults.wrong_check_digit,
        faults.without_name,
        faults.unknown_community,
    )
    for ledger, planted in (
        (grid, ()),
        (resident, (*person_faults, faults.formula_in_note)),
        (helper, person_faults),
        (seeker, (*person_faults, faults.too_young)),
        (vacancy, (faults.nobody_wanted, faults.unknown_community)),
        (order, (faults.without_name,)),
    ):
        faults.plant(_draw(seed, ledger.file_name), register, ledger, planted)
        write(ledger, folder, as_of)


def _draw(seed: int, stream: str) -> Random:
    return Random(f"{seed}:{stream}")
