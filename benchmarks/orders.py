"""Orders to the example receiver by webhook, against bare signed POSTs of the same bodies over one connection; and orders into batch files.

Usage: `./dev bench orders [ORDERS] [--settled N]` (defaults 2,000 and 0: how many orders with an answer the ledger holds before).
Prints orders a second, the processor's milliseconds an order in this process, and the ratio to the bare POSTs. The ledger is SQLite.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from _trail import make_home

from quietline.home import Home, OrderTarget

RECEIVER = Path(__file__).parents[1] / "deploy" / "examples" / "order_receiver.py"
CHUNK = 5_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("orders", nargs="?", type=int, default=2_000)
    parser.add_argument("--settled", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = make_home(Path(folder) / "home")
        receiver = start_receiver(home, Path(folder))
        try:
            assert receiver.stdout is not None
            measure(home, receiver.stdout.readline().strip(), asked.orders, asked.settled)
        finally:
            receiver.terminate()
            receiver.wait()


def start_receiver(home: Home, folder: Path) -> subprocess.Popen[str]:
    """The example receiver, which writes each order to the disk before it answers."""
    arguments = [
        "--port",
        "0",
        "--log",
        folder / "orders.jsonl",
        "--secret-file",
        home.root / "keys" / "orders.key",
    ]
    return subprocess.Popen([sys.executable, "-I", RECEIVER, *arguments], stdout=subprocess.PIPE, text=True)


def measure(home: Home, url: str, count: int, settled: int) -> None:
    """Bare POSTs, dispatch by webhook, dispatch into files; each with orders of its own."""
    boss = OrderTarget(name="boss", adapter="batch", profile="business_csv", every_min=0)
    home.__dict__["city"] = home.city.model_copy(update={"order_target_url": url, "order_targets": (boss,)})
    from django.conf import settings

    settings.HOME = home
    from quietline.office.cases.models import Order
    from quietline.office.orders.dispatch import dispatch

    make_orders(settled, "done", "network")
    make_orders(count, "waiting", "network")
    print(f"{count:,} orders beside {settled:,} that have their answer")
    waiting = list(Order.objects.filter(state="waiting").order_by("pk"))
    bare = show("bare signed POSTs", count, lambda: post_all(home, url, waiting))
    sent = show("dispatch by webhook", count, lambda: dispatch_all(home, dispatch))
    make_orders(count // 4, "waiting", "network", waited_s=3600)
    show("the same, an hour late", count // 4, lambda: dispatch_all(home, dispatch))
    make_orders(count, "waiting", "boss")
    show("dispatch into batch files", count, lambda: dispatch_all(home, dispatch))
    print(
        f"webhook is {sent[0] / bare[0]:.2f} x the bare POSTs, of the processor's seconds {sent[1] / bare[1]:.2f} x"
    )


def make_orders(count: int, state: str, target: str, *, waited_s: int = 1) -> None:
    """Orders of one measure, each of a number of its own."""
    from quietline.office.cases.models import Case, Measure, Order
    from quietline.office.people.models import User
    from quietline.office.registry.models import Holding

    at = datetime.now(UTC) - timedelta(seconds=waited_s)
    first = Order.objects.count()
    holding, _ = Holding.objects.get_or_create(number="8613800000000", line_class="mobile")
    case, _ = Case.objects.get_or_create(
        holding=holding, defaults={"number": holding.number, "opened_at": at, "due_at": at}
    )
    decided = {"decided_by": User.objects.first(), "decided_at": at, "evidence": {}, "reason": "bench"}
    measure, _ = Measure.objects.get_or_create(
        case=case, defaults={"kind": "shutdown", "state": "effective", "state_before": "suspected", **decided}
    )
    same = {"measure": measure, "case": case, "action": "bar_outgoing", "state": state, "target": target}
    times = {"created_at": at, "leaves_at": at, "next_attempt_at": at}
    for begin in range(0, count, CHUNK):
        numbers = range(first + begin, first + min(begin + CHUNK, count))
        Order.objects.bulk_create(
            Order(key=uuid4(), number=f"86139{position:08d}", **same, **times) for position in numbers
        )


def post_all(home: Home, url: str, orders: list[object]) -> None:
    """The same bodies, signed, with new keys: nothing is read from or written to the ledger."""
    from quietline.office.orders.adapters import webhook
    from quietline.office.orders.adapters.http_post import Line

    with Line(url, total_s=webhook.TOTAL_S) as line:
        for order in orders:
            real, order.key = order.key, uuid4()  # type: ignore[attr-defined]
            webhook.post(line, home, order)  # type: ignore[arg-type]
            order.key = real  # type: ignore[attr-defined]


def dispatch_all(home: Home, dispatch: Callable[[Home, datetime], int]) -> None:
    """Passes until a pass finds nothing."""
    from quietline.office.cases.models import Order

    while Order.objects.filter(state="waiting").exists():
        dispatch(home, datetime.now(UTC))


def show(what: str, count: int, work: Callable[[], None]) -> tuple[float, float]:
    """Seconds that passed and seconds of this process's processor, printed."""
    begin, busy = time.monotonic(), time.process_time()
    work()
    passed, worked = time.monotonic() - begin, time.process_time() - busy
    print(
        f"{what:<28} {count / passed:8,.0f} orders/s  {1000 * worked / count:6.2f} ms of the processor an order"
    )
    return passed, worked


if __name__ == "__main__":
    main()
