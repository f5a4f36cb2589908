"""How many may ask at once without more ado, and the question for whoever comes after.

Nobody is locked out because of others: behind one address may be a whole village, and a street may
be flooded. Past the limits a form needs the answer to a sum in words; a reader reads it aloud.
"""

import secrets
import time
from ipaddress import ip_address, ip_network

from flask import request
from itsdangerous import BadData, URLSafeTimedSerializer
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from matcher.said import Said
from models.database.keys import key_for
from web.security import limiter

# Without a question: from one address, for one community, in all.
FREE_ADDRESS = parse("5 per 10 minutes")
FREE_COMMUNITY = parse("20 per 10 minutes")
FREE_ALL = parse("200 per 10 minutes")
# With every question answered, as many as one address may still send.
MOST_ADDRESS = parse("30 per hour")
ONCE = parse("1 per hour")
# So often one answer stands again for what was sent with a photo that does not open, or the like.
TRIES = parse("3 per hour")
LINE = 64
# A person needs longer to read the question; an answer that old is to a page left open.
SOONEST, LATEST = 3.0, 3600
TENS = (
    Said("十"),
    Said("二十"),
    Said("三十"),
    Said("四十"),
    Said("五十"),
    Said("六十"),
    Said("七十"),
    Said("八十"),
    Said("九十"),
)
ONES = (
    Said("一"),
    Said("二"),
    Said("三"),
    Said("四"),
    Said("五"),
    Said("六"),
    Said("七"),
    Said("八"),
    Said("九"),
)
MANY = Said("现在发来的很多，请先算一道题再发。您写的都还在。")
WRONG = Said("答得不对，请再算一次。您写的都还在。")
TOO_SOON = Said("太快了，请过几秒再发。您写的都还在。")
STALE = Said("这道题放得太久，或已经用过了，请答新的一道。您写的都还在。")
FULL = Said("这个网络发来的太多了，请过一小时再发，或打社区的电话。急事先打 12345。")

_here = MovingWindowRateLimiter(MemoryStorage())


def free(community: str) -> bool:
    """Whether this form is taken without a question; counts it where it is."""
    return (
        _hit(FREE_ADDRESS, "ask.address", _address())
        and _hit(FREE_COMMUNITY, "ask.community", community)
        and _hit(FREE_ALL, "ask.all")
    )


def new_question() -> tuple[str, Said]:
    """A question and its token; the token can be used once."""
    tens, ones = secrets.choice(range(9)), secrets.choice(range(9))
    return _signer().dumps([tens, ones, secrets.token_hex(8)]), question(tens, ones)


def question(tens: int, ones: int) -> Said:
    return Said("%(tens)s加%(ones)s等于多少？", tens=TENS[tens], ones=ONES[ones])


def refused(token: str, answer: str) -> Said | None:
    """Why an answer is not taken; None where it is, and then its token is spent."""
    try:
        (tens, ones, nonce), made = _signer().loads(token, max_age=LATEST, return_timestamp=True)
    except BadData:
        return STALE
    if time.time() - made.timestamp() < SOONEST:
        return TOO_SOON
    if answer.strip() != str(10 * (tens + 1) + ones + 1):
        return WRONG
    if not _hit(ONCE, "ask.nonce", nonce):
        return STALE
    return None if _hit(MOST_ADDRESS, "ask.answered", _address()) else FULL


def give_back(token: str) -> bool:
    """Unspend a token, some times: what came with its answer could not be taken."""
    _tens, _ones, nonce = _signer().loads(token)
    if not _hit(TRIES, "ask.tries", nonce):
        return False
    try:
        limiter.limiter.clear(ONCE, "ask.nonce", nonce)
    except RedisError:
        _here.clear(ONCE, "ask.nonce", nonce)
    return True


def _hit(limit: RateLimitItem, *names: str) -> bool:
    """Count one more; without Redis this process counts alone."""
    try:
        return limiter.limiter.hit(limit, *names)
    except RedisError:
        return _here.hit(limit, *names)


def _address() -> str:
    """Whom to count for: of IPv6 the network, since one line has all of its addresses."""
    try:
        given = ip_address(request.remote_addr or "")
    except ValueError:
        return "none"
    return str(given if given.version == 4 else ip_network((given, LINE), strict=False))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key_for("web.asking"))
