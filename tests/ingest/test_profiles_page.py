"""The page about profiles has every key, and its example is a profile as it stands."""

import re
import typing
from pathlib import Path

import pytest
from pydantic import BaseModel

from quietline.ingest.fields import FIELDS
from quietline.ingest.profile_model import Answered, Carries, Detect, Direction, Numbers, Profile, Title

PAGE = (Path(__file__).parents[2] / "docs" / "profiles.md").read_text(encoding="utf-8")
SECTIONS: dict[str, type[BaseModel]] = {
    "## Keys": Profile,
    "### `[answered]`": Answered,
    "### `[direction]`": Direction,
    "### `[numbers]`": Numbers,
    "### `[carries]`": Carries,
    "### `[detect]`": Detect,
}


def keys_of(heading: str) -> set[str]:
    """The keys in the first column of the tables under the heading."""
    body = re.split(r"^#+ ", PAGE.split(f"{heading}\n")[1], maxsplit=1, flags=re.MULTILINE)[0]
    cells = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", body, flags=re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"\w+", cell)}


@pytest.mark.parametrize("heading", SECTIONS)
def test_the_page_has_exactly_the_keys_of_the_model(heading: str) -> None:
    assert keys_of(heading) == set(SECTIONS[heading].model_fields)


def test_every_part_of_the_model_has_its_section() -> None:
    parts = {
        field.annotation
        for field in Profile.model_fields.values()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
    }
    assert parts - {Title} == set(SECTIONS.values()) - {Profile}
    assert all(f"{key} = " in PAGE for key in Title.model_fields)


@pytest.mark.parametrize("kind", FIELDS)
def test_the_page_has_every_field_of_every_kind(kind: str) -> None:
    columns = PAGE.split("### `[columns]`\n")[1].split("\n### ")[0]
    rows = columns.split(f"| `{kind}` |")[1].split("\n| `")[0]
    assert {field.name for field in FIELDS[kind]} <= set(re.findall(r"`(\w+)`", rows))


def test_the_page_names_every_value_that_a_key_can_have() -> None:
    for model in SECTIONS.values():
        for field in model.model_fields.values():
            for value in (
                typing.get_args(field.annotation)
                if typing.get_origin(field.annotation) is typing.Literal
                else ()
            ):
                assert str(value) in PAGE
