"""The example receiver keeps its promises: signed and new orders only, each key effective once, also over kill -9."""

import http.client
import json
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from quietline.home import Home
from quietline.office.orders.adapters.webhook import signature_of
from tests.office.order_receiver import Receiver


@pytest.fixture
def receiver(home: Home, tmp_path: Path) -> Iterator[Receiver]:
    found = Receiver(home, tmp_path)
    found.start()
    yield found
    found.kill()


def an_order(key: str = "") -> dict[str, object]:
    return {"key": key or str(uuid4()), "action": "bar_outgoing", "number": "8613803910001", "case": 1}


def post(
    receiver: Receiver, body: bytes, *, age_s: int = 0, signature: str = "", length: str = ""
) -> tuple[int, dict[str, object]]:
    timestamp = str(int(time.time()) - age_s)
    headers = {
        "X-Quietline-Timestamp": timestamp,
        "X-Quietline-Signature": signature or signature_of(receiver.secret.read_bytes(), timestamp, body),
        "Content-Length": length or str(len(body)),
    }
    connection = http.client.HTTPConnection("127.0.0.1", receiver.port, timeout=10)
    try:
        connection.request("POST", "/orders", body, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def get(receiver: Receiver, path: str) -> tuple[int, object]:
    connection = http.client.HTTPConnection("127.0.0.1", receiver.port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def test_a_repeated_key_gets_the_same_answer_and_takes_effect_once(receiver: Receiver) -> None:
    body = json.dumps(an_order()).encode()
    answers = [post(receiver, body) for _ in range(3)]
    assert answers[0][0] == 200
    assert answers[0] == answers[1] == answers[2]
    assert [line["effective"] for line in receiver.lines()] == [True, False, False]


def test_what_was_carried_out_is_remembered_over_kill_9(receiver: Receiver) -> None:
    body = json.dumps(an_order()).encode()
    first = post(receiver, body)
    receiver.kill()
    receiver.start()
    assert post(receiver, body) == first
    assert len(receiver.effective()) == 1


def test_a_line_that_was_cut_by_a_crash_was_not_carried_out(receiver: Receiver) -> None:
    order = an_order()
    receiver.kill()
    receiver.log.write_bytes(
        receiver.log.read_bytes() + json.dumps({"key": order["key"], "effective": True}).encode()[:30]
    )
    receiver.start()
    assert post(receiver, json.dumps(order).encode())[0] == 200
    assert receiver.effective() == [order["key"]]


@pytest.mark.parametrize("age_s", [400, -400])
def test_an_old_or_future_time_stamp_is_refused(receiver: Receiver, age_s: int) -> None:
    assert post(receiver, json.dumps(an_order()).encode(), age_s=age_s)[0] == 401
    assert receiver.lines() == []


def test_a_wrong_signature_is_refused(receiver: Receiver) -> None:
    assert post(receiver, json.dumps(an_order()).encode(), signature="0" * 64)[0] == 401
    assert receiver.lines() == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"[]",
        b'{"key": "1"}',
        b'{"key": 1, "action": "restore", "number": "1"}',
        b'{"key": "1", "action": "format", "number": "1"}',
    ],
)
def test_what_is_no_order_is_refused(receiver: Receiver, body: bytes) -> None:
    assert post(receiver, body)[0] == 400
    assert receiver.lines() == []


def test_a_body_beyond_64_kb_is_refused_unread(receiver: Receiver) -> None:
    assert post(receiver, b"", length=str(64 * 1024 + 1))[0] == 413


def test_it_shows_its_log_and_that_it_is_there(receiver: Receiver) -> None:
    assert get(receiver, "/healthz") == (200, {"status": "ok"})
    order = an_order()
    post(receiver, json.dumps(order).encode())
    status, lines = get(receiver, "/orders")
    assert status == 200
    assert isinstance(lines, list)
    assert [line["key"] for line in lines] == [order["key"]]
    assert get(receiver, "/elsewhere")[0] == 404
