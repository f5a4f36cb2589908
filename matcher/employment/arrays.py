"""One county's job seekers and openings as arrays: what the employment market sees of the tables.

Deliberately absent: sex, ethnicity, hukou, marriage, political status, kind of disability. Age and
health stand here for rules only, hardship for the public-welfare rule and (by the caller) for
``seeker_missing_cost``; no feature reads them.
"""

from dataclasses import dataclass, field

from matcher.columns import Columns, Flags, Floats, Ints, OutOfRange, flags, floats, ints, names
from matcher.employment.hours import HALF_HOURS, WHOLE_DAY
from matcher.pairs import Pairs, no_pairs

VACANCY, WELFARE_POST, COHORT = range(3)
UNKNOWN_SCHOOLING, PRIMARY, MIDDLE, SECONDARY, COLLEGE, BACHELOR, GRADUATE = range(7)
CANNOT_STAND, CANNOT_LIFT, POOR_SIGHT = 1, 2, 4
STANDING, HEAVY, HEIGHTS, TOXIC, ENTERTAINMENT = 1, 2, 4, 8, 16
UNWILLING, DEPENDS, WILLING = range(3)


@dataclass(frozen=True)
class EmploymentArrays(Columns):
    """Seekers x openings (vacancies, public-welfare posts, training cohorts) on ``as_of``.

    Occupations are the caller's codes 0..62; bit k of a skill, certificate or training-wish mask
    is occupation k.
    Money is yuan a month. Days are ordinals. Places: -1 = not known.

    minimum_wage : the county's on ``as_of``, from the caller's dated table
    seeker_wishes : int[seekers, n], occupations wished, best first, -1 = none
    seeker_wage : wage wished, 0 = negotiable
    seeker_weekday, seeker_weekend : half-hours the person can work (``hours``)
    seeker_session : longest stretch a day in half-hours, 48 = no limit
    seeker_commute_km : NaN = not said
    seeker_health : CANNOT_STAND | CANNOT_LIFT | POOR_SIGHT
    seeker_market_failed : offers of the open market were tried and came to nothing
    seeker_term_over : public-welfare posts have lasted as long as the law lets them
    seeker_missing_cost : cost of leaving the person without a proposal: the help queue
    opening_group : employer or training order, a row number of ``group_headcount``
    opening_headcount, opening_minimum : places; fewest for a cohort to open, 0 = any
    opening_until : last day it is valid; of a cohort its first day of class
    opening_hazards : STANDING | HEAVY | HEIGHTS | TOXIC | ENTERTAINMENT
    group_headcount : most people one employer or order takes in all
    locked : proposals to be left as they are while they may be; at most one a seeker
    kept, forbidden : last night's proposal; rejected or withdrawn
    """

    as_of: int
    minimum_wage: int

    seeker_id: Ints = names("seekers")
    seeker_age: Ints = ints("seekers", low=0, high=130)
    seeker_schooling: Ints = ints("seekers", low=0, high=6)
    seeker_skills: Ints = ints("seekers", low=0)
    seeker_certificates: Ints = ints("seekers", low=0)
    seeker_wishes: Ints = ints("seekers", low=-1, high=62, wide="wishes")
    seeker_wage: Ints = ints("seekers", low=0)
    seeker_weekday: Ints = ints("seekers", low=0, high=WHOLE_DAY)
    seeker_weekend: Ints = ints("seekers", low=0, high=WHOLE_DAY)
    seeker_session: Ints = ints("seekers", low=0, high=HALF_HOURS)
    seeker_commute_km: Floats = floats("seekers", low=0, missing=True)
    seeker_health: Ints = ints("seekers", low=0, high=7)
    seeker_hardship: Flags = flags("seekers")
    seeker_market_failed: Flags = flags("seekers")
    seeker_term_over: Flags = flags("seekers")
    seeker_training: Ints = ints("seekers", low=0, high=2)
    seeker_training_wishes: Ints = ints("seekers", low=0)
    seeker_opted_out: Flags = flags("seekers")
    seeker_missing_cost: Ints = ints("seekers", low=0)
    seeker_lat: Floats = floats("seekers", missing=True)
    seeker_lon: Floats = floats("seekers", missing=True)
    seeker_grid: Ints = ints("seekers", low=-1)
    seeker_community: Ints = ints("seekers", low=-1)
    seeker_town: Ints = ints("seekers", low=-1)

    opening_id: Ints = names("openings")
    opening_kind: Ints = ints("openings", low=0, high=2)
    opening_occupation: Ints = ints("openings", low=-1, high=62)
    opening_group: Ints = ints("openings", low=0, of="groups")
    opening_headcount: Ints = ints("openings", low=0)
    opening_minimum: Ints = ints("openings", low=0)
    opening_wage_low: Ints = ints("openings", low=0)
    opening_wage_high: Ints = ints("openings", low=0)
    opening_weekday: Ints = ints("openings", low=0, high=WHOLE_DAY)
    opening_weekend: Ints = ints("openings", low=0, high=WHOLE_DAY)
    opening_schooling: Ints = ints("openings", low=0, high=6)
    opening_skills: Ints = ints("openings", low=0)
    opening_certificates: Ints = ints("openings", low=0)
    opening_hazards: Ints = ints("openings", low=0, high=31)
    opening_until: Ints = ints("openings", low=0)
    opening_lat: Floats = floats("openings", missing=True)
    opening_lon: Floats = floats("openings", missing=True)
    opening_grid: Ints = ints("openings", low=-1)
    opening_community: Ints = ints("openings", low=-1)
    opening_town: Ints = ints("openings", low=-1)

    group_headcount: Ints = ints("groups", low=0)

    locked: Pairs = field(default_factory=no_pairs)
    kept: Pairs = field(default_factory=no_pairs)
    forbidden: Pairs = field(default_factory=no_pairs)

    @property
    def seekers(self) -> int:
        return len(self.seeker_id)

    @property
    def openings(self) -> int:
        return len(self.opening_id)

    def check(self) -> None:
        if (self.opening_wage_high < self.opening_wage_low).any():
            raise OutOfRange("opening_wage_high", "below opening_wage_low")
        if (self.opening_minimum > self.opening_headcount).any():
            raise OutOfRange("opening_minimum", "above opening_headcount")
        for name in ("locked", "kept", "forbidden"):
            pairs: Pairs = getattr(self, name)
            if (pairs.left >= self.seekers).any() or (pairs.right >= self.openings).any():
                raise OutOfRange(name, "a pair of nobody")
