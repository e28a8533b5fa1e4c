"""What Schemathesis is told about this server: who asks, and which ids, codes and secrets there are.

For each request the supply (supply.ts) makes what the operation is about, and answers with a request that would succeed.
What was generated to be valid takes from it what nobody can make up; what was generated to be invalid stays as it is. All
answers are counted by operation and status, so that a run that reached nothing cannot pass for a good one.
"""

import atexit
import collections
import json
import os
import random

import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation

CALLER = os.environ["FUZZ_CALLER"]
SUPPLY = os.environ["FUZZ_SUPPLY"]
REFUSED = set(filter(None, os.environ["FUZZ_REFUSED"].split(",")))
LATER = "Bearer whom-the-supply-names"

chance = random.Random(os.environ["FUZZ_SEED"])
counts = collections.defaultdict(collections.Counter)
connection = requests.Session()
begun = set()


def operation_id(case):
    return case.operation.definition.raw["operationId"]


def ask_supply(case):
    answer = connection.get(f"{SUPPLY}/{CALLER}/{operation_id(case)}", timeout=30)
    if answer.status_code != 200:
        raise RuntimeError(f"nothing to give for {operation_id(case)}: {answer.text}")
    return answer.json()


@schemathesis.deserializer("application/x-ndjson")
def lines(context, response):
    """The contract describes such an answer as one text."""
    return response.content.decode()


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Leaves lone surrogates out of patterns: no text in UTF-8 has any, and Schemathesis cannot read such a pattern."""

    def visit(node):
        if isinstance(node, list):
            for entry in node:
                visit(entry)
        if not isinstance(node, dict):
            return
        for value in node.values():
            visit(value)
        if isinstance(node.get("pattern"), str):
            node["pattern"] = node["pattern"].replace(r"\ud800-\udfff", "")
            # What forbids nothing any more, or allows every character, says nothing beside the lengths.
            if "[^]" in node["pattern"] or r"\u0000-\u{10ffff}" in node["pattern"]:
                del node["pattern"]

    visit(raw_schema)


@schemathesis.auth(refresh_interval=None)
class Caller:
    """Marks the requests that carry a credential. Which one that is, is known when the request is sent."""

    def get(self, case, context):
        return None if CALLER == "none" else LATER

    def set(self, case, data, context):
        case.headers["Authorization"] = data


def is_valid(case, location):
    component = case.meta.components.get(location) if case.meta is not None else None
    return component is None or component.mode.is_positive


# Only the server can have given these: without a real one, most requests go without.
SERVER_GIVEN = ("cursor", "If-Match", "If-None-Match")


def fill_in(generated, real, likely=0.75):
    for name in list(generated):
        if chance.random() >= likely:
            continue
        if name in real:
            generated[name] = real[name]
        elif name in SERVER_GIVEN:
            del generated[name]
        elif name == "Idempotency-Key":
            generated[name] = f"attempt-{chance.getrandbits(64):020}"


def begin_with(case, real, body):
    """The first request of an operation is the one that is known to succeed; what is random comes after it."""
    begun.add(operation_id(case))
    case.path_parameters = real.get("path", case.path_parameters)
    case.query = real.get("query", {})
    for name in (*SERVER_GIVEN, "Idempotency-Key"):
        case.headers.pop(name, None)
    case.headers.update(real.get("headers", {}))
    if body:
        case.body = body


@schemathesis.hook
def before_call(context, case, kwargs):
    real = ask_supply(case)
    if case.headers.get("Authorization") == LATER:
        case.headers["Authorization"] = f"Bearer {real['as']}"
    body = real.get("body") or real.get("form")
    if case.meta is not None and case.meta.generation.mode.is_positive and operation_id(case) not in begun:
        begin_with(case, real, body)
        return
    if is_valid(case, ParameterLocation.PATH) and chance.random() < 0.9:
        # All of them or none: ids that do not belong together are as good as unknown.
        fill_in(case.path_parameters, real.get("path", {}), likely=1)
    if is_valid(case, ParameterLocation.QUERY):
        fill_in(case.query, real.get("query", {}))
    if is_valid(case, ParameterLocation.HEADER):
        fill_in(case.headers, real.get("headers", {}))
    if body and isinstance(case.body, dict) and is_valid(case, ParameterLocation.BODY):
        way = chance.random()
        if way < 0.4:
            case.body = body
        elif way < 0.7:
            case.body = {**case.body, **body}
        else:
            case.body = dict(case.body)
            fill_in(case.body, body, likely=0.5)


@schemathesis.hook
def after_call(context, case, response):
    if response.request.method == case.operation.method.upper():
        counts[operation_id(case)][response.status_code] += 1


# What depends on the deployment or on other members, and is said in words: the catalog may have no default permission; a
# batch without items is one question; only a refresh has a refresh token; the tokens of a renewable session are never a cookie.
SAID_IN_WORDS = {
    ("createPersonalToken", "/permission"),
    ("createWorkspaceKey", "/permission"),
    ("evaluateBatch", "/subject"),
    ("evaluateBatch", "/action"),
    ("evaluateBatch", "/resource"),
    ("issueToken", "/refresh_token"),
    ("signIn", "/delivery"),
}


@schemathesis.hook
def filter_failure(context, failure, case, response):
    kind = type(failure).__name__
    if kind == "RejectedPositiveData" and response.status_code == 400:
        problem = response.json()
        # A cursor that is not ours, two credentials, a refused OAuth grant: well formed, and refused with a code of their own.
        if problem["code"] != "invalid_request":
            return False
        return any(
            # Where a schema has a pattern, values are made for it alone; one that breaks the schema's `format` is not valid.
            place.get("code") != "format" and (operation_id(case), place["pointer"]) not in SAID_IN_WORDS
            for place in problem.get("errors", [{"pointer": ""}])
        )
    if kind == "AcceptedNegativeData" and case.media_type == "application/x-www-form-urlencoded":
        # RFC 6749 §3.1: a parameter without a value is treated as if it were omitted.
        return not any(value in ("", None) for value in case.body.values())
    return True


@schemathesis.check
def refused_to_this_caller(ctx, response, case):
    """Whoever may not use an operation is never answered with success, whatever the request looks like."""
    if operation_id(case) in REFUSED and response.request.method == case.operation.method.upper():
        assert response.status_code >= 400, f"{CALLER} was answered {response.status_code}"


@atexit.register
def write_counts():
    with open("counts.json", "w", encoding="utf-8") as file:
        json.dump(counts, file)
