"""Callers of the API: an account, its token, and an idempotency key for every change."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from models.accounts.phone import phone_hash
from models.accounts.tables import Account, Grant
from models.accounts.tokens import TOKEN_SCOPES, make_token
from models.database.engine import transaction
from tests.web.api.contract import broken_promises
from tests.web.care.conftest import hamlet
from tests.web.conftest import NOW
from tests.web.matching.conftest import desk
from web.api.idempotency import HEADER

__all__ = ["desk", "hamlet"]


@dataclass(frozen=True)
class Caller:
    """Somebody with a token; paths are those below /api/v1. Every answer is held to its promise."""

    app: Flask
    account_id: uuid.UUID
    bearer: dict[str, str]

    def get(self, path: str, **query: Any) -> TestResponse:
        url = "/api/v1" + path
        client = self.app.test_client()
        return self._kept(client.get(url, query_string=query, headers=self.bearer))

    def post(
        self, path: str, body: dict[str, Any] | None = None, key: str | None = None, **more: Any
    ) -> TestResponse:
        return self._changed("POST", path, body, key, **more)

    def put(self, path: str, body: dict[str, Any], key: str | None = None) -> TestResponse:
        return self._changed("PUT", path, body, key)

    def _changed(
        self, method: str, path: str, body: dict[str, Any] | None, key: str | None, **more: Any
    ) -> TestResponse:
        headers = {**self.bearer, HEADER: key or uuid.uuid4().hex, **more.pop("headers", {})}
        if body is not None:
            more["json"] = body
        client = self.app.test_client()
        return self._kept(client.open("/api/v1" + path, method=method, headers=headers, **more))

    def _kept(self, answer: TestResponse) -> TestResponse:
        assert broken_promises(self.app, answer) == []
        return answer


Callers = Callable[..., Caller]


@pytest.fixture
def caller(engine: Engine, app: Flask, queue_redis: object) -> Callers:
    """``caller(role, place_id)``: an account of that role there, with a token of all scopes."""

    def made(
        role: str,
        place_id: uuid.UUID,
        person_id: uuid.UUID | None = None,
        scopes: Sequence[str] = TOKEN_SCOPES,
    ) -> Caller:
        phone = f"139{uuid.uuid4().int % 10**8:08}"
        with transaction(engine) as session:
            account = Account(
                name=f"某{role}",
                phone=phone,
                phone_hash=phone_hash(phone),
                password_hash="!",
                person_id=person_id,
                created_at=NOW,
                grants=[Grant(role=role, place_id=place_id)],
            )
            session.add(account)
            session.flush()
            text = make_token(session, account.id, "test", scopes, 30, NOW)[1]
            return Caller(app, account.id, {"Authorization": f"Bearer {text}"})

    return made


def code(answer: TestResponse) -> tuple[int, str]:
    """Status and code of a refusal, which has come in the one format there is."""
    assert answer.content_type == "application/problem+json"
    problem = answer.get_json()
    assert problem["status"] == answer.status_code
    assert problem["title"]
    assert problem["detail"]
    return answer.status_code, problem["code"]
