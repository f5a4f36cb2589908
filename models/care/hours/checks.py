"""The named checks on hours, one line each: what it is called and what finds it."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from matcher.said import Said
from models.care.hours import moving, pairing, writing
from models.care.hours.entries import Entry, Finding
from models.care.hours.limits import Limits


@dataclass(frozen=True)
class Check:
    """``find`` looks at all entries of a county at once; it may name one entry twice."""

    label: Said
    find: Callable[[Sequence[Entry], Limits], Iterator[Finding]]


CHECKS = MappingProxyType(
    {
        "overlap": Check(Said("两次服务时间重叠"), moving.overlap),
        "during_duty": Check(Said("和领岗履职时间重叠"), moving.during_duty),
        "travel": Check(Said("路上时间不可能"), moving.travel),
        "long_day": Check(Said("一天时间过长"), moving.long_day),
        "long_month": Check(Said("一个月时间过长"), moving.long_month),
        "long_visit": Check(Said("一次时间过长"), moving.long_visit),
        "night": Check(Said("夜间服务"), moving.night),
        "bulk_entry": Check(Said("成批录入"), writing.bulk_entry),
        "bulk_signing": Check(Said("成批签认"), writing.bulk_signing),
        "after_the_fact": Check(Said("事后集中补录"), writing.after_the_fact),
        "no_evidence": Check(Said("没有凭证"), writing.no_evidence),
        "self_credit": Check(Said("自己给自己签认"), writing.self_credit),
        "one_signer": Check(Said("只由一个人签认"), writing.one_signer),
        "shared_account": Check(Said("一个账号替多人填报"), writing.shared_account),
        "before_claim": Check(Said("先服务后认领"), writing.before_claim),
        "same_pair": Check(Said("同一对人次数过多"), pairing.same_pair),
        "crowded": Check(Said("同一户同时人数过多"), pairing.crowded),
        "alike": Check(Said("起止时间千篇一律"), pairing.alike),
        "whole_hours": Check(Said("长时间服务全是整点"), pairing.whole_hours),
        "twins": Check(Said("两个人的时间一模一样"), pairing.twins),
        "not_serving": Check(Said("不在服务期内"), pairing.not_serving),
        "nobody_there": Check(Said("服务对象不在"), pairing.nobody_there),
    }
)


def find_all(entries: Sequence[Entry], limits: Limits) -> dict[tuple[uuid.UUID, str], Said]:
    """(entry, name of the check) -> what it found; nothing of an entry already taken back."""
    counted = [entry for entry in entries if entry.state != "revoked"]
    duties = {entry.id for entry in counted if entry.duty}
    found: dict[tuple[uuid.UUID, str], Said] = {}
    for name, check in CHECKS.items():
        for finding in check.find(counted, limits):
            if finding.entry not in duties:
                found.setdefault((finding.entry, name), finding.said)
    return found
