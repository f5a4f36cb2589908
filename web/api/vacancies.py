"""Vacancies over the API: those one looks after, posting, changing and closing one."""

import uuid
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE
from sqlalchemy.orm import Session

from models.employment import vacancies
from models.employment.posting import POSTERS
from models.employment.tables import Vacancy
from web.access import access, scope
from web.again import after_openings_change
from web.api.idempotency import once
from web.api.schemas import page_of
from web.api.work_schemas import PostedVacancy, VacanciesAsked, VacancyPage
from web.clock import now, today
from web.db import reading
from web.employment.posting import ChangeVacancyForm, NewVacancyForm, terms, whose
from web.paging import Page, paged

BLUEPRINT = Blueprint("api_vacancies", __name__, url_prefix="/vacancies", description="招聘岗位")
Body = dict[str, Any]


def _match_again(answer: Body) -> None:
    after_openings_change(uuid.UUID(answer["place_id"]))


@BLUEPRINT.route("")
class Vacancies(MethodView):
    @BLUEPRINT.arguments(VacanciesAsked, location="query", unknown=RAISE)
    @BLUEPRINT.response(200, VacancyPage)
    @access(roles=POSTERS, token="read")
    def get(self, asked: Body) -> Page[Body]:
        """归您管的招聘岗位，新发布的在前"""
        session, day = reading(), today(now())
        wanted = vacancies.vacancies(scope(), day, asked.get("state"), asked.get("kind"))
        page = paged(session, wanted, asked["size"])
        tallies = vacancies.tallies(session, page.items, day)
        items = [_body(one, tallies[one.id]) for one in page.items]
        return page_of(items, asked, page.total)

    @BLUEPRINT.arguments(NewVacancyForm)
    @BLUEPRINT.response(201, PostedVacancy)
    @access(roles=POSTERS, token="work")
    @once(PostedVacancy(), 201, then=_match_again)
    def post(self, body: Body, *, session: Session) -> Body:
        """发布岗位；限性别、年龄、户籍的话和收费不收，rules 说明是哪几句"""
        moment, employer_id = now(), whose(session, body)
        found = vacancies.post(session, scope(), employer_id, terms(body), today(moment), moment)
        session.flush()
        return _shown(session, found.id)


@BLUEPRINT.route("/<uuid:vacancy_id>")
class OneVacancy(MethodView):
    @BLUEPRINT.response(200, PostedVacancy)
    @access(roles=POSTERS, token="read")
    def get(self, vacancy_id: uuid.UUID) -> Body:
        """一个岗位，还有几个名额"""
        return _shown(reading(), vacancy_id)

    @BLUEPRINT.arguments(ChangeVacancyForm)
    @BLUEPRINT.response(200, PostedVacancy)
    @access(roles=POSTERS, token="work")
    @once(PostedVacancy(), then=_match_again)
    def put(self, body: Body, vacancy_id: uuid.UUID, *, session: Session) -> Body:
        """改岗位；seen 要是最新读到的，否则 409；不给 contact_phone 就不改电话"""
        moment, told = now(), (body["seen"], terms(body))
        vacancies.change(session, scope(), vacancy_id, *told, today(moment), moment)
        session.flush()
        return _shown(session, vacancy_id)


@BLUEPRINT.route("/<uuid:vacancy_id>/close")
class Closed(MethodView):
    @BLUEPRINT.response(200, PostedVacancy)
    @access(roles=POSTERS, token="work")
    @once(PostedVacancy(), then=_match_again)
    def post(self, vacancy_id: uuid.UUID, *, session: Session) -> Body:
        """停招；已经推荐的不受影响"""
        moment = now()
        vacancies.close(session, scope(), vacancy_id, today(moment), moment)
        session.flush()
        return _shown(session, vacancy_id)


def _shown(session: Session, vacancy_id: uuid.UUID) -> Body:
    found: Vacancy = vacancies.vacancy_in(session, scope(), vacancy_id)
    return _body(found, vacancies.tallies(session, [found], today(now()))[found.id])


def _body(found: Vacancy, tally: vacancies.Tally) -> Body:
    return {"row": found, "tally": tally, "seen": vacancies.seen(found)}
