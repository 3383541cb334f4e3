"""`quietline orders`: what was asked of the network, and what it answered."""

import json
from typing import TYPE_CHECKING

import click

from quietline.cli.acting import acting, as_option
from quietline.cli.city import open_ledger
from quietline.cli.clock import shown
from quietline.cli.order_desk import confirm, give_up, hand_over, retry
from quietline.cli.order_files import differences, files, reconcile, take_in, targets
from quietline.cli.table import show_table

if TYPE_CHECKING:
    from quietline.office.cases.models import Order

CLAUSES = ("1.2.3", "2.3", "3.1")
STATES = ("waiting", "sending", "done", "refused", "failed", "cancelled", "given_up")


@click.group(name="orders", invoke_without_command=True)
@click.option("--state", type=click.Choice(STATES), help="Only orders in this state.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object an order.")
@as_option
@click.pass_context
def command(ctx: click.Context, state: str | None, as_json: bool, username: str | None) -> None:
    """The orders to the network, newest first. Without a command: list them."""
    if ctx.invoked_subcommand is None:
        _list(state, as_json, username)


@command.command(name="list")
@click.option("--state", type=click.Choice(STATES), help="Only orders in this state.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object an order.")
@as_option
def list_orders(state: str | None, as_json: bool, username: str | None) -> None:
    """The orders, newest first."""
    _list(state, as_json, username)


for found in (retry, hand_over, give_up, confirm, files, take_in, reconcile, differences, targets):
    command.add_command(found)


def _list(state: str | None, as_json: bool, username: str | None) -> None:
    home = open_ledger()
    from quietline.office.cases.queries import orders_visible_to

    with acting(home, username) as actor:
        found = orders_visible_to(actor)
        orders = [_as_object(order) for order in (found.filter(state=state) if state else found)]
    if as_json:
        for order in orders:
            click.echo(json.dumps(order, ensure_ascii=False))
        return
    head = ["key", "case", "action", "number", "target", "state", "attempts", "created", "error"]
    show_table(
        head,
        [
            [shown(home, order[name]) if name == "created" else order[name] for name in head]
            for order in orders
        ],
    )


def _as_object(order: "Order") -> dict[str, object]:
    return {
        "key": str(order.key),
        "case": order.case_id,
        "measure": order.measure.kind,
        "action": order.action,
        "number": order.number,
        "target": order.target,
        "state": order.state,
        "attempts": order.attempts,
        "created": order.created_at.isoformat(),
        "leaves": order.leaves_at.isoformat(),
        "answered": order.answered_at.isoformat() if order.answered_at else None,
        "answer": order.answer,
        "error": order.last_error or None,
    }
