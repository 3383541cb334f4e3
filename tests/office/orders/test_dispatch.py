"""Orders reach the network at least once and take effect once, through a receiver that is a process of its own."""

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from quietline.home import Home, OrderTarget
from quietline.office.cases.models import Order
from quietline.office.orders import breaker, outbox
from quietline.office.orders.adapters import webhook
from quietline.office.orders.adapters.http_post import Line
from quietline.office.orders.adapters.webhook import body_of, signature_of
from quietline.office.orders.dispatch import dispatch
from quietline.office.orders.models import Circuit
from tests.ledger_builders import SYSTEM, Cast, a_case, a_landline, decided
from tests.office.order_receiver import Receiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(home: Home, tmp_path: Path, city_settings: Callable[..., None]) -> Iterator[Receiver]:
    """A running receiver to which the city sends its orders."""
    found = Receiver(home, tmp_path)
    city_settings(order_target_url=found.start())
    yield found
    found.kill()


def an_order(cast: Cast, number: str = a_landline(1)) -> Order:
    """A waiting order to bar a number."""
    measure = decided(a_case(number), "shutdown", cast.analyst, at=timezone.now() - timedelta(seconds=1))
    return Order.objects.get(measure=measure)


@pytest.mark.clause("3.1")
def test_an_order_is_sent_and_its_acknowledgement_stored(cast: Cast, home: Home, receiver: Receiver) -> None:
    order = an_order(cast)
    assert dispatch(home, timezone.now()) == 1
    order.refresh_from_db()
    assert (order.state, order.attempts, order.lease_until) == ("done", 1, None)
    assert order.answer == {"result": "done", "detail": "bar_outgoing"}
    assert receiver.effective() == [str(order.key)]


def test_nothing_leaves_before_its_time(cast: Cast, home: Home, receiver: Receiver) -> None:
    order = an_order(cast)
    assert dispatch(home, order.leaves_at - timedelta(milliseconds=1)) == 0
    assert receiver.lines() == []


def test_without_an_address_orders_wait(cast: Cast, home: Home) -> None:
    order = an_order(cast)
    assert dispatch(home, timezone.now()) == 0
    order.refresh_from_db()
    assert (order.state, order.attempts) == ("waiting", 0)


def test_a_receiver_that_is_away_is_tried_again_later(cast: Cast, home: Home, receiver: Receiver) -> None:
    order = an_order(cast)
    receiver.kill()
    assert dispatch(home, timezone.now()) == 0
    order.refresh_from_db()
    assert (order.state, order.attempts) == ("waiting", 1)
    assert "Connection" in order.last_error
    receiver.start()
    assert dispatch(home, order.next_attempt_at) == 1
    assert receiver.effective() == [str(order.key)]


def test_after_twelve_attempts_a_person_is_asked(cast: Cast, home: Home, receiver: Receiver) -> None:
    order = an_order(cast)
    receiver.kill()
    for _ in range(outbox.MAX_ATTEMPTS):
        order.refresh_from_db()
        dispatch(home, max(order.next_attempt_at, probe_at()))
    order.refresh_from_db()
    assert (order.state, order.attempts) == ("failed", outbox.MAX_ATTEMPTS)


def probe_at() -> datetime:
    """When the circuit lets one order try; long ago where it is closed."""
    circuit = Circuit.objects.filter(retry_at__isnull=False).first()
    return circuit.retry_at if circuit and circuit.retry_at else datetime.min.replace(tzinfo=UTC)


def test_after_five_failures_in_a_row_the_target_is_left_alone(
    cast: Cast, home: Home, receiver: Receiver
) -> None:
    for position in range(8):
        an_order(cast, a_landline(position))
    receiver.kill()
    dispatch(home, timezone.now())
    assert Order.objects.filter(attempts=1).count() == breaker.FAILURES_IN_A_ROW
    assert dispatch(home, timezone.now()) == 0
    assert Order.objects.filter(attempts=1).count() == breaker.FAILURES_IN_A_ROW


def test_an_open_circuit_lets_one_order_try_and_opens_for_all_when_it_is_answered(
    cast: Cast, home: Home, receiver: Receiver
) -> None:
    for position in range(8):
        an_order(cast, a_landline(position))
    receiver.kill()
    dispatch(home, timezone.now())
    assert Circuit.objects.get().state == "open"
    dispatch(home, probe_at())
    circuit = Circuit.objects.get()
    assert (circuit.state, circuit.failures) == ("open", breaker.FAILURES_IN_A_ROW + 1)
    assert Order.objects.filter(attempts=1).count() == breaker.FAILURES_IN_A_ROW + 1
    receiver.start()
    assert dispatch(home, probe_at()) == 1
    circuit.refresh_from_db()
    assert (circuit.state, circuit.failures, circuit.retry_at) == ("closed", 0, None)
    dispatch(home, timezone.now() + timedelta(minutes=10))
    assert len(receiver.effective()) == 8


