"""Names of people as those see them who need not know the whole."""


def masked_name(name: str) -> str:
    """`李**` of a person's name, the first two letters of a longer one; nothing of nothing."""
    shown = 1 if len(name) <= 4 else 2
    return name[:shown] + "*" * min(len(name) - shown, 4) if name else ""
