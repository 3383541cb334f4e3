#!/usr/bin/env python3
"""Example of a network system that takes quietline's orders over HTTP. Needs nothing but Python.

It bars nobody: it writes each order to a log, one JSON object a line, and answers "done". Put your own action where `_carry_out` is.

    order_receiver.py --port 8701 --log orders.jsonl --secret-file …/keys/orders.key

What a receiver must do, and this one does:
- check X-Quietline-Signature: HMAC-SHA256 over `<X-Quietline-Timestamp>.<body>` with the shared secret, and that the timestamp
  (epoch seconds) is at most 300 s away;
- act on each key once, however often it comes, also after a crash: the log is on the disk before the answer leaves, and is read
  again at the start;
- answer {"key": …, "result": "done" | "refused" | "unknown_number", "detail": …}, to a repeated key the same as the first time.

`--behave` makes it misbehave on purpose, one word an order in turn: well, late (carries out, answers after 8 s), never (carries out,
says nothing), deaf (neither), garbage, refuse, twice (answers two times over), drip (a byte every half second).
"""

import argparse
import hashlib
import hmac
import itertools
import json
import os
import sys
import threading
import time
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Callable, Iterator  # noqa: UP035 (runs on old Pythons too)

MAX_BODY_BYTES = 64 * 1024
MAX_CLOCK_DIFFERENCE_S = 300
IDLE_TIMEOUT_S = 10
ACTIONS = (
    "bar_outgoing",
    "suspend_one_way",
    "suspend_two_way",
    "bar_sms",
    "bar_trunk",
    "intercept",
    "restore",
    "terminate",
    "refer",
    "notify",
)
BEHAVIOUR = ("well", "late", "never", "deaf", "garbage", "refuse", "twice", "drip")
LATE_S = 8.0
DRIP_S = 0.5


class OrderLog:
    """The log file: what was carried out, by key. Every line is on the disk when `append` returns."""

    def __init__(self, path: Path) -> None:
        self.answers: dict[str, dict[str, str]] = {}
        self._lock = threading.Lock()
        self._file = path.open("a+b")
        self._read()

    def take(
        self, order: dict[str, str], carry_out: "Callable[[dict[str, str]], dict[str, str]]"
    ) -> dict[str, str]:
        """The answer to an order; carried out where its key is new."""
        with self._lock:
            key = order["key"]
            is_new = key not in self.answers
            answer = carry_out(order) if is_new else self.answers[key]
            is_effective = is_new and answer["result"] == "done"
            self._append({**order, "at": _now(), "effective": is_effective, "answer": answer})
            self.answers[key] = answer
            return answer

    def lines(self) -> list[dict[str, object]]:
        """All lines, oldest first."""
        with self._lock:
            self._file.seek(0)
            return [json.loads(line) for line in self._file]

    def _append(self, line: dict[str, object]) -> None:
        self._file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def _read(self) -> None:
        """Remember what was carried out before. A last line without end was never answered: it is cut off."""
        self._file.seek(0)
        whole = 0
        for line in self._file:
            if not line.endswith(b"\n"):
                self._file.truncate(whole)
                break
            whole += len(line)
            entry = json.loads(line)
            self.answers.setdefault(entry["key"], entry["answer"])
        self._file.seek(0, os.SEEK_END)


def _carry_out(order: dict[str, str]) -> dict[str, str]:
    """Here a real system would bar, intercept, restore or terminate the number."""
    return {"key": order["key"], "result": "done", "detail": order["action"]}


def _refuse(order: dict[str, str]) -> dict[str, str]:
    return {"key": order["key"], "result": "refused", "detail": "refused on purpose"}


