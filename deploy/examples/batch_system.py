#!/usr/bin/env python3
"""Example of a business system that takes quietline's orders as batch files. Needs nothing but Python.

It bars nobody: it writes each order to a log, one JSON object a line, and answers each file of `out` with one in `in`.

    batch_system.py --exchange …/exchange/boss --format business_csv --log orders.jsonl

What such a system must do, and this one does:
- check that a file is whole (count and check sum) before it acts on anything in it;
- act on each key once, however often it comes, also after a crash: the log is on the disk before the answer is;
- write its answer under another name, then rename it, so that nobody reads half a file.

`--behave` makes it misbehave on purpose, one word a file in turn: well, refuse, unknown, missing, extra, garbage, cut, twice, never,
another_city.
"""

import argparse
import csv
import hashlib
import io
import json
import os
import sys
import time
import uuid
import zlib
from pathlib import Path

BEHAVIOUR = (
    "well",
    "refuse",
    "unknown",
    "missing",
    "extra",
    "garbage",
    "cut",
    "twice",
    "never",
    "another_city",
)
POLL_S = 0.2


class BusinessCsv:
    """CSV in GB18030 with heads and a trailer `合计,city,batch,rows,crc32`."""

    encoding, end, delimiter = "gb18030", "\r\n", ","
    codes = {"done": "成功", "refused": "失败", "unknown_number": "无此号码"}

    def read(self, content):
        body, _, last = content[: -len(self.end)].rpartition(self.end.encode())
        body += self.end.encode()
        word, city, batch, rows, check_sum = self.split(last.decode(self.encoding))
        lines = body.decode(self.encoding).split(self.end)[1:-1]
        if word != "合计" or int(rows) != len(lines) or f"{zlib.crc32(body):08x}" != check_sum:
            raise ValueError("the file is not whole")
        found = [self.split(line) for line in lines]
        return city, batch, [{"key": row[0], "number": row[1], "action": row[2]} for row in found]

    def write(self, city, batch, answers):
        rows = [["流水号", "业务号码", "操作", "结果", "说明"]]
        rows += [
            [one["key"], one["number"], one["action"], self.codes[one["result"]], one["detail"]]
            for one in answers
        ]
        body = b"".join(map(self.line, rows))
        return body + self.line(["合计", city, batch, str(len(answers)), f"{zlib.crc32(body):08x}"])

    def line(self, cells):
        out = io.StringIO()
        csv.writer(out, delimiter=self.delimiter, lineterminator=self.end).writerow(cells)
        return out.getvalue().encode(self.encoding)

    def split(self, line):
        return next(csv.reader([line], delimiter=self.delimiter))


class BillingPipe(BusinessCsv):
    """Pipes in UTF-8; the first record `H|city|batch|rows|sha256` proves what follows."""

    encoding, end, delimiter = "utf-8", "\n", "|"
    codes = {"done": "0000", "refused": "2001", "unknown_number": "1001"}

    def read(self, content):
        first, _, body = content.partition(b"\n")
        word, city, batch, rows, check_sum = self.split(first.decode())
        lines = body.decode().split("\n")[:-1]
        if word != "H" or int(rows) != len(lines) or hashlib.sha256(body).hexdigest() != check_sum:
            raise ValueError("the file is not whole")
        found = [self.split(line) for line in lines]
        return city, batch, [{"key": row[0], "action": row[1], "number": row[2]} for row in found]

    def write(self, city, batch, answers):
        rows = ([one["key"], self.codes[one["result"]], one["detail"]] for one in answers)
        body = b"".join(map(self.line, rows))
        return self.line(["R", city, batch, str(len(answers)), hashlib.sha256(body).hexdigest()]) + body


FORMATS = {"business_csv": BusinessCsv(), "billing_pipe": BillingPipe()}


class System:
    """What was carried out, by key, and which files were answered."""

    def __init__(self, exchange, form, log, behave):
        self.exchange, self.form, self.log, self.behave = exchange, form, log, behave
        self.answers, self.answered, self.turn = {}, set(), 0
        for line in log.read_text(encoding="utf-8").splitlines() if log.exists() else []:
            entry = json.loads(line)
            self.answers[entry["key"]] = entry["result"]

    def look(self):
        """Answer each file that was not answered yet, in the order of their names."""
        for path in sorted((self.exchange / "out").glob("[!.]*")):
            if path.name not in self.answered:
                self.answered.add(path.name)
                self.answer(path, self.behave[self.turn % len(self.behave)])
                self.turn += 1

    def answer(self, path, how):
        """Carry out the file's orders and send the result, in the way that is asked for."""
        city, batch, orders = self.form.read(path.read_bytes())
        answers = [self.carry_out(order, how) for order in orders]
        if how == "missing":
            answers = answers[1:]
        if how == "extra":
            answers.append({**answers[0], "key": str(uuid.uuid4())})
        content = self.form.write("0999" if how == "another_city" else city, batch, answers)
        if how == "garbage":
            content = os.urandom(400)
        if how == "cut":
            content = content[: len(content) * 2 // 3]
        if how != "never":
            self.send(f"result-{path.name}", content)
        if how == "twice":
            self.send(f"again-{path.name}", content)

    def carry_out(self, order, how):
        """Here a real system would bar, intercept, restore or terminate the number."""
        key = order["key"]
        is_new = key not in self.answers
        if is_new:
            self.answers[key] = {"refuse": "refused", "unknown": "unknown_number"}.get(how, "done")
        with self.log.open("a", encoding="utf-8") as log:
            entry = {
                **order,
                "effective": is_new and self.answers[key] == "done",
                "result": self.answers[key],
            }
            log.write(json.dumps(entry, ensure_ascii=False) + "\n")
            log.flush()
            os.fsync(log.fileno())
        return {**order, "result": self.answers[key], "detail": "余额不足" if how == "refuse" else ""}

    def send(self, name, content):
        """The whole file at once under its name; dated back, for its reader waits until a file has settled."""
        folder = self.exchange / "in"
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".{name}.part"
        draft.write_bytes(content)
        os.utime(draft, (time.time() - 60, time.time() - 60))
        draft.replace(folder / name)


def main():
    """Answer what comes until stopped; with --once what lies there."""
    parser = argparse.ArgumentParser(description="Takes quietline's batch files and answers them.")
    parser.add_argument(
        "--exchange", type=Path, required=True, help="the target's folder, with `out` and `in`"
    )
    parser.add_argument("--format", choices=FORMATS, required=True)
    parser.add_argument("--log", type=Path, required=True, help="JSON Lines file, appended to")
    parser.add_argument(
        "--behave", default="well", help=f"words of {', '.join(BEHAVIOUR)}, with commas between"
    )
    parser.add_argument("--once", action="store_true")
    arguments = parser.parse_args()
    behave = arguments.behave.split(",")
    if not set(behave) <= set(BEHAVIOUR):
        sys.exit(f"batch_system.py: --behave takes {', '.join(BEHAVIOUR)}")
    system = System(arguments.exchange, FORMATS[arguments.format], arguments.log, behave)
    print("at work", flush=True)
    try:
        system.look()
        while not arguments.once:
            time.sleep(POLL_S)
            system.look()
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
