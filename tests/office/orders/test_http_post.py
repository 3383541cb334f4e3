"""An answer has one time for all of it: a receiver that drips never holds the sender."""

import itertools
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from quietline.office.orders.adapters.http_post import Line, NoAnswer

TOTAL_S = 0.6
DRIPS: dict[str, list[bytes]] = {
    "status line": [b"HTTP/1.1 2", *[b"0"] * 400],
    "head": [b"HTTP/1.1 200 OK\r\n", *[b"X-A: b\r\n"] * 400],
    "body": [b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n", *[b"x"] * 400],
    "body without end": [b"HTTP/1.1 200 OK\r\n\r\n", *[b"x"] * 400],
    "nothing at all": [b""] * 400,
}


@contextmanager
def a_server(*connections: list[bytes], pause_s: float = 0.05) -> Iterator[str]:
    """Gives each connection its pieces, one every `pause_s`, and then closes it."""
    server = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        for pieces in itertools.cycle(connections):
            try:
                peer, _ = server.accept()
            except OSError:
                return
            with peer:
                peer.recv(65536)
                for piece in pieces:
                    if over.wait(pause_s):
                        return
                    try:
                        peer.sendall(piece)
                    except OSError:
                        break

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/orders"
    finally:
        over.set()
        server.close()


@pytest.mark.parametrize("what", DRIPS)
def test_an_answer_that_drips_is_given_up_when_its_whole_time_is_over(what: str) -> None:
    too_late = pytest.raises(NoAnswer, match="no answer within")  # all the pieces would take 20 s
    with a_server(DRIPS[what]) as url, Line(url, total_s=TOTAL_S) as line, too_late:
        line.post(b"{}", {})


def test_a_connection_that_the_receiver_closed_between_two_orders_is_opened_again() -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
    with a_server([answer], pause_s=0) as url, Line(url, total_s=5) as line:
        assert [line.post(b"{}", {}) for _ in range(3)] == [(200, b"{}")] * 3


@pytest.mark.parametrize(
    "answer",
    [b"", b"garbage\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}", b"HTTP/1.1 xyz OK\r\n\r\n"],
)
def test_what_is_no_http_is_no_answer(answer: bytes) -> None:
    with a_server([answer], pause_s=0) as url, Line(url, total_s=5) as line, pytest.raises(NoAnswer):
        line.post(b"{}", {})


@pytest.mark.parametrize("url", ["", "nonsense", "http://", "http://127.0.0.1:1/"])
def test_an_address_where_nobody_listens_is_no_answer(url: str) -> None:
    with Line(url, total_s=2) as line, pytest.raises(NoAnswer):
        line.post(b"{}", {})
