"""`quietline orders files` and `take-in`: batches of orders that went out as files, and what comes back; `targets`: how each fares."""

import json
from pathlib import Path

import click

from quietline.cli.acting import acting, as_option, now
from quietline.cli.city import open_ledger
from quietline.cli.clock import shown
from quietline.cli.table import show_table

MOST = 1000


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object a batch.")
@as_option
def files(as_json: bool, username: str | None) -> None:
    """The batches that went out as files, newest first, with the states of their orders."""
    home = open_ledger()
    from quietline.office.orders.queries import files_visible_to, is_late, odd_rows

    with acting(home, username) as actor:
        found = list(files_visible_to(actor)[:MOST])
        odd = odd_rows([file.pk for file in found])
    names = ["target", "name", "state", "orders", "done", "refused", "failed", "open"]
    rows = [
        {"batch": file.pk, **{name: getattr(file, name) for name in names}}
        | {"odd_rows": odd.get(file.pk, 0), "late": is_late(file, now()), "made": file.made_at.isoformat()}
        for file in found
    ]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    head = ["batch", *names, "odd_rows", "late", "made"]
    show_table(
        head, [[shown(home, row[name]) if name == "made" else row[name] for name in head] for row in rows]
    )


@click.command(name="take-in")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--target", required=True, help="The target of the settings whose file it is.")
@click.option("--json", "as_json", is_flag=True, help="One object with the rows of each finding.")
@as_option
def take_in(path: Path, target: str, as_json: bool, username: str | None) -> None:
    """Take in a result file: each row sets the state of its order. A file that is not whole or not ours is refused."""
    home = open_ledger()
    from quietline.office.orders.proven_file import MAX_BYTES
    from quietline.office.orders.services.results import take_in_results

    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    with acting(home, username) as actor:
        taken = take_in_results(home, content, name=path.name, target=target, actor=actor, at=now())
    said = {"batch": taken.file.file_id, **taken.counts}
    click.echo(json.dumps(said) if as_json else ", ".join(f"{name} {count}" for name, count in said.items()))


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--profile", required=True, help="The order profile that the file follows.")
@click.option("--json", "as_json", is_flag=True, help="One object with the counts.")
@as_option
def reconcile(path: Path, profile: str, as_json: bool, username: str | None) -> None:
    """Compare a file of actual states with what was ordered; `differences` lists what differs."""
    home = open_ledger()
    from quietline.office.orders.proven_file import MAX_BYTES
    from quietline.office.orders.services import reconcile as comparing

    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    with acting(home, username) as actor:
        found = comparing.reconcile(home, content, name=path.name, profile=profile, actor=actor, at=now())
        said = {name: getattr(found, name) for name in ("rows", "agreed", "on_their_way", "unreadable")}
        said["differ"] = found.differences.count()
    click.echo(json.dumps(said) if as_json else ", ".join(f"{name} {count}" for name, count in said.items()))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object a difference.")
@as_option
def differences(as_json: bool, username: str | None) -> None:
    """Numbers of which the network's state is not the one that was ordered, and which side is to change."""
    home = open_ledger()
    from quietline.office.orders.models import DifferenceState
    from quietline.office.orders.queries import differences_visible_to

    head = ["id", "number", "case_id", "expected", "actual", "kind", "side"]
    with acting(home, username) as actor:
        found = differences_visible_to(actor).filter(state=DifferenceState.OPEN)
        rows = [{name: getattr(one, name) for name in head} for one in found[:MOST]]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row))
        return
    show_table(head, [[row[name] for name in head] for row in rows])


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object a target.")
@as_option
def targets(as_json: bool, username: str | None) -> None:
    """The systems that take orders: what waits for each, and whether it is spared because it gives no answer."""
    home = open_ledger()
    from quietline.office.orders.queries import targets_health

    with acting(home, username) as actor:
        found = targets_health(actor, home.city)
    rows = [
        {
            "target": one.target.name,
            "adapter": one.target.adapter,
            "circuit": one.circuit.state if one.circuit else "closed",
            "retry_at": one.circuit.retry_at.isoformat() if one.circuit and one.circuit.retry_at else None,
            "waiting": one.waiting,
            "on_the_way": one.on_the_way,
            "oldest": one.oldest.isoformat() if one.oldest else None,
        }
        for one in found
    ]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row))
        return
    head = ["target", "adapter", "circuit", "retry_at", "waiting", "on_the_way", "oldest"]
    show_table(
        head,
        [
            [shown(home, row[name]) if name in {"retry_at", "oldest"} else row[name] for name in head]
            for row in rows
        ],
    )
