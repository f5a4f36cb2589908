"""Work: vacancies 用工信息 and training orders 培训订单, with the employers behind them."""

from collections.abc import Collection, Hashable
from typing import Any

from matcher.said import Said
from models.employment.posting import check_texts
from models.employment.registering import (
    cohort_columns,
    employer_kind,
    order_columns,
    vacancy_columns,
    vacancy_key,
)
from models.employment.tables import PUBLIC_WELFARE, Cohort, Employer, TrainingOrder, Vacancy
from models.employment.texts import TextOffends
from models.employment.training.orders import CHECKED as ORDER_TEXTS
from models.employment.training.orders import NO_WELFARE
from models.employment.vacancies import CHECKED as VACANCY_TEXTS
from models.ledgers.journal import Row
from models.ledgers.register import Entered, Register, RowRefused, Values


class EmployerBook:
    """Employers by name: one row each, however many lines a ledger has for it."""

    def __init__(self, register: Register, names: set[str]) -> None:
        self.register = register
        rows = register.known(Employer, Employer.name, names)
        self.by_name: dict[str, Row] = {row["name"]: row for row in rows}

    def kind(self, values: Values) -> str:
        """What the employer of a row is: as it is known, else by the row."""
        known = self.by_name.get(values["employer"])
        if known is not None:
            return str(known["kind"])
        return employer_kind(values.get("employer_kind"), values["employer"])

    def enter(self, values: Values, place: Row | None, notices: list[Said]) -> Row:
        """The employer of a row; another credit code than the known one is only mentioned."""
        name, code = values["employer"], values.get("credit_code")
        known = self.by_name.get(name)
        if known is None:
            known = self.register.journal.add(
                Employer,
                {
                    "name": name,
                    "kind": employer_kind(values.get("employer_kind"), name),
                    "credit_code": code,
                    "place_id": place["id"] if place else None,
                },
            )
            self.by_name[name] = known
        elif code and known["credit_code"] is None:
            self.register.journal.change(Employer, known, {"credit_code": code})
        elif code and known["credit_code"] != code:
            notices.append(
                Said(
                    "“%(name)s”已用统一社会信用代码 %(known)s 登记，本行的代码没有采用。",
                    name=name,
                    known=known["credit_code"],
                )
            )
        return known


class VacancyClerk:
    """Enters vacancies; lines alike are told apart by their number among their kind."""

    def __init__(self, register: Register) -> None:
        self.register = register

    def prepare(self, rows: Collection[Values]) -> None:
        self.employers = EmployerBook(self.register, {values["employer"] for values in rows})
        ids = [row["id"] for row in self.employers.by_name.values()]
        known = self.register.known(Vacancy, Vacancy.employer_id, ids)
        self.vacancies = {row["ledger_key"]: row for row in known if row["ledger_key"]}

    def key(self, values: Values) -> Hashable:
        # Two posts may well be alike; only a line with nothing different is a repetition.
        return repr(sorted(values.items(), key=lambda item: item[0]))

    def enter(self, values: Values, held: bool) -> Entered:
        place = self.register.community(values, "place")
        notices: list[Said] = []
        columns = vacancy_columns(values)
        _lawful({name: columns.get(name) for name in VACANCY_TEXTS}, columns["hazards"])
        employer = self.employers.enter(values, place, notices)
        columns |= {"employer_id": employer["id"], "place_id": place["id"]}
        key = self._ledger_key(values, place)
        known = self.vacancies.get(key)
        if known is None:
            row = self.register.journal.add(Vacancy, columns | {"ledger_key": key})
            return Entered("created", row["id"], notices)
        changed = self.register.journal.change(Vacancy, known, columns)
        return Entered("updated" if changed else "unchanged", known["id"], notices)

    def _ledger_key(self, values: Values, place: Row) -> str:
        kind = vacancy_key(values, place["path"], 0)
        self.register.alike[kind] += 1
        return vacancy_key(values, place["path"], self.register.alike[kind])


def _lawful(texts: dict[str, str | None], hazards: list[str]) -> None:
    """What nobody may post on a page comes in by no ledger either, the law named."""
    try:
        check_texts(texts | {"hazards": "。".join(hazards)}, [*hazards, texts["occupation"] or ""])
    except TextOffends as refusal:
        raise RowRefused(refusal.findings[0].said) from refusal


class OrderClerk:
    """Enters training orders, each with its one class."""

    def __init__(self, register: Register) -> None:
        self.register = register

    def prepare(self, rows: Collection[Values]) -> None:
        self.employers = EmployerBook(self.register, {values["employer"] for values in rows})
        numbers = {values["number"] for values in rows}
        orders = self.register.known(TrainingOrder, TrainingOrder.number, numbers)
        self.orders = {row["number"]: row for row in orders}
        ids = [row["id"] for row in orders]
        cohorts = self.register.known(Cohort, Cohort.order_id, ids)
        # Of several classes the first is the ledger's: the others were opened on a page.
        latest_first = sorted(cohorts, key=lambda row: row["id"], reverse=True)
        self.cohorts = {row["order_id"]: row for row in latest_first}

    def key(self, values: Values) -> Hashable:
        return str(values["number"])

    def enter(self, values: Values, held: bool) -> Entered:
        self._check(values)
        place = self.register.community(values, "place")
        notices: list[Said] = []
        order = order_columns(values)
        _lawful({name: order.get(name) for name in ORDER_TEXTS}, [])
        if self.employers.kind(values) == PUBLIC_WELFARE:
            raise RowRefused(NO_WELFARE)
        employer = self.employers.enter(values, None, notices)
        order |= {"employer_id": employer["id"]}
        cohort = cohort_columns(values) | {"place_id": place["id"]}
        if not values.get("least"):
            notices.append(Said("没有写明最低开班人数，按订单人数的一半。"))
        known = self.orders.get(values["number"])
        if known is None:
            row = self._new(order, cohort)
            return Entered("created", row["id"], notices)
        changed = self.register.journal.change(TrainingOrder, known, order)
        changed |= self._change_cohort(known, cohort)
        return Entered("updated" if changed else "unchanged", known["id"], notices)

    def _check(self, values: Values) -> None:
        least = values.get("least")
        if least and least > values["headcount"]:
            raise RowRefused(
                Said(
                    "“%(column)s”%(least)d 人多于订单人数 %(headcount)d 人。",
                    column=self.register.heading("least"),
                    least=least,
                    headcount=values["headcount"],
                )
            )

    def _new(self, order: dict[str, Any], cohort: dict[str, Any]) -> Row:
        row = self.register.journal.add(TrainingOrder, order)
        self.orders[row["number"]] = row
        self.register.journal.add(Cohort, cohort | {"order_id": row["id"]})
        return row

    def _change_cohort(self, order: Row, cohort: dict[str, Any]) -> bool:
        known = self.cohorts.get(order["id"])
        return known is not None and self.register.journal.change(Cohort, known, cohort)
