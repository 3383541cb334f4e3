"""Sends due orders to the network's receiver by signed webhook: at least once each, effective once by the key.

Signature: HMAC-SHA256 over `<timestamp>.<body>` with the home's secret `orders`, hexadecimal, in X-Quietline-Signature.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import urllib3
from django.utils import timezone

from quietline.home import Home
from quietline.office.audit.canonical import storable
from quietline.office.cases import outbox
from quietline.office.cases.models import Order
from quietline.office.people.actors import Actor

TIMEOUT_S = 5.0
MAX_ANSWER_BYTES = 64 * 1024
MAX_FAILURES_IN_A_ROW = 5
"""A target that fails so often in one pass is left alone until the next one."""
RESULTS = frozenset({"done", "refused", "unknown_number"})
BATCH_ORDERS = 100


class NoAnswer(Exception):
    """The receiver gave no usable answer: the order is tried again."""


def dispatch(home: Home, at: datetime, *, stopping: Callable[[], bool] = lambda: False) -> int:
    """How many orders got their answer in this pass. Without a target URL orders wait."""
    target = home.city.order_target_url
    if not target:
        return 0
    actor = Actor.system("dispatch", via="worker")
    answered = failures = 0
    with urllib3.PoolManager(num_pools=1, retries=False, timeout=urllib3.Timeout(TIMEOUT_S)) as pool:
        for order in outbox.due(at)[:BATCH_ORDERS]:
            if stopping() or failures >= MAX_FAILURES_IN_A_ROW:
                break
            if not outbox.claim(order, actor=actor, at=max(at, timezone.now())):
                continue
            is_answered = _send(pool, home, order, actor)
            answered += is_answered
            failures = 0 if is_answered else failures + 1
    return answered


def body_of(order: Order) -> bytes:
    """The order as JSON: the same bytes at every attempt."""
    content = {
        "key": str(order.key),
        "action": order.action,
        "number": order.number,
        "case": order.case_id,
        "measure": order.measure_id,
        "created_at": order.created_at.astimezone(UTC).isoformat(timespec="seconds"),
    }
    return json.dumps(content, separators=(",", ":")).encode()


def signature_of(secret: bytes, timestamp: str, body: bytes) -> str:
    """Proves to the receiver that the order is ours and new."""
    return hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _send(pool: urllib3.PoolManager, home: Home, order: Order, actor: Actor) -> bool:
    try:
        answer = _post(pool, home, order)
    except NoAnswer as error:
        outbox.put_back(order, storable(str(error)), actor=actor, at=timezone.now())
        return False
    outbox.settle(order, answer, actor=actor, at=timezone.now())
    return True


def _post(pool: urllib3.PoolManager, home: Home, order: Order) -> dict[str, str]:
    body, timestamp = body_of(order), str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": str(order.key),
        "X-Quietline-Timestamp": timestamp,
        "X-Quietline-Signature": signature_of(home.secret("orders"), timestamp, body),
    }
    try:
        response = pool.request(
            "POST",
            home.city.order_target_url,
            body=body,
            headers=headers,
            redirect=False,
            preload_content=False,
        )
        try:
            content = _read(response)
        finally:
            response.release_conn()
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        raise NoAnswer(f"{type(error).__name__}: {error}") from error
    if response.status != HTTPStatus.OK:
        raise NoAnswer(f"status {response.status}: {content[:200].decode('utf-8', 'replace')}")
    return _parsed(content, order)


def _read(response: urllib3.BaseHTTPResponse) -> bytes:
    """The answer's body, within size and time: a receiver that drips a byte a second is no receiver."""
    content, deadline = b"", time.monotonic() + TIMEOUT_S
    for piece in response.stream(4096, decode_content=False):
        content += piece
        if len(content) > MAX_ANSWER_BYTES:
            response.close()
            raise NoAnswer(f"the answer is longer than {MAX_ANSWER_BYTES} bytes")
        if time.monotonic() > deadline:
            response.close()
            raise NoAnswer(f"the answer took longer than {TIMEOUT_S:g} s")
    return content


def _parsed(content: bytes, order: Order) -> dict[str, str]:
    try:
        answer: Any = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NoAnswer(f"the answer is not JSON: {content[:100]!r}") from error
    if not isinstance(answer, dict) or answer.get("key") != str(order.key):
        raise NoAnswer("the answer is not for this order's key")
    result = answer.get("result")
    if not isinstance(result, str) or result not in RESULTS:
        raise NoAnswer(f"result {result!r} is not one of {', '.join(sorted(RESULTS))}")
    return {"result": result, "detail": storable(str(answer.get("detail", "")))[:500]}
