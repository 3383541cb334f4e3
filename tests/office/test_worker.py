"""The worker as a process that is stopped, killed and run twice: nothing is lost and nothing is done twice."""

import gzip
import http.server
import io
import signal
import threading
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from quietline.home import Home
from quietline.office.audit.models import AuditEntry, Seal
from quietline.office.cases.models import Case, Order
from quietline.office.jobs import services as jobs
from quietline.office.jobs.models import Job
from quietline.office.worker import Worker, one_pass
from tests.commands import run, start
from tests.lake_builders import a_call, commit_rows
from tests.ledger_builders import SYSTEM, Cast, a_case, a_landline, decided
from tests.office.order_receiver import Receiver

pytestmark = pytest.mark.django_db(transaction=True)
OtherProcess = Callable[..., Home]


@pytest.fixture
def receiver(home: Home, tmp_path: Path) -> Iterator[Receiver]:
    found = Receiver(home, tmp_path)
    yield found
    found.kill()


class HoldsBack(http.server.ThreadingHTTPServer):
    """Stands between worker and receiver: passes orders on, and holds the receiver's answer back."""

    def __init__(self, receiver_url: str) -> None:
        arrived = self.arrived = threading.Event()
        goes_on = self.goes_on = threading.Event()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                passed_on = urllib.request.Request(receiver_url, body, dict(self.headers))
                urllib.request.urlopen(passed_on, timeout=60).close()
                arrived.set()
                goes_on.wait(60)

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/orders"


def an_order(cast: Cast, position: int = 1) -> Order:
    measure = decided(
        a_case(a_landline(position)), "shutdown", cast.analyst, at=timezone.now() - timedelta(seconds=1)
    )
    return Order.objects.get(measure=measure)


@pytest.mark.clause("3.1")
def test_a_worker_killed_between_sending_and_the_answer_leaves_one_effect(
    cast: Cast, receiver: Receiver, other_process: OtherProcess
) -> None:
    order = an_order(cast)
    between = HoldsBack(receiver.start())
    shared = other_process(order_target_url=between.url)
    worker = start(shared, "worker")
    try:
        assert between.arrived.wait(60)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
        between.goes_on.set()
        between.shutdown()
        between.server_close()
    order.refresh_from_db()
    assert (order.state, len(receiver.lines())) == ("sending", 1)
    Order.objects.update(lease_until=timezone.now() - timedelta(seconds=1))  # so much time goes by
    (shared.root / "quietline.toml").write_text(
        (shared.root / "quietline.toml")
        .read_text()
        .replace(between.url, f"http://127.0.0.1:{receiver.port}/orders")
    )
    assert run(shared, "worker", "--once").returncode == 0
    order.refresh_from_db()
    assert (order.state, order.attempts) == ("done", 2)
    assert [line["effective"] for line in receiver.lines()] == [True, False]


def test_two_workers_at_once_send_each_order_once(
    cast: Cast, receiver: Receiver, other_process: OtherProcess
) -> None:
    orders = [an_order(cast, position) for position in range(12)]
    shared = other_process(order_target_url=receiver.start())
    workers = [start(shared, "worker", "--once") for _ in range(2)]
    for worker in workers:
        _, errors = worker.communicate(timeout=120)
        assert (worker.returncode, errors) == (0, "")
    assert sorted(receiver.effective()) == sorted(str(order.key) for order in orders)
    assert len(receiver.lines()) == len(orders)


def test_a_worker_that_is_asked_to_stop_stops_and_leaves_nothing_unsealed(
    cast: Cast, other_process: OtherProcess
) -> None:
    worker = start(other_process(), "worker")
    assert worker.stderr is not None
    assert "at work" in worker.stderr.readline()
    an_order(cast)
    worker.send_signal(signal.SIGTERM)
    _, errors = worker.communicate(timeout=60)
    assert (worker.returncode, errors) == (0, "")
    assert Seal.objects.count() == AuditEntry.objects.count()


def test_an_ended_case_closes_when_its_order_is_acknowledged(
    cast: Cast, receiver: Receiver, home: Home, city_settings: Callable[..., None]
) -> None:
    case = a_case()
    decided(case, "refer", cast.analyst, at=timezone.now() - timedelta(seconds=1))
    one_pass(home, timezone.now())
    assert Case.objects.get().state == "referred"
    city_settings(order_target_url=receiver.start())
    one_pass(home, timezone.now())
    assert Case.objects.get().state == "closed"


