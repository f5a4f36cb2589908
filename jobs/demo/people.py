"""The people of the demo county: made once, then written into one ledger or several."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from jobs.demo.names import given_name, surname
from jobs.demo.valley import AREA_CODE, BUILDINGS, GRIDS, PHONE_BLOCK, UNITS, Community
from models.people.identity import age, check_digit


@dataclass(frozen=True)
class Home:
    """Where somebody lives: community, grid number, building number, unit number, door."""

    community: Community
    grid: int
    building: int
    unit: int
    door: str


@dataclass(frozen=True)
class Somebody:
    name: str
    male: bool
    born: dt.date
    id_number: str
    phone: str
    home: Home

    @property
    def sex(self) -> str:
        return "男" if self.male else "女"

    def age(self, day: dt.date) -> int:
        """Full years on ``day``."""
        return age(self.born, day)


class Register:
    """Makes people, never the same ID number or telephone twice."""

    def __init__(self, communities: tuple[Community, ...], as_of: dt.date) -> None:
        self.communities = communities
        self.as_of = as_of
        self._issued: set[str] = set()
        self._phones = 0

    def phone(self) -> str:
        self._phones += 1
        return f"{PHONE_BLOCK}{self._phones:05}"

    def home(self, draw: Random) -> Home:
        door = f"{draw.randint(1, 11)}{draw.randint(1, 4):02}"
        return Home(
            draw.choice(self.communities),
            draw.randint(1, GRIDS),
            draw.randint(1, BUILDINGS),
            draw.randint(1, UNITS),
            door,
        )

    def somebody(
        self, draw: Random, ages: tuple[int, int], women: float = 0.5, home: Home | None = None
    ) -> Somebody:
        """A new person whose age in full years lies within ``ages``, both ends included."""
        oldest = _years_before(self.as_of, ages[1] + 1) + dt.timedelta(days=1)
        youngest = _years_before(self.as_of, ages[0])
        born = oldest + dt.timedelta(days=draw.randrange((youngest - oldest).days + 1))
        male = draw.random() >= women
        return Somebody(
            surname(draw) + given_name(draw, male, born.year),
            male,
            born,
            self._id_number(draw, born, male),
            self.phone(),
            home or self.home(draw),
        )

    def _id_number(self, draw: Random, born: dt.date, male: bool) -> str:
        while True:
            order = draw.randrange(0, 999, 2) + male
            first_17 = f"{AREA_CODE}{born:%Y%m%d}{order:03}"
            if first_17 not in self._issued:
                self._issued.add(first_17)
                return first_17 + check_digit(first_17)


def _years_before(day: dt.date, years: int) -> dt.date:
    if (day.month, day.day) == (2, 29):
        day -= dt.timedelta(days=1)
    return day.replace(year=day.year - years)
