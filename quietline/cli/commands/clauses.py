"""`quietline clauses`: for each clause of the policy what carries it out."""

import json

import click

from quietline.reports.clause_map import ClauseEntry, clause_map

CLAUSES = ()


@click.command(name="clauses")
@click.option("--json", "as_json", is_flag=True, help="A list of objects for machines.")
def command(as_json: bool) -> None:
    """List the clauses with their controls, pages, commands, API paths and tests, as the code declares them."""
    entries = clause_map()
    if as_json:
        click.echo(json.dumps([entry.as_dict() for entry in entries], ensure_ascii=False, indent=2))
        return
    for entry in entries:
        click.echo(f"{entry.clause:<6} {entry.title.zh} · {entry.title.en}")
        for name, found in _carried_out_by(entry):
            click.echo(f"       {name:<9} {', '.join(found)}")


def _carried_out_by(entry: ClauseEntry) -> list[tuple[str, tuple[str, ...]]]:
    """What exists for the clause; of tests the files only, since their names are sentences."""
    files = tuple(dict.fromkeys(test.split("::")[0] for test in entry.tests))
    parts = [
        ("controls", entry.controls),
        ("pages", entry.pages),
        ("commands", entry.commands),
        ("api", entry.api),
        ("tests", files),
    ]
    return [(name, found) for name, found in parts if found]
