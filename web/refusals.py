"""Every refusal a person gets to read: one table from failure to HTTP status, one way to say it.

A page says it in words on a page (or in the message area, when htmx asked); the API answers
``application/problem+json`` (RFC 9457) with ``code``, ``title``, ``detail`` and ``rules``.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask, Response, jsonify, render_template, request, session
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, StatementError
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.wrappers import Response as AnyResponse

from models.accounts.joining import CodeUnknown
from models.accounts.manage import UnitWrong
from models.accounts.phone import PhoneMalformed
from models.accounts.refusals import AccountUnknown, NotYours
from models.accounts.replies import KeyMissing, KeyReused
from models.bridge.refusals import DutyUnknown, DutyWrong, NobodyAnswered
from models.care.handing.refusals import NobodyToTakeOver
from models.care.hours.refusals import (
    CertificateRefused,
    HoursUnknown,
    HoursWrong,
    NothingToCertify,
    NotYoursToSign,
)
from models.care.owed.refusals import (
    CaseUnknown,
    CaseWrong,
    FlagHandled,
    NotYoursToHandOver,
    PauseWrong,
    PlanWrong,
    PolicyWrong,
    RoundWrong,
)
from models.care.pairing.refusals import PairingUnknown
from models.care.posts.refusals import OwnMatter, PostUnknown, PostWrong
from models.care.refusals import CareUnknown, QuietTooLong, ReasonUnknown, TimesWrong
from models.care.together.refusals import TogetherUnknown, TogetherWrong
from models.care.vetting.renewing import CheckDateWrong
from models.care.vetting.vouching import OwnWord
from models.care.visiting.refusals import CodeSpent, DoorUnknown, NumberUnknown, OwnVisit
from models.care.waiting.refusals import NotInLine
from models.care.wishes.refusals import OwnWish, WishUnknown, WishWrong
from models.database.refused import Refused
from models.employment.consent import ConsentReasonUnknown
from models.employment.employers import EmployerUnknown
from models.employment.people import SeekerUnknown
from models.employment.placing.refusals import ReferralUnknown, StepWrong
from models.employment.posting import PostingWrong
from models.employment.seeking.refusals import OwnRequest, RequestUnknown, SeekingWrong
from models.employment.texts import TextOffends
from models.employment.training.refusals import (
    ClassUnknown,
    LessonUnlikely,
    LessonWrong,
    OrderUnknown,
)
from models.employment.vacancies import VacancyUnknown
from models.ledgers.refusals import ConflictUnknown, FileRefused, ImportUnknown, MappingWrong
from models.matching.refusals import NoSuchProposal, UnknownReason
from models.matching.runs import NoSuchRun
from models.notices.choices import ChannelClosed, CodeWrong, EmailWrong
from models.notices.groups import GroupWrong
from models.people.availability import DayOutOfReach
from models.people.code_tables import TableWrong
from models.people.consents.words import ConsentWrong
from models.places.holidays import HolidayWrong
from models.requests import refusals as requests
from models.requests.asking.refusals import NotANeed, PlaceUnknown
from models.rights.refusals import AskUnknown, AskWrong, OwnAsk, PersonUnknown
from models.trail.quota import QuotaSpent
from models.trail.unmasking import PurposeMissing
from web.access import PUBLIC, rule_of_request
from web.forms import in_words
from web.identity import to_sign_in
from web.said import said

log = logging.getLogger(__name__)
AnyAnswer = AnyResponse | tuple[str, int]

# What is not named here is a conflict with how things stand: 409.
STATUS: dict[type[Refused], int] = {
    CareUnknown: 404,
    PersonUnknown: 404,
    AskUnknown: 404,
    AskWrong: 422,
    ConsentWrong: 422,
    OwnAsk: 403,
    ReasonUnknown: 422,
    TimesWrong: 422,
    NobodyAnswered: 422,
    DutyUnknown: 404,
    DutyWrong: 422,
    QuietTooLong: 422,
    DayOutOfReach: 422,
    NotInLine: 404,
    PairingUnknown: 404,
    CheckDateWrong: 422,
    OwnWord: 403,
    NobodyToTakeOver: 422,
    HoursUnknown: 404,
    HoursWrong: 422,
    NotYoursToSign: 403,
    NothingToCertify: 422,
    CertificateRefused: 404,
    PolicyWrong: 422,
    RoundWrong: 422,
    PlanWrong: 422,
    PauseWrong: 422,
    FlagHandled: 422,
    CaseUnknown: 404,
    CaseWrong: 422,
    NotYoursToHandOver: 403,
    PostUnknown: 404,
    PostWrong: 422,
    OwnMatter: 403,
    TogetherUnknown: 404,
    TogetherWrong: 422,
    WishUnknown: 404,
    WishWrong: 422,
    OwnWish: 403,
    DoorUnknown: 404,
    NumberUnknown: 404,
    OwnVisit: 403,
    CodeSpent: 429,
    KeyMissing: 400,
    KeyReused: 422,
    NotYours: 403,
    UnitWrong: 422,
    AccountUnknown: 404,
    CodeUnknown: 404,
    PhoneMalformed: 422,
    ImportUnknown: 404,
    FileRefused: 422,
    MappingWrong: 422,
    ConflictUnknown: 404,
    NoSuchProposal: 404,
    SeekerUnknown: 404,
    ConsentReasonUnknown: 422,
    ReferralUnknown: 404,
    StepWrong: 422,
    EmployerUnknown: 404,
    VacancyUnknown: 404,
    OrderUnknown: 404,
    ClassUnknown: 404,
    LessonWrong: 422,
    LessonUnlikely: 422,
    PostingWrong: 422,
    SeekingWrong: 422,
    RequestUnknown: 404,
    OwnRequest: 403,
    TextOffends: 422,
    PurposeMissing: 422,
    QuotaSpent: 403,
    requests.RequestUnknown: 404,
    requests.RequestWrong: 422,
    NoSuchRun: 404,
    UnknownReason: 422,
    EmailWrong: 422,
    ChannelClosed: 422,
    CodeWrong: 422,
    GroupWrong: 422,
    TableWrong: 422,
    HolidayWrong: 422,
    PlaceUnknown: 404,
    NotANeed: 422,
}


def status_of(failure: type[Refused]) -> int:
    """The HTTP status of a refusal: its own, or that of the nearest class above it."""
    return next((STATUS[above] for above in failure.__mro__ if above in STATUS), 409)


def install(app: Flask) -> None:
    app.register_error_handler(Refused, refused)
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(HTTPException, _http)
    for unheard_of in (DataError, UnicodeEncodeError, RecursionError):
        app.register_error_handler(unheard_of, _unheard_of)
    app.register_error_handler(StatementError, _statement)
    app.register_error_handler(Exception, _broken)


def for_api() -> bool:
    return request.path.startswith("/api/")


def problem(
    status: int, code: str, title: str, detail: str, rules: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    """The body of an API error."""
    return {
        "type": "about:blank",
        "status": status,
        "code": code,
        "title": title,
        "detail": detail,
        "rules": rules or [],
    }


def problem_of(failure: Refused) -> dict[str, Any]:
    """A refusal as a problem; a failure with ``rules`` (name, sentence) lists each of them.

    One of many things at once has ``failed``: the id of each that stood in the way, and why.
    """
    rules = [
        {"code": name, "detail": said(sentence)} for name, sentence in getattr(failure, "rules", ())
    ]
    status = status_of(type(failure))
    found = problem(status, failure.code, _title(status), said(failure.said), rules)
    failed = [
        {"id": str(subject), "code": why.code, "detail": said(why.said)}
        for subject, why in getattr(failure, "failed", ())
    ]
    return found | {"failed": failed} if failed else found


def as_problem(body: dict[str, Any]) -> Response:
    response = jsonify(body)
    response.status_code = body["status"]
    response.content_type = "application/problem+json"
    return response


def refused(failure: Refused) -> AnyAnswer:
    """The answer to whatever is refused: a problem for the API, a page for a person."""
    told = problem_of(failure)
    if for_api():
        return as_problem(told)
    return _page(told["status"], told["detail"], told["rules"])


def _form_expired(failure: CSRFError) -> AnyAnswer:
    # The session is gone, cookie and all, and with it the token: the same as one that ran out.
    # Who needs no account is not sent to sign in, but told.
    if "id" not in session and rule_of_request() != PUBLIC and not for_api():
        return to_sign_in()
    return _page(400, _("这一页打开太久，或不是从本站打开的，刚才的操作没有保存。"))


def _http(failure: HTTPException) -> AnyAnswer | HTTPException:
    if failure.code is None or failure.code < 400:
        return failure
    detail = _detail(failure.code)
    if not for_api():
        return _page(failure.code, detail)
    # marshmallow's messages stand by place (json, query, path), then by field; a body that is no
    # JSON at all has no fields.
    messages = (getattr(failure, "data", None) or {}).get("messages", {})
    rules = [
        {"code": name, "detail": text}
        for fields in messages.values()
        if isinstance(fields, Mapping)
        for name, texts in in_words(fields).items()
        for text in texts
    ]
    code = failure.name.lower().replace(" ", "_")
    return as_problem(problem(failure.code, code, _title(failure.code), detail, rules))


def _unheard_of(failure: Exception) -> AnyAnswer | HTTPException:
    """Signs, numbers or depths that PostgreSQL or JSON cannot hold: they came with the request."""
    log.warning("%s %s: %s", request.method, request.path, type(failure).__name__)
    return _http(BadRequest())


def _statement(failure: StatementError) -> AnyAnswer | HTTPException:
    """A text that is no text, met while it was sealed, comes wrapped."""
    return (_unheard_of if isinstance(failure.orig, UnicodeEncodeError) else _broken)(failure)


def _broken(failure: Exception) -> AnyAnswer:
    log.exception("%s %s failed", request.method, request.path, exc_info=failure)
    if for_api():
        return as_problem(problem(500, "internal_error", _title(500), _detail(500)))
    return _page(500, _detail(500))


def _page(status: int, detail: str, rules: Sequence[Mapping[str, str]] = ()) -> tuple[str, int]:
    part = request.headers.get("HX-Request") == "true"
    template = "shell/refusal_part.html" if part else "shell/refusal.html"
    facts = {"title": _title(status), "detail": detail, "advice": _advice(status)}
    return render_template(template, status=status, rules=rules, **facts), status


def _title(status: int) -> str:
    titles = {
        400: _("没有看懂这个请求"),
        401: _("请先登录"),
        403: _("您不能看这一页"),
        404: _("没有找到"),
        405: _("不能这样做"),
        409: _("没有办成"),
        413: _("文件太大"),
        422: _("有几项需要改"),
        429: _("请稍等一会儿"),
    }
    return str(titles.get(status, _("系统出错了")))


def _detail(status: int) -> str:
    details = {
        400: _("请求里缺少内容，或格式不对。什么都没有改动。"),
        401: _("登录已过期，或还没有登录。什么都没有改动。"),
        403: _("您的角色或所管的地方不包括它。什么都没有改动。"),
        404: _("这个地址没有内容，可能已被移走或删除。"),
        405: _("这个地址不接受这种操作。什么都没有改动。"),
        413: _("上传的内容超过了允许的大小，没有保存。"),
        422: _("有几项内容不符合要求，没有保存。"),
        429: _("操作太频繁了，这一次没有执行。"),
    }
    return str(details.get(status, _("刚才的操作没有保存，之前的内容都还在。我们已记下这个错误。")))


def _advice(status: int) -> str:
    advice = {
        400: _("请返回上一页，刷新后再试。"),
        401: _("请登录后再试。"),
        403: _("如果工作需要，请联系管理员。"),
        404: _("请从首页重新找。"),
        409: _("请返回上一页看看最新情况。"),
        413: _("请拆成几个小一些的文件再传。"),
        422: _("请返回上一页修改后再提交。"),
        429: _("请等一分钟再试。"),
    }
    return str(advice.get(status, _("请过几分钟再试；还是不行，请联系管理员。")))
