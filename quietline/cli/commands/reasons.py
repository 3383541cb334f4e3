"""`quietline reasons`: the reason codes of measures that take service from somebody, and the sentence that the customer gets."""

import json
from datetime import date

import click

from quietline.cli.acting import acting, as_option, now
from quietline.cli.city import open_ledger
from quietline.cli.day import DAY
from quietline.cli.table import show_table
from quietline.domain.case_states import HARMFUL
from quietline.domain.labels import Label

CLAUSES = ("1.2.3", "3.1")
HEAD = ("code", "from", "measures", "label", "customer")


@click.group(name="reasons", invoke_without_command=True)
@click.option("--on", "day", type=DAY, help="As they hold on this day instead of today.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object a code.")
@as_option
@click.pass_context
def command(ctx: click.Context, day: date | None, as_json: bool, username: str | None) -> None:
    """The reason codes that can be given today. Without a command: list them."""
    if ctx.invoked_subcommand:
        return
    home = open_ledger()
    from quietline.office.policy.reason_codes import reason_codes_on

    with acting(home, username):
        codes = reason_codes_on(day or now().astimezone(home.zone).date())
    if as_json:
        for code in codes.values():
            found = {
                "code": code.code,
                "valid_from": code.valid_from.isoformat(),
                "measures": sorted(code.measures),
                "label": code.label.as_dict(),
                "customer": code.customer.as_dict(),
            }
            click.echo(json.dumps(found, ensure_ascii=False))
        return
    rows = [
        (one.code, one.valid_from, ", ".join(sorted(one.measures)), one.label.zh, one.customer.zh)
        for one in codes.values()
    ]
    show_table(HEAD, rows)


@command.command(name="set")
@click.argument("code", metavar="CODE")
@click.option("--from", "valid_from", type=DAY, required=True, help="First day on which it holds.")
@click.option("--zh", required=True, help="What the decider reads, in Chinese.")
@click.option("--en", required=True, help="What the decider reads, in English.")
@click.option(
    "--customer-zh",
    required=True,
    help="The customer's sentence in Chinese, with {effect} for what was done.",
)
@click.option("--customer-en", required=True, help="The same in English.")
@click.option(
    "--measure",
    "measures",
    multiple=True,
    required=True,
    type=click.Choice(sorted(kind.value for kind in HARMFUL)),
    help="A measure for which it can be given; more than one by repeating.",
)
@click.option("--retire", is_flag=True, help="From that day on the code cannot be given any more.")
@click.option("--reason", required=True, help="Why it is set.")
@as_option
def set_code(
    code: str,
    valid_from: date,
    zh: str,
    en: str,
    customer_zh: str,
    customer_en: str,
    measures: tuple[str, ...],
    retire: bool,
    reason: str,
    username: str | None,
) -> None:
    """Set a reason code from a day on; what was decided before keeps its sentence."""
    home = open_ledger()
    from quietline.office.policy.reason_codes import set_reason_code

    with acting(home, username) as actor:
        set_reason_code(
            code=code,
            label=Label(zh=zh, en=en),
            customer=Label(zh=customer_zh, en=customer_en),
            measures=measures,
            valid_from=valid_from,
            is_retired=retire,
            reason=reason,
            actor=actor,
            at=now(),
        )
    click.echo(f"reason code {code} holds from {valid_from}")