class Handler(BaseHTTPRequestHandler):
    """POST any path: an order. GET /orders: the log. GET /healthz: that we are here."""

    protocol_version = "HTTP/1.1"
    timeout = IDLE_TIMEOUT_S
    disable_nagle_algorithm = (
        True  # head and body of an answer are two writes: the second must not wait for an acknowledgement
    )
    log: OrderLog
    secret: bytes
    behaviour: "Iterator[str]" = itertools.repeat("well")

    def do_GET(self) -> None:
        if self.path == "/healthz":
            self._answer(200, {"status": "ok"})
        elif self.path == "/orders":
            self._answer(200, self.log.lines())
        else:
            self._answer(404, {"error": "there is /orders and /healthz"})

    def do_POST(self) -> None:
        body = self._body()
        if body is None:
            return
        if not self._is_signed(body):
            self._answer(401, {"error": "signature or timestamp does not hold"})
            return
        order = _order_in(body)
        if order is None:
            self._answer(400, {"error": f"an order has key, action ({', '.join(ACTIONS)}) and number"})
            return
        how = next(self.behaviour)
        if how == "deaf":
            self.close_connection = True
            return
        self._say(how, self.log.take(order, _refuse if how == "refuse" else _carry_out))

    def _say(self, how: str, answer: dict[str, str]) -> None:
        """The answer, well or in the way that was asked for."""
        if how == "never":
            self.close_connection = True
            return
        if how == "late":
            time.sleep(LATE_S)
        try:
            if how == "garbage":
                self.wfile.write(os.urandom(200))
                self.close_connection = True
            elif how == "drip":
                self._drip(answer)
            else:
                for _ in range(2 if how == "twice" else 1):
                    self._answer(200, answer)
        except OSError:  # the sender did not wait
            self.close_connection = True

    def _drip(self, answer: dict[str, str]) -> None:
        body = json.dumps(answer).encode()
        for byte in b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body):
            self.wfile.write(bytes([byte]))
            time.sleep(DRIP_S)

    def _body(self) -> "bytes | None":
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            self._refuse(411, "Content-Length is required")
            return None
        if int(length) > MAX_BODY_BYTES:
            self._refuse(413, f"more than {MAX_BODY_BYTES} bytes")
            return None
        body = self.rfile.read(int(length))
        return body if len(body) == int(length) else None

    def _refuse(self, status: int, error: str) -> None:
        """The body was not read: the connection is of no use any more."""
        self.close_connection = True
        self._answer(status, {"error": error})

    def _is_signed(self, body: bytes) -> bool:
        timestamp = self.headers.get("X-Quietline-Timestamp", "")
        given = self.headers.get("X-Quietline-Signature", "")
        if not (timestamp.isascii() and timestamp.isdigit() and given.isascii()):
            return False
        expected = hmac.new(self.secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        is_new = abs(time.time() - int(timestamp[:12])) <= MAX_CLOCK_DIFFERENCE_S
        return is_new and hmac.compare_digest(expected, given)

    def _answer(self, status: int, content: object) -> None:
        body = json.dumps(content, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Orders are in the log; the terminal stays quiet."""


def _order_in(body: bytes) -> "dict[str, str] | None":
    try:
        content = json.loads(body)
        order = {name: content[name] for name in ("key", "action", "number")}
    except (ValueError, TypeError, KeyError):
        return None
    is_sound = all(isinstance(value, str) and 0 < len(value) <= 64 for value in order.values())
    return order if is_sound and order["action"] in ACTIONS else None


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")  # noqa: UP017 (runs on old Pythons too)


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description="Takes quietline's orders and logs them.")
    parser.add_argument("--port", type=int, default=8701, help="0: any free port; it is printed")
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    parser.add_argument("--log", type=Path, required=True, help="JSON Lines file, appended to")
    parser.add_argument(
        "--secret-file", type=Path, required=True, help="the shared secret, keys/orders.key of the city"
    )
    parser.add_argument(
        "--behave", default="well", help=f"words of {', '.join(BEHAVIOUR)}, with commas between"
    )
    arguments = parser.parse_args()
    behave = arguments.behave.split(",")
    if not set(behave) <= set(BEHAVIOUR):
        sys.exit(f"order_receiver.py: --behave takes {', '.join(BEHAVIOUR)}")
    Handler.behaviour = itertools.cycle(behave)
    try:
        Handler.secret = arguments.secret_file.read_bytes()
        Handler.log = OrderLog(arguments.log)
    except (OSError, ValueError, KeyError) as error:
        sys.exit(f"order_receiver.py: {error}")
    server = ThreadingHTTPServer((arguments.host, arguments.port), Handler)
    print(f"http://{arguments.host}:{server.server_port}/orders", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
