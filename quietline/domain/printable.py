"""Text from outside as a terminal may show it: nothing in it moves the cursor, changes colours or turns the direction of writing."""


def printable(text: str) -> str:
    """The text with every character that is not to be seen (controls, escapes, direction marks, lone surrogates) as `\\x1b` or `\\u202e`."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else _escaped(letter) for letter in text)


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")
