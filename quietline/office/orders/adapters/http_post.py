"""One POST within a total time: connecting, sending and reading the answer's head and body together.

Time-outs of sockets begin anew with every byte; a receiver that drips one a second would hold the sender for hours.
"""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping
from typing import Any, Self
from urllib.parse import urlsplit

MAX_ANSWER_BYTES = 64 * 1024
_GONE = (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError)


class NoAnswer(Exception):
    """The receiver gave no usable answer: the order is tried again."""


class Line:
    """A connection to one URL, used again as long as the receiver keeps it."""

    def __init__(self, url: str, *, total_s: float) -> None:
        self.total_s = total_s
        found = urlsplit(url)
        self._path = f"{found.path or '/'}{'?' + found.query if found.query else ''}"
        self._connection = _connection(found.scheme, found.hostname or "", found.port, total_s)
        self._is_used = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._connection.close()

    def post(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Status and body of the answer. Raises NoAnswer where there is none within the time, or it is too long or broken."""
        try:
            return self._posted(body, headers)
        except _GONE as error:
            if not self._is_used:
                raise self._gave_up(error) from error
        except (http.client.HTTPException, OSError, ValueError) as error:
            raise self._gave_up(error) from error
        self._forget()  # the receiver closed the line since the last order, which is its right
        return self.post(body, headers)

    def _posted(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        deadline = time.monotonic() + self.total_s
        self._connection.response_class = _within(deadline)
        if self._connection.sock is not None:
            self._connection.sock.settimeout(self.total_s)
        self._connection.request("POST", self._path, body, dict(headers))
        if self._connection.sock is not None:
            self._connection.sock.settimeout(max(deadline - time.monotonic(), 0.001))
        response = self._connection.getresponse()
        content = response.read(MAX_ANSWER_BYTES + 1)
        if len(content) > MAX_ANSWER_BYTES:
            raise ValueError(f"the answer is longer than {MAX_ANSWER_BYTES} bytes")
        if response.length:
            raise http.client.IncompleteRead(content, response.length)
        self._is_used = True
        return response.status, content

    def _gave_up(self, error: Exception) -> NoAnswer:
        self._forget()
        said = f"no answer within {self.total_s:g} s" if isinstance(error, TimeoutError) else str(error)
        return NoAnswer(f"{type(error).__name__}: {said}")

    def _forget(self) -> None:
        """What the old connection may still bring is an answer to nothing."""
        self._connection.close()
        self._is_used = False


def _connection(scheme: str, host: str, port: int | None, total_s: float) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=total_s, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=total_s)


def _within(deadline: float) -> type[http.client.HTTPResponse]:
    """A response that is read until the instant of the monotonic clock."""

    class Response(http.client.HTTPResponse):
        def __init__(self, sock: socket.socket, *arguments: Any, **named: Any) -> None:
            super().__init__(sock, *arguments, **named)
            self.fp = io.BufferedReader(_UntilDeadline(sock, deadline))

    return Response


class _UntilDeadline(io.RawIOBase):
    """What comes from the socket; each read may take what is left of the whole time."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock, self._deadline = sock, deadline
        self._bytes = sock.makefile(
            "rb", buffering=0
        )  # keeps the socket where the answer says that it will be closed

    def close(self) -> None:
        self._bytes.close()
        super().close()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time is over")
        self._sock.settimeout(left)
        return self._bytes.readinto(buffer) or 0
