"""A long audit trail in a home of its own: rows put in in bulk, their contents, keyed hashes and links as the product makes them."""

import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from quietline.home import City, Home

START = datetime(2026, 3, 2, tzinfo=UTC)
CHUNK = 10_000
ACTIONS = (
    "case.created",
    "case.suspected->shut_down",
    "measure.created",
    "order.waiting->sending",
    "case.viewed",
)
REASON = "一小时呼叫 130 个陌生号码,无人回拨"


def make_home(root: Path, database_url: str = "") -> Home:
    """A city with an empty ledger, Django started for it."""
    home = Home(root)
    home.create(City(database_url=database_url))
    os.environ["QUIETLINE_HOME"] = str(root)
    from quietline.cli.city import start_ledger
    from quietline.cli.ledger import make_ledger

    make_ledger(start_ledger())
    return home


def write_trail(home: Home, count: int) -> None:
    """So many entries of everyday work behind those that are there, sealed, and the head published."""
    from django.db import connection, transaction

    from quietline.office.audit import heads
    from quietline.office.audit.models import AuditEntry, Seal

    last = Seal.objects.latest("position")  # `init` has written some
    rows = _rows(home, last.position, last.entry, last.digest, count)
    while chunk := list(islice(rows, CHUNK)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(_insert(AuditEntry), [entry for entry, _ in chunk])
            cursor.executemany(_insert(Seal), [link for _, link in chunk])
    heads.publish(home, Seal.objects.latest("position"))


def _insert(model: Any) -> str:
    names = [field.column for field in model._meta.concrete_fields]
    columns, values = ", ".join(f'"{name}"' for name in names), ", ".join(["%s"] * len(names))
    return f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({values})"


def _rows(
    home: Home, position: int, last: int, digest: str, count: int
) -> Iterator[tuple[list[object], list[object]]]:
    """Each entry and its link, as the database takes them."""
    from django.db import connection

    from quietline.office.audit.chain import digest_of
    from quietline.office.audit.models import AuditEntry, Seal
    from quietline.office.audit.record import content_of, key_of, mac_of

    fields, link_fields = AuditEntry._meta.concrete_fields, Seal._meta.concrete_fields
    chance, key = random.Random(7), key_of(home)
    entry = AuditEntry()
    for number in range(count):
        vars(entry).update(_said(chance, number), id=last + number + 1)
        content = content_of(entry)
        entry.mac = mac_of(content, key)
        digest = digest_of(entry.pk, entry.mac, content, digest)
        link = Seal(position=position + number + 1, entry=entry.pk, digest=digest, sealed_at=entry.at)
        yield (
            [field.get_db_prep_save(getattr(entry, field.attname), connection) for field in fields],
            [field.get_db_prep_save(getattr(link, field.attname), connection) for field in link_fields],
        )


def _said(chance: random.Random, number: int) -> dict[str, object]:
    case, version = number // 10 + 1, number % 10 + 1
    return {
        "uid": UUID(int=chance.getrandbits(128)),
        "at": START + timedelta(seconds=number // 5, microseconds=chance.randrange(1_000_000)),
        "actor": f"S{chance.randrange(1000, 1400)}",
        "action": ACTIONS[number % len(ACTIONS)],
        "object_kind": "case",
        "object_id": str(case),
        "case": case,
        "before": {"state": "suspected", "assigned_to_id": None, "version": version},
        "after": {"state": "shut_down", "assigned_to_id": chance.randrange(400), "version": version + 1},
        "reason": REASON,
        "via": "console",
    }
