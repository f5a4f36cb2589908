"""Certificates: issued once, sealed, and checked by anybody who holds one.

志愿服务记录与证明出具办法（试行）: a certificate names the volunteer, the service and its hours
and who recorded them, and carries a number by which it can be checked.
"""

import base64
import datetime as dt
import hmac
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session, joinedload

from matcher.said import Said
from models.accounts.scope import Scope
from models.care.hours.correcting import DECIDERS
from models.care.hours.numbers import new_number, read_number
from models.care.hours.refusals import (
    CertificateRefused,
    HoursSettled,
    HoursUnknown,
    NothingToCertify,
)
from models.care.hours.signing import said_reason
from models.care.hours.stars import stars_of, thresholds
from models.care.hours.tables import Certificate, ServiceHours
from models.care.hours.totals import certifiable
from models.database.ring import lasting_key
from models.people.tables import Helper, Organisation, Person
from models.places.tables import Place
from models.trail.log import record_row

SEAL_BYTES = 16
MOST_LINES = 6
# Older than any record of hours.
FIRST_DAY = dt.date(2000, 1, 1)
OTHER = "其他服务"
FORGED = Said("没有查到这样的证明。编号、时长或二维码与我们发出的不一致，请不要采信。")


@dataclass(frozen=True)
class Checked:
    """What a stranger learns of a certificate: ``state`` is valid, changed or revoked.

    ``minutes_now`` is what still stands of ``certificate.minutes``.
    """

    certificate: Certificate
    state: str
    minutes_now: int


def issue(
    session: Session,
    helper: Helper,
    since: dt.date,
    until: dt.date,
    now: dt.datetime,
    *,
    by: uuid.UUID,
    whole_id: bool = False,
) -> Certificate:
    """Certify the credited hours of a helper that began between two days, both included.

    Stars are those of all that was credited up to ``until``. With ``whole_id`` the identity
    number stands on the paper in full, and the trail says so.
    """
    if since > until:
        raise NothingToCertify(Said("开始日期要早于结束日期。"))
    counted = certifiable(session, helper.id, since, until)
    if not counted:
        raise NothingToCertify(Said("这段时间没有已认定的工时，换一段时间再试。"))
    before = certifiable(session, helper.id, FIRST_DAY, until)
    worth = stars_of(sum(one.minutes for one in before), thresholds(session, until))
    person = session.get_one(Person, helper.person_id)
    certificate = Certificate(
        number=new_number(),
        helper_id=helper.id,
        name=person.name,
        whole_id=whole_id,
        since=since,
        until=until,
        minutes=sum(one.minutes for one in counted),
        stars=worth.stars,
        contents=_contents(counted),
        unit=recording_unit(session, helper, person),
        hours_ids=[one.id for one in counted],
        issued_at=now,
        issued_by=by,
    )
    certificate.seal = seal_of(certificate)
    session.add(certificate)
    session.flush()
    record_row(session, "hours.certify", certificate, now, by=by, **_about(certificate, helper))
    return certificate


def seal_of(certificate: Certificate) -> bytes:
    """HMAC-SHA256 over all that stands on a certificate, cut to what fits into a small QR code."""
    said = [
        certificate.number,
        certificate.name,
        certificate.whole_id,
        certificate.since.isoformat(),
        certificate.until.isoformat(),
        certificate.minutes,
        certificate.stars,
        certificate.contents,
        certificate.unit,
        [str(one) for one in certificate.hours_ids],
        int(certificate.issued_at.timestamp()),
    ]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hmac.new(lasting_key("certificate"), text.encode(), sha256).digest()[:SEAL_BYTES]


def seal_text(certificate: Certificate) -> str:
    """The seal as the QR code carries it."""
    return base64.urlsafe_b64encode(certificate.seal).rstrip(b"=").decode()


def check(session: Session, number: str, minutes: int, seal: str | None) -> Checked:
    """What became of a certificate, for whoever holds its number and its hours.

    ``seal`` comes with the QR code; without it number and hours must do. Raises
    CertificateRefused, always in the same words: nothing is told about what was wrong.
    """
    known = read_number(number)
    found = session.scalar(select(Certificate).where(Certificate.number == known))
    if found is None or minutes != found.minutes:
        raise CertificateRefused(FORGED)
    # A row that was changed past this product is as forged as a changed paper.
    if not hmac.compare_digest(seal_of(found), found.seal):
        raise CertificateRefused(FORGED)
    if seal is not None and not hmac.compare_digest(seal.encode(), seal_text(found).encode()):
        raise CertificateRefused(FORGED)
    stands = _standing(session, found)
    if found.revoked_at is not None:
        return Checked(found, "revoked", 0)
    return Checked(found, "valid" if stands == found.minutes else "changed", stands)


def revoke_certificate(
    session: Session, scope: Scope, certificate_id: uuid.UUID, reason: str, now: dt.datetime
) -> Certificate:
    """Take a certificate back; its check page says so from now on."""
    found = session.scalar(
        select(Certificate)
        .join(Helper, Helper.id == Certificate.helper_id)
        .join(Person, Person.id == Helper.person_id)
        .join(Place, Place.id == Person.place_id)
        .where(Certificate.id == certificate_id, scope.within(DECIDERS))
        .options(joinedload(Certificate.helper))
        .with_for_update(of=Certificate)
    )
    if found is None:
        raise HoursUnknown(Said("没有找到这份证明。"))
    if found.revoked_at is not None:
        raise HoursSettled(Said("这份证明已经撤销。"))
    found.revoked_at, found.revoked_by = now, scope.account_id
    found.revoked_for = said_reason(reason)
    record_row(
        session,
        "hours.revoke_certificate",
        found,
        now,
        by=scope.account_id,
        **_about(found, found.helper),
    )
    return found


def recording_unit(session: Session, helper: Helper, person: Person) -> str:
    """Who recorded the hours: the volunteer's organisation, else the community he lives in."""
    if helper.organisation_id is not None:
        return session.get_one(Organisation, helper.organisation_id).name
    home = session.get_one(Place, person.place_id)
    above = (
        select(Place.name)
        .where(func.starts_with(literal(home.path), Place.path), Place.kind == "community")
        .limit(1)
    )
    return session.scalar(above) or home.name


def _contents(counted: Sequence[ServiceHours]) -> list[dict[str, Any]]:
    """What was done, longest first: how often and how many minutes; the many small ones as one."""
    sums: dict[str, list[int]] = {}
    for one in counted:
        line = sums.setdefault(one.content, [0, 0])
        line[0] += 1
        line[1] += one.minutes
    ranked = sorted(sums.items(), key=lambda item: (-item[1][1], item[0]))
    lines = [{"content": name, "times": n, "minutes": total} for name, (n, total) in ranked]
    if len(lines) <= MOST_LINES:
        return lines
    rest = [line for _, line in ranked[MOST_LINES - 1 :]]
    times, total = (sum(numbers) for numbers in zip(*rest, strict=True))
    return [*lines[: MOST_LINES - 1], {"content": OTHER, "times": times, "minutes": total}]


def _standing(session: Session, certificate: Certificate) -> int:
    stands = select(func.coalesce(func.sum(ServiceHours.minutes), 0)).where(
        ServiceHours.id.in_(certificate.hours_ids), ServiceHours.state == "credited"
    )
    return session.scalars(stands).one()


def _about(certificate: Certificate, helper: Helper) -> dict[str, Any]:
    detail = {"minutes": certificate.minutes, "whole_id": certificate.whole_id}
    return {"whose": helper.person_id, "why": certificate.revoked_for, "detail": detail}
