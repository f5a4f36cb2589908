"""Checks on how hours were written down and signed: in bulk, after the fact, by whom."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from matcher.said import Said
from models.care.days import civil_day
from models.care.hours.entries import Entry, Finding
from models.care.hours.limits import Limits
from models.care.hours.moving import by_helper

MINUTE = dt.timedelta(minutes=1)
OTHERS_SERVED = 3
ONE_SIGNER = 10
BEFORE_CLAIM = dt.timedelta(hours=2)


def bulk_entry(entries: Sequence[Entry], limits: Limits) -> Iterator[Finding]:
    """One account that entered more in a minute than anybody can type."""
    yield from _bulk(
        entries,
        lambda entry: entry.entered_by,
        lambda entry: entry.recorded,
        Said("同一个账号一分钟里录入了 %(count)d 条。", count=0),
        limits.entries_a_minute,
    )


def bulk_signing(entries: Sequence[Entry], limits: Limits) -> Iterator[Finding]:
    """One account that answered for more in a minute than anybody can have asked about."""
    yield from _bulk(
        [entry for entry in entries if entry.signed_by is not None],
        lambda entry: entry.signed_by,
        lambda entry: entry.signed or entry.recorded,
        Said("同一个账号一分钟里签认了 %(count)d 条。", count=0),
        limits.entries_a_minute,
    )


def after_the_fact(entries: Sequence[Entry], limits: Limits) -> Iterator[Finding]:
    """Many services of one helper entered on one day, all of them too late."""
    for mine in by_helper(entry for entry in entries if entry.late and not entry.duty):
        days = defaultdict(list)
        for entry in mine:
            days[civil_day(entry.recorded)].append(entry)
        for at_once in days.values():
            if len(at_once) >= limits.late_at_once:
                said = Said("超过期限才补录，同一天补录了 %(count)d 条。", count=len(at_once))
                yield from (Finding(entry.id, said) for entry in at_once)


def no_evidence(entries: Sequence[Entry], limits: Limits) -> Iterator[Finding]:
    """Counted, or waiting for long, with nothing to show for it."""
    if not entries:
        return
    latest = max(entry.recorded for entry in entries)
    for entry in entries:
        if entry.evidence != "none" or entry.signed_by is not None or entry.duty:
            continue
        days = (latest - entry.recorded).days
        if entry.state == "credited":
            yield Finding(entry.id, Said("没有凭证，也没有人签认，却已经算了工时。"))
        elif entry.state == "pending" and days > limits.unproven_days:
            said = Said("没有凭证，%(days)d 天了也没有人签认。", days=days)
            yield Finding(entry.id, said)


def self_credit(entries: Sequence[Entry], _limits: Limits) -> Iterator[Finding]:
    """Signed by who served, or by who wrote it down."""
    for entry in entries:
        if entry.signer_is_helper and not entry.clerk and entry.own_account:
            yield Finding(entry.id, Said("填报和签认的是志愿者本人。"))
        elif entry.signed_by is not None and entry.signed_by == entry.entered_by:
            yield Finding(entry.id, Said("填报和签认的是同一个账号。"))


def one_signer(entries: Sequence[Entry], _limits: Limits) -> Iterator[Finding]:
    """A helper answered for by a single account only, which answers for nobody else."""
    signed: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for entry in entries:
        if entry.signed_by is not None:
            signed[entry.signed_by].add(entry.helper)
    for mine in by_helper(entry for entry in entries if entry.by_hand and entry.signed_by):
        signers = {entry.signed_by for entry in mine if entry.signed_by is not None}
        own = any(entry.signer_is_helper for entry in mine)
        if len(mine) >= ONE_SIGNER and not own and [len(signed[one]) for one in signers] == [1]:
            said = Said("%(count)d 条都只由同一个人签认，这个人也只为他签认。", count=len(mine))
            yield from (Finding(entry.id, said) for entry in mine)


def shared_account(entries: Sequence[Entry], _limits: Limits) -> Iterator[Finding]:
    """A volunteer's account that enters for several others."""
    others: dict[uuid.UUID, list[Entry]] = defaultdict(list)
    for entry in entries:
        if not entry.clerk and not entry.own_account and not entry.duty:
            others[entry.entered_by].append(entry)
    for found in others.values():
        helpers = len({entry.helper for entry in found})
        if helpers >= OTHERS_SERVED:
            said = Said("一个志愿者账号替 %(count)d 个人填报。", count=helpers)
            yield from (Finding(entry.id, said) for entry in found)


def before_claim(entries: Sequence[Entry], _limits: Limits) -> Iterator[Finding]:
    """Served well before the task was claimed."""
    for entry in entries:
        if entry.claimed is None or entry.duty:
            continue
        if entry.claimed - entry.began > BEFORE_CLAIM:
            hours = int((entry.claimed - entry.began).total_seconds() // 3600)
            said = Said("服务开始 %(hours)d 小时以后才认领这个任务。", hours=hours)
            yield Finding(entry.id, said)


def _bulk(
    entries: Sequence[Entry],
    who: Callable[[Entry], uuid.UUID | None],
    when: Callable[[Entry], dt.datetime],
    said: Said,
    bulk: int,
) -> Iterator[Finding]:
    groups: dict[uuid.UUID | None, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[who(entry)].append(entry)
    for found in groups.values():
        found.sort(key=when)
        caught: dict[uuid.UUID, int] = {}
        for first, entry in enumerate(found):
            within = [e for e in found[first:] if when(e) - when(entry) <= MINUTE]
            if len(within) >= bulk:
                for one in within:
                    caught[one.id] = max(caught.get(one.id, 0), len(within))
        yield from (Finding(id, Said(said.template, count=count)) for id, count in caught.items())