def test_a_job_whose_worker_died_is_done_by_the_next_one(home: Home) -> None:
    commit_rows(
        home,
        "calls",
        [a_call(f"2026-03-18 10:{n // 2:02d}:{n % 2 * 30:02d}", callee=f"86159{n:08d}") for n in range(61)],
    )
    days = {"first": "2026-03-18", "last": "2026-03-18"}
    job = jobs.enqueue(kind="detect", arguments=days, actor=SYSTEM, at=timezone.now())
    long_ago = timezone.now() - timedelta(seconds=jobs.LEASE_S + 1)
    assert jobs.claim(actor=SYSTEM, at=long_ago) is not None
    one_pass(home, timezone.now())
    job = Job.objects.get(pk=job.pk)
    assert (job.state, job.attempts, job.progress) == ("done", 2, 1.0)
    assert job.result is not None
    assert Case.objects.count() == 1


def test_a_file_in_the_inbox_is_loaded_and_judged_once_it_stopped_growing(home: Home) -> None:
    worker = Worker(home)
    path = home.inbox / "calls.csv"
    path.write_text(calls_file(61), encoding="utf-8")
    worker.one_pass(timezone.now())
    path.write_text(calls_file(70), encoding="utf-8")
    worker.one_pass(timezone.now())
    assert not Job.objects.exists()
    worker.one_pass(timezone.now())
    assert not path.exists()
    assert (home.inbox / "loaded" / "calls.csv").is_file()
    job = Job.objects.get()
    assert (job.state, job.result["accepted"]) == ("done", 70)
    assert Case.objects.get().number == "8613803910001"


@pytest.mark.parametrize("kind", ["gz", "zip"])
def test_a_packed_file_in_the_inbox_is_left_alone_while_it_grows(
    home: Home, tmp_path: Path, kind: str
) -> None:
    worker, path = Worker(home), home.inbox / f"calls.csv.{kind}"
    whole = gzip.compress(calls_file(70).encode()) if kind == "gz" else zipped({"calls.csv": calls_file(70)})
    for share in (3, 2):
        path.write_bytes(whole[: len(whole) // share])
        worker.one_pass(timezone.now())
    assert not Job.objects.exists()
    path.write_bytes(whole)
    for _ in range(2):
        worker.one_pass(timezone.now())
    job = Job.objects.get()
    assert (job.state, job.result["accepted"]) == ("done", 70)
    assert (home.inbox / "loaded" / path.name).read_bytes() == whole


def test_an_archive_of_which_one_file_cannot_be_read_is_judged_and_put_aside_with_the_reason(
    home: Home,
) -> None:
    worker = Worker(home)
    (home.inbox / "april.zip").write_bytes(zipped({"a.csv": calls_file(70), "b.csv": "hello\n"}))
    for _ in range(2):
        worker.one_pass(timezone.now())
    assert Job.objects.get().state == "failed"
    assert Case.objects.get().number == "8613803910001"
    assert "april.zip b.csv line 1" in (home.inbox / "failed" / "april.zip.txt").read_text()


def test_a_file_that_cannot_be_read_is_put_aside_with_the_reason(home: Home) -> None:
    worker = Worker(home)
    (home.inbox / "hello.csv").write_text("hello\nworld\n", encoding="utf-8")
    for _ in range(2):
        worker.one_pass(timezone.now())
    assert Job.objects.get().state == "failed"
    assert (home.inbox / "failed" / "hello.csv").read_text() == "hello\nworld\n"
    assert "profile" in (home.inbox / "failed" / "hello.csv.txt").read_text()


def test_a_file_that_was_mended_and_dropped_again_is_loaded(home: Home) -> None:
    worker = Worker(home)
    path = home.inbox / "calls.csv"
    for content, job_state in (("hello\n", "failed"), (calls_file(3), "done")):
        path.write_text(content, encoding="utf-8")
        for _ in range(2):
            worker.one_pass(timezone.now())
        assert Job.objects.latest("pk").state == job_state
    again = home.inbox / "failed" / "calls.csv"
    again.rename(path)
    for _ in range(2):
        worker.one_pass(timezone.now())
    assert Job.objects.count() == 3


def test_hidden_files_and_folders_of_the_inbox_are_left_alone(home: Home) -> None:
    worker = Worker(home)
    (home.inbox / ".partial.csv").write_text(calls_file(3), encoding="utf-8")
    (home.inbox / "folder").mkdir()
    for _ in range(2):
        worker.one_pass(timezone.now())
    assert not Job.objects.exists()


def test_a_worker_process_loads_what_is_dropped(home: Home, other_process: OtherProcess) -> None:
    (home.inbox / "calls.csv").write_text(calls_file(61), encoding="utf-8")
    done = run(other_process(), "worker", "--once")
    assert (done.returncode, done.stderr) == (0, "")
    assert Case.objects.count() == 1


def zipped(members: dict[str, str]) -> bytes:
    """A zip archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def calls_file(count: int) -> str:
    """Calls of one mobile, one every 20 seconds."""
    lines = [f"13803910001,159{n:08d},2026-03-18 10:{n // 3:02d}:{n % 3 * 20:02d},30" for n in range(count)]
    return "\n".join(["caller,callee,start,duration", *lines]) + "\n"
