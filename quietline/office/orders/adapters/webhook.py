"""Sends orders one by one to a receiver by signed webhook.

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

from django.utils import timezone

from quietline.home import Home, OrderTarget
from quietline.office.audit.canonical import storable
from quietline.office.cases.models import Order
from quietline.office.orders import breaker, outbox
from quietline.office.orders.adapters.http_post import Line, NoAnswer
from quietline.office.orders.models import Circuit, CircuitState
from quietline.office.orders.still_right import reason_to_hold_back
from quietline.office.people.actors import Actor

TOTAL_S = 5.0
"""For one order: connecting, sending and the whole answer. Shorter than the lease of an order."""
RESULTS = frozenset({"done", "refused", "unknown_number"})
BATCH_ORDERS = 500


def send_due(home: Home, target: OrderTarget, at: datetime, stopping: Callable[[], bool]) -> int:
    """How many orders of the target got their answer in this pass. Without a URL they wait."""
    if not target.url:
        return 0
    actor = Actor.system("dispatch", via="worker")
    circuit = breaker.circuit_of(target.name, actor=actor, at=at)
    due = outbox.due(at, target.name)
    answered = 0
    with Line(target.url, total_s=TOTAL_S) as line:
        for order in breaker.admitted(circuit, due, BATCH_ORDERS, actor=actor, at=at):
            if stopping() or circuit.state == CircuitState.OPEN:
                break
            if why := reason_to_hold_back(order, at):
                outbox.give_to_a_person(order, why, actor=actor, at=at)
            elif outbox.claim(order, actor=actor, at=max(at, timezone.now())):
                answered += _sent(line, home, order, circuit, actor, at)
    return answered


def body_of(order: Order) -> bytes:
    """The order as JSON: the same bytes at every attempt. What the action needs besides the number is its payload."""
    content: dict[str, object] = {
        "key": str(order.key),
        "action": order.action,
        "number": order.number,
        "case": order.case_id,
        "measure": order.measure_id,
        "created_at": order.created_at.astimezone(UTC).isoformat(timespec="seconds"),
    }
    if order.payload:
        content["payload"] = order.payload
    return json.dumps(content, separators=(",", ":")).encode()


def signature_of(secret: bytes, timestamp: str, body: bytes) -> str:
    """Proves to the receiver that the order is ours and new."""
    return hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def post(line: Line, home: Home, order: Order) -> dict[str, str]:
    """What the receiver answers to the order. Raises NoAnswer where that is no answer to it."""
    body, timestamp = body_of(order), str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": str(order.key),
        "X-Quietline-Timestamp": timestamp,
        "X-Quietline-Signature": signature_of(home.secret("orders"), timestamp, body),
    }
    status, content = line.post(body, headers)
    if status != HTTPStatus.OK:
        raise NoAnswer(f"status {status}: {content[:200].decode('utf-8', 'replace')}")
    return _parsed(content, order)


def _sent(line: Line, home: Home, order: Order, circuit: Circuit, actor: Actor, at: datetime) -> bool:
    """True where the order has its answer now."""
    try:
        answer = post(line, home, order)
    except NoAnswer as error:
        said = storable(str(error))
        outbox.put_back(order, said, actor=actor, at=timezone.now())
        breaker.has_failed(circuit, said, actor=actor, at=max(at, timezone.now()))
        return False
    outbox.settle(order, answer, actor=actor, at=timezone.now())
    breaker.has_answered(circuit, actor=actor, at=timezone.now())
    return True


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