def test_a_probe_whose_sender_died_leaves_the_circuit_to_the_next_sender(
    cast: Cast, home: Home, receiver: Receiver
) -> None:
    an_order(cast)
    at = timezone.now()
    Circuit.objects.create(target="network", state="half_open", retry_at=at + timedelta(seconds=60))
    assert dispatch(home, at) == 0
    assert dispatch(home, at + timedelta(seconds=60)) == 1
    assert Circuit.objects.get().state == "closed"


def test_only_one_of_two_senders_has_the_probe(cast: Cast, home: Home) -> None:
    an_order(cast)
    at = timezone.now()
    Circuit.objects.create(target="network", state="open", retry_at=at)
    mine, other = Circuit.objects.get(), Circuit.objects.get()
    assert len(breaker.admitted(mine, outbox.due(at), 5, actor=SYSTEM, at=at)) == 1
    assert len(breaker.admitted(other, outbox.due(at), 5, actor=SYSTEM, at=at)) == 0


def test_each_outage_is_probed_less_and_less_often_up_to_ten_minutes() -> None:
    waits = [breaker.wait_s(failures) for failures in (5, 6, 7, 9, 10, 5000)]
    assert waits == [30.0, 60.0, 120.0, 480.0, 600.0, 600.0]


def test_a_target_of_its_own_takes_the_actions_it_names(
    cast: Cast, home: Home, receiver: Receiver, city_settings: Callable[..., None]
) -> None:
    switch = OrderTarget(name="switch", adapter="webhook", url="", actions=("intercept",))
    city_settings(order_targets=(switch,))
    case = a_case()
    at = timezone.now() - timedelta(seconds=1)
    decided(case, "intercept", cast.analyst, at=at)
    assert Order.objects.get().target == "switch"
    assert dispatch(home, timezone.now()) == 0
    city_settings(order_targets=(switch.model_copy(update={"url": home.city.order_target_url}),))
    assert dispatch(home, timezone.now()) == 1


def test_a_number_s_orders_keep_their_sequence_over_two_targets(
    cast: Cast, home: Home, receiver: Receiver, city_settings: Callable[..., None]
) -> None:
    switch = OrderTarget(name="switch", adapter="webhook", url="", actions=("intercept",))
    city_settings(order_targets=(switch,))
    case = a_case()
    at = timezone.now() - timedelta(seconds=2)
    decided(case, "intercept", cast.analyst, at=at)
    decided(case, "dismiss", cast.analyst, at=at)
    assert dispatch(home, timezone.now()) == 0
    assert [order.target for order in Order.objects.order_by("pk")] == ["switch", "network"]


def test_a_notice_follows_what_it_tells_of_and_holds_up_nothing_but_the_next_notice(
    cast: Cast, home: Home
) -> None:
    first = an_order(cast)
    rows = Order.objects.filter(pk=first.pk).values().get()
    for action in ("notify", "restore", "notify"):
        Order.objects.create(**rows | {"id": None, "key": uuid4(), "action": action})
    barred, told, restored, told_again = Order.objects.order_by("pk")
    at = timezone.now()
    assert list(outbox.due(at)) == [barred]
    Order.objects.filter(pk=barred.pk).update(state="done")
    assert list(outbox.due(at)) == [told, restored]
    Order.objects.filter(pk=restored.pk).update(state="done")
    assert list(outbox.due(at)) == [told]
    Order.objects.filter(pk=told.pk).update(state="done")
    assert list(outbox.due(at)) == [told_again]


def test_what_an_action_needs_is_sent_with_it(cast: Cast, home: Home) -> None:
    order = an_order(cast)
    assert "payload" not in json.loads(body_of(order))
    order.payload = {"text": "您的号码因呼叫异常已限制呼出"}
    assert json.loads(body_of(order))["payload"] == {"text": "您的号码因呼叫异常已限制呼出"}


def test_an_order_whose_sender_died_after_sending_takes_effect_once(
    cast: Cast, home: Home, receiver: Receiver
) -> None:
    order = an_order(cast)
    at = timezone.now()
    assert outbox.claim(order, actor=SYSTEM, at=at)
    with Line(home.city.order_target_url, total_s=5) as line:  # sent, and dead before the answer is stored
        webhook.post(line, home, order)
    assert dispatch(home, at + timedelta(seconds=outbox.LEASE_S - 1)) == 0
    assert dispatch(home, at + timedelta(seconds=outbox.LEASE_S + 1)) == 1
    order.refresh_from_db()
    assert (order.state, order.attempts) == ("done", 2)
    assert [line["effective"] for line in receiver.lines()] == [True, False]


