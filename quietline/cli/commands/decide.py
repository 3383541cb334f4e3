"""`quietline decide`: a measure on a case."""

import json

import click

from quietline.cli.acting import acting, as_option, now
from quietline.cli.city import open_ledger
from quietline.domain.case_states import MeasureKind
from quietline.domain.shutdown_kinds import ShutdownKind

CLAUSES = ("1.2.3", "2.3", "3.1")


@click.command(name="decide")
@click.argument("case_id", metavar="CASE", type=click.IntRange(1, 2**63 - 1))
@click.argument("measure", metavar="MEASURE", type=click.Choice([kind.value for kind in MeasureKind]))
@click.option("--reason", required=True, help="Why, in a sentence: it is shown to whoever asks.")
@click.option(
    "--code",
    "reason_code",
    default="",
    help="Reason code, required for intercept, shutdown and terminate: see `quietline reasons`.",
)
@click.option(
    "--kind",
    "shutdown_kind",
    default="",
    type=click.Choice(["", *(kind.value for kind in ShutdownKind)]),
    show_choices=False,
    help=f"Kind of a shutdown: {', '.join(ShutdownKind)}. Without it the class of the line decides.",
)
@click.option("--to", "referred_to", default="", help="Of refer: the operator or city that holds the number.")
@click.option("--json", "as_json", is_flag=True, help="An object for machines.")
@as_option
def command(
    case_id: int,
    measure: str,
    reason: str,
    reason_code: str,
    shutdown_kind: str,
    referred_to: str,
    as_json: bool,
    username: str | None,
) -> None:
    """Decide dismiss, watch, verify, intercept, shutdown, refer, restore or terminate on a case.

    What policy does not allow is refused with the reason and the way on. Terminations and measures against a protected caller wait
    for a second person.
    """
    home = open_ledger()
    from quietline.office.cases.queries import case_for, summary
    from quietline.office.cases.services.decide import decide

    with acting(home, username) as actor:
        decided = decide(
            case_id=case_id,
            measure=measure,
            reason=reason,
            reason_code=reason_code,
            shutdown_kind=shutdown_kind,
            referred_to=referred_to,
            actor=actor,
            at=now(),
        )
        case = summary(case_for(actor, case_id))
        orders = [
            {"key": str(order.key), "action": order.action, "state": order.state}
            for order in decided.orders.all()
        ]
    if as_json:
        click.echo(
            json.dumps(
                {"measure": decided.kind, "measure_state": decided.state, "orders": orders, **case},
                ensure_ascii=False,
            )
        )
        return
    click.echo(f"case {case_id}: {decided.kind} {decided.state}; the case is {case['state']}")
    for order in orders:
        click.echo(f"order {order['key']}: {order['action']}, leaves in {home.city.order_hold_s:g} s")
