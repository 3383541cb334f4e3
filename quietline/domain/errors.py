"""What can go wrong, said so that a person knows what to do.

Every error names what happened, where, and the mend. Faces turn them into a message, an exit code or a page; nobody prints a traceback at a user.
"""

from quietline.domain.printable import printable


class QuietlineError(Exception):
    """Something a user can understand and mend.

    `what` says what happened with the value and the limit, `where` names the file, line, column or object, `mend` says what to do next.
    """

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.mend = mend

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        mend = f"; {self.mend}" if self.mend else ""
        return "\n".join(map(printable, f"{place}{self.what}{mend}".split("\n")))


class SetupError(QuietlineError):
    """The home folder or its settings cannot be used as they are."""


class InputError(QuietlineError):
    """A file as a whole cannot be read (single bad rows go to quarantine and raise nothing)."""


class HoldsNoRecords(InputError):
    """A sheet is no table that any profile knows, such as one of notes."""


class ProfileError(QuietlineError):
    """A profile of a source is not valid."""


class ControlError(QuietlineError):
    """A control is not valid, or its run failed."""


class Refused(QuietlineError):
    """The policy, the actor's role or scope, or the state of the thing does not allow the change."""


class NotFound(QuietlineError):
    """No such object within the actor's scope."""


class Conflict(QuietlineError):
    """Somebody else changed the object meanwhile; nothing was written."""
