"""`quietline orders …`: what a person does with an order that failed, was refused, or is carried out by hand."""

import click

from quietline.cli.acting import acting, as_option, now
from quietline.cli.city import open_ledger


@click.command()
@click.argument("key", metavar="KEY")
@as_option
def retry(key: str, username: str | None) -> None:
    """Send an order again that could not be delivered or that the network refused."""
    home = open_ledger()
    from quietline.office.orders.services.retry import retry_order

    with acting(home, username) as actor:
        order = retry_order(key=key, actor=actor, at=now())
    click.echo(f"order {order.key}: {order.state}")


@click.command(name="hand-over")
@click.argument("key", metavar="KEY")
@as_option
def hand_over(key: str, username: str | None) -> None:
    """Let a person carry out an order that failed or was refused; `confirm` says afterwards what came of it."""
    home = open_ledger()
    from quietline.office.orders.services import retry

    with acting(home, username) as actor:
        order = retry.hand_over(key=key, actor=actor, at=now())
    click.echo(f"order {order.key}: {order.state} for a person")


@click.command(name="give-up")
@click.argument("key", metavar="KEY")
@click.option("--reason", required=True, help="Why nobody can carry it out.")
@as_option
def give_up(key: str, reason: str, username: str | None) -> None:
    """Give up an order that failed or was refused. A restoration is never given up."""
    home = open_ledger()
    from quietline.office.orders.services.give_up import give_up_order

    with acting(home, username) as actor:
        order = give_up_order(key=key, reason=reason, actor=actor, at=now())
    click.echo(f"order {order.key}: {order.state}")


@click.command()
@click.argument("key", metavar="KEY")
@click.option("--result", required=True, help="done, refused or unknown_number.")
@click.option("--note", required=True, help="In a sentence, how you know.")
@as_option
def confirm(key: str, result: str, note: str, username: str | None) -> None:
    """Say what came of an order that was carried out by hand."""
    home = open_ledger()
    from quietline.office.orders.services.by_hand import confirm_by_hand

    with acting(home, username) as actor:
        order = confirm_by_hand(key=key, result=result, note=note, actor=actor, at=now())
    click.echo(f"order {order.key}: {order.state}")
