"""The OpenAPI document: what flask-smorest writes, completed by what holds for every operation."""

import re
from typing import Any

from flask import Flask

from web.access import rule_of
from web.api.schemas import Problem

PROBLEM = "application/problem+json"
CHANGES = ("post", "put", "patch", "delete")
METHODS = ("get", *CHANGES)
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "这次改动的键；同一个键和同样的内容，只办一次，答复也一样",
    "required": True,
    "schema": {"type": "string", "minLength": 8, "maxLength": 128},
    "example": "3f6c2c1e9b7a4d55",
}
LANGUAGE = {
    "in": "header",
    "name": "Accept-Language",
    "description": "说明用哪种语言",
    "required": False,
    "schema": {"type": "string", "enum": ["zh", "en"], "default": "zh"},
}
ERRORS = {
    "400": "看不懂这个请求，或改动没有带 Idempotency-Key",
    "401": "没有令牌，或令牌已失效",
    "403": "令牌没有这种用途，或角色不能这样做",
    "404": "没有，或不在您的范围内",
    "409": "与现在的情况冲突；rules 说明原因",
    "422": "内容不符合要求，或这个键已用于别的内容；rules 说明是哪几项",
}

Document = dict[str, Any]


def completed(app: Flask, spec: Document) -> Document:
    """Add keys, tokens and errors to every operation of ``spec``."""
    rules = {
        (_as_documented(route.rule), method.lower()): rule_of(
            app.view_functions[route.endpoint], method
        )
        for route in app.url_map.iter_rules()
        for method in route.methods or ()
    }
    for path, found in spec["paths"].items():
        for method in METHODS:
            if method not in found:
                continue
            rule = rules[path, method]
            assert rule is not None and rule.token is not None and rule.roles is not None
            _complete(found[method], method, path, rule.token, sorted(rule.roles))
    spec["components"]["responses"] = {
        f"Problem{status}": {
            "description": words,
            "content": {PROBLEM: {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}},
        }
        for status, words in ERRORS.items()
    }
    return spec


def _complete(operation: Document, method: str, path: str, token: str, roles: list[str]) -> None:
    own = [KEY, LANGUAGE] if method in CHANGES else [LANGUAGE]
    operation["parameters"] = [*operation.get("parameters", []), *own]
    operation["security"] = [{"token": [token]}]
    operation["description"] = f"令牌用途：{token}。角色：{'、'.join(roles)}。"
    operation["operationId"] = method + re.sub(r"\W+", "_", path.removeprefix("/api/v1"))
    answers = operation["responses"]
    answers.pop("default", None)
    for status in ERRORS:
        answers[status] = {"$ref": f"#/components/responses/Problem{status}"}


def _as_documented(rule: str) -> str:
    """``/runs/<uuid:run_id>`` as ``/runs/{run_id}``."""
    return re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", rule)


def operations(document: Document) -> list[Document]:
    """What the page to try it shows of each operation."""
    return [
        {
            "path": path,
            "method": method.upper(),
            "summary": operation["summary"],
            "description": operation["description"],
            "parameters": found.get("parameters", []) + operation["parameters"],
            **_body(document, operation),
        }
        for path, found in document["paths"].items()
        for method, operation in found.items()
        if method in METHODS
    ]


def _body(document: Document, operation: Document) -> Document:
    """``body`` an example to start from, ``files`` the names of files to send."""
    content = operation.get("requestBody", {}).get("content", {})
    parts = content.get("multipart/form-data")
    if parts is not None:
        return {"body": None, "files": list(_resolved(document, parts["schema"])["properties"])}
    plain = content.get("application/json")
    return {"body": plain and _sample(document, plain["schema"]), "files": []}


def _sample(document: Document, kind: Document) -> Any:
    """A value that fits a schema: its example, or the plainest there is."""
    kind = _resolved(document, kind)
    if "example" in kind:
        return kind["example"]
    if "enum" in kind:
        return kind["enum"][0]
    if "properties" in kind:
        return {name: _sample(document, inner) for name, inner in kind["properties"].items()}
    named = kind.get("type", "string")
    first = named[0] if isinstance(named, list) else named
    if first == "array":
        return [_sample(document, kind["items"])]
    if first == "string":
        formats = {"uuid": "00000000-0000-0000-0000-000000000000", "date": "2026-11-20"}
        return formats.get(kind.get("format", ""), "")
    return kind.get("default", {"integer": 0, "number": 0, "boolean": False}.get(first))


def _resolved(document: Document, kind: Document) -> Document:
    name = kind.get("$ref", "").rpartition("/")[2]
    return document["components"]["schemas"][name] if name else kind