def test_a_number_is_barred_before_it_is_restored(cast: Cast, home: Home, receiver: Receiver) -> None:
    case = a_case()
    at = timezone.now() - timedelta(seconds=2)
    decided(case, "intercept", cast.analyst, at=at)
    decided(case, "dismiss", cast.analyst, at=at)
    first, second = Order.objects.order_by("pk")
    assert list(outbox.due(timezone.now())) == [first]
    dispatch(home, timezone.now())
    dispatch(home, timezone.now())
    assert receiver.effective() == [str(first.key), str(second.key)]


def test_the_back_off_doubles_within_its_limits_and_differs_by_order() -> None:
    waits = [outbox.back_off_s("key", attempt) for attempt in range(1, 13)]
    assert all(outbox.BACK_OFF_MIN_S <= wait <= outbox.BACK_OFF_MAX_S for wait in waits)
    assert waits[9] > 100 * waits[0]
    assert outbox.back_off_s("key", 8) == waits[7]
    assert outbox.back_off_s("another", 8) != waits[7]


Reply = tuple[int, dict[str, str], bytes]
KEY = "{key}"
BAD_ANSWERS: dict[str, Reply] = {
    "server error": (500, {}, b'{"key": "{key}", "result": "done"}'),
    "not JSON": (200, {}, b"<html>done</html>"),
    "no object": (200, {}, b'["done"]'),
    "another key": (200, {}, b'{"key": "another", "result": "done"}'),
    "nested too deep": (200, {}, b"[" * 60_000),
    "a list as result": (200, {}, b'{"key": "{key}", "result": ["done"]}'),
    "an object as result": (200, {}, b'{"key": "{key}", "result": {}}'),
    "unknown result": (200, {}, b'{"key": "{key}", "result": "maybe"}'),
    "redirect": (302, {"Location": "http://127.0.0.1:9/"}, b""),
    "too long": (200, {}, b'{"key": "{key}", "result": "done", "detail": "' + b"x" * 70_000 + b'"}'),
    "cut off": (200, {"Content-Length": "500"}, b'{"key": "{key}", '),
    "compressed": (200, {"Content-Encoding": "gzip"}, b"garbage"),
    "status line only": (204, {}, b""),
}


@pytest.mark.parametrize("kind", BAD_ANSWERS)
def test_an_answer_that_is_none_leaves_the_order_waiting(
    cast: Cast, home: Home, city_settings: Callable[..., None], kind: str
) -> None:
    order = an_order(cast)
    with Answering(BAD_ANSWERS[kind], str(order.key)) as url:
        city_settings(order_target_url=url)
        assert dispatch(home, timezone.now()) == 0
    order.refresh_from_db()
    assert (order.state, order.attempts) == ("waiting", 1)
    assert order.last_error


@pytest.mark.parametrize("result", ["refused", "unknown_number"])
def test_what_the_network_says_back_is_stored(
    cast: Cast, home: Home, city_settings: Callable[..., None], result: str
) -> None:
    order = an_order(cast)
    answer = f'{{"key": "{order.key}", "result": "{result}", "detail": "号码不存在"}}'.encode()
    with Answering((200, {}, answer), "") as url:
        city_settings(order_target_url=url)
        dispatch(home, timezone.now())
    order.refresh_from_db()
    assert (order.state, order.answer) == ("refused", {"result": result, "detail": "号码不存在"})


@pytest.mark.parametrize("status", [200, 500])
def test_what_no_database_holds_is_left_out_of_an_answer(
    cast: Cast, home: Home, city_settings: Callable[..., None], status: int
) -> None:
    order = an_order(cast)
    answer = f'{{"key": "{order.key}", "result": "done", "detail": "a\\u0000b\\ud800"}}'.encode()
    with Answering((status, {}, answer if status == 200 else b"a\0b"), "") as url:
        city_settings(order_target_url=url)
        dispatch(home, timezone.now())
    order.refresh_from_db()
    said = order.answer["detail"] if order.answer else order.last_error
    assert ("\0" in said, "\ud800" in said, "a\ufffdb" in said) == (False, False, True)


def test_every_attempt_carries_the_same_body_and_a_signature_over_it(cast: Cast, home: Home) -> None:
    order = an_order(cast)
    assert body_of(order) == body_of(Order.objects.get(pk=order.pk))
    signed = signature_of(home.secret("orders"), "1", body_of(order))
    assert signed != signature_of(home.secret("orders"), "2", body_of(order))
    assert signed != signature_of(b"another", "1", body_of(order))


class Answering:
    """A server that gives one answer to everything."""

    def __init__(self, reply: Reply, key: str) -> None:
        status, headers, body = reply
        body = body.replace(KEY.encode(), key.encode())

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> str:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}/"

    def __exit__(self, *error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
