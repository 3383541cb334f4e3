"""`python dispatches_and_dies.py ROUND KILLS SEED`: sends orders in processes that are killed at random moments, so many times.

Each process dispatches at an instant of its own, a minute after the one before, as if so much time had gone by: what a dead one had
claimed is free by then. Prints a line a kill: how many orders were on their way when it came.
"""

import os
import random
import signal
import sys
import time
import traceback
from datetime import UTC, datetime, timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402 (loaded once, before the forks)
from django.db import connection  # noqa: E402

from quietline.office.cases.models import Order  # noqa: E402
from quietline.office.orders.dispatch import dispatch  # noqa: E402

STEP = timedelta(minutes=1)
LONGEST_S = 0.12


def main() -> None:
    """Fork, wait for a random moment, kill -9, count; again."""
    first, kills, seed = map(int, sys.argv[1:])
    chance = random.Random(seed)
    for position in range(first, first + kills):
        child = os.fork()
        if child == 0:
            send(position)
        time.sleep(chance.random() * LONGEST_S)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        print(on_the_way(), flush=True)


def send(position: int) -> None:
    """Dispatch until killed, or until nothing is left."""
    at = datetime.now(UTC) + position * STEP
    try:
        while dispatch(settings.HOME, at):
            at += timedelta(seconds=1)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def on_the_way() -> int:
    """Orders that a sender had claimed."""
    found = Order.objects.filter(state="sending").count()
    connection.close()  # a process that is forked must not share it
    return found


if __name__ == "__main__":
    main()
