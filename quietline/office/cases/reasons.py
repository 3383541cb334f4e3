"""Reasons and notes as people write them."""

from quietline.domain.errors import Refused

MAX_CHARACTERS = 500
MAX_RECEIVER = 120


def clean_reason(text: str) -> str:
    """The reason without blanks around it. Raises Refused where it is empty, too long or holds characters that cannot be stored."""
    reason = text.strip()
    if not any(character.isalnum() for character in reason):
        raise Refused("a reason is required", mend="say in a sentence why")
    return clean_note(reason)


def clean_receiver(text: str) -> str:
    """To whom a number is referred, in one line; empty where nobody knows. Raises Refused where it is too long or no text."""
    receiver = " ".join(clean_note(text).split())
    if len(receiver) > MAX_RECEIVER:
        raise Refused(
            f"the text has {len(receiver)} characters, the limit is {MAX_RECEIVER}", mend="say it shorter"
        )
    return receiver


def clean_note(text: str) -> str:
    """As a reason, but it may be empty."""
    note = text.strip()
    if len(note) > MAX_CHARACTERS:
        raise Refused(
            f"the text has {len(note)} characters, the limit is {MAX_CHARACTERS}", mend="say it shorter"
        )
    if "\0" in note or any("\ud800" <= character <= "\udfff" for character in note):
        raise Refused("the text holds characters that are no text", mend="type it anew")
    return note
