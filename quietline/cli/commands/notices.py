"""`quietline notices`: who was told what, letters, and what was handed over."""

import json
from pathlib import Path

import click

from quietline.cli.acting import acting, as_option, now
from quietline.cli.city import open_ledger
from quietline.cli.clock import shown
from quietline.cli.table import show_table

CLAUSES = ("1.2.3", "2.3", "3.1")
NOTICE = click.argument("notice_id", metavar="NOTICE", type=click.IntRange(1, 2**63 - 1))


@click.group(name="notices")
def command() -> None:
    """Notices to holders and complainants: list them, make a letter, record that it was handed over."""


@command.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object a notice.")
@as_option
def list_notices(as_json: bool, username: str | None) -> None:
    """All notices, newest first."""
    home = open_ledger()
    from quietline.office.cases.queries import notices_visible_to

    with acting(home, username) as actor:
        rows = [
            {
                "notice": found.pk,
                "case": found.case_id,
                "kind": found.kind,
                "state": found.state,
                "created": found.created_at.isoformat(),
                "text": found.text,
            }
            for found in notices_visible_to(actor).iterator(chunk_size=500)
        ]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    head = ["notice", "case", "kind", "state", "created", "text"]
    texts = [{**row, "created": shown(home, row["created"]), "text": row["text"]["zh"]} for row in rows]
    show_table(head, [[str(text[name]) for name in head] for text in texts])


@command.command()
@NOTICE
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Language of the letter.",
)
@as_option
def letter(notice_id: int, out: Path, language: str, username: str | None) -> None:
    """Write a notice as a letter (.docx) to OUT."""
    home = open_ledger()
    from quietline.office.cases.letters import letter as make_letter

    with acting(home, username) as actor:
        content = make_letter(home, notice_id=notice_id, language=language, actor=actor, at=now())
    out.write_bytes(content)
    click.echo(f"written: {out}")


@command.command(name="hand-over")
@NOTICE
@click.option("--note", required=True, help="How and to whom it was told.")
@as_option
def hand_over(notice_id: int, note: str, username: str | None) -> None:
    """Record that a letter was handed over, or that a notice which could not be sent was told in another way."""
    home = open_ledger()
    from quietline.office.cases.services.hand_over import hand_over as record_it

    with acting(home, username) as actor:
        notice = record_it(notice_id=notice_id, note=note, actor=actor, at=now())
    click.echo(f"notice {notice.pk}: handed over")
