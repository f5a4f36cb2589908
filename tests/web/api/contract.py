"""Every answer held against what the document promises of it."""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

FORMATS: dict[str, Callable[[str], object]] = {
    "uuid": uuid.UUID,
    "date": dt.date.fromisoformat,
    "date-time": dt.datetime.fromisoformat,
}
TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def broken_promises(app: Flask, answer: TestResponse) -> list[str]:
    """Where the JSON of an answer is not what the document says; nothing = it keeps its word."""
    document = app.extensions["lianxin_api"]
    request = answer.request
    route, _ = app.url_map.bind("").match(request.path, request.method, return_rule=True)
    path = re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", str(getattr(route, "rule", "")))
    promised = document["paths"][path][request.method.lower()]["responses"]
    if str(answer.status_code) not in promised:
        return [f"{request.method} {path} never answers {answer.status_code}"]
    found = _resolved(document, promised[str(answer.status_code)])["content"]
    if answer.mimetype not in found:
        return [f"{request.method} {path} never answers {answer.mimetype}"]
    if "json" not in answer.mimetype:
        return []
    return list(_faults(document, found[answer.mimetype]["schema"], answer.get_json(), path))


def _faults(document: Any, schema: Any, value: Any, at: str) -> Iterator[str]:
    schema = _resolved(document, schema)
    if "anyOf" in schema:
        faults = [list(_faults(document, one, value, at)) for one in schema["anyOf"]]
        yield from [] if [] in faults else faults[0]
        return
    kinds = schema.get("type", "object")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if not any(isinstance(value, TYPES[kind]) for kind in kinds):
        yield f"{at}: {value!r} is no {kinds}"
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is none of {schema['enum']}"
    elif isinstance(value, str) and schema.get("format") in FORMATS:
        FORMATS[schema["format"]](value)
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _faults(document, schema["items"], one, f"{at}[{number}]")
    elif isinstance(value, dict) and "properties" in schema:
        for name in value.keys() - schema["properties"].keys():
            yield f"{at}.{name} is not in the document"
        for name, inner in schema["properties"].items():
            if name in value:
                yield from _faults(document, inner, value[name], f"{at}.{name}")
            elif name in schema.get("required", ()):
                yield f"{at}.{name} is missing"


def _resolved(document: Any, value: Any) -> Any:
    if "$ref" not in value:
        return value
    found = document
    for part in value["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found
