"""An operator's own control as a file, right in every point until a test says otherwise."""

from pathlib import Path

from quietline.home import Home
from quietline.rulebook.load import LoadedControl, load_controls

OWN = '''"""Night calls.

Why
---
Nobody wants them.

Evidence
--------
Attempts.

Limits
------
None known.

What the reviewer does
----------------------
Looks.
"""

from quietline.domain.control import Breach, Control, DatedValue, EvidenceColumn, Example, Parameter
from quietline.domain.example_calls import calls
from quietline.domain.findings import Outcome, Severity
from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass

CALLS = Label("次", "attempts")

control = Control(
    id="c901_own",
    version=1,
    clause="3.1",
    source="call_frequency",
    title=Label("自有规则", "Own control"),
    subject_kind="number",
    schedule="daily",
    window=Label("自然日", "calendar day"),
    severity=Severity.LOW,
    parameters=(
        Parameter("limit_day", Label("上限", "Limit"), CALLS, DatedValue.always({LineClass.MOBILE: 3}, "a guess")),
    ),
    evidence=(
        EvidenceColumn("attempts", Label("呼叫", "Attempts"), CALLS, "limit_day", Breach.AT_LEAST),
        EvidenceColumn("limit_day", Label("上限", "Limit"), CALLS),
    ),
    counterfactual=Label("不超过 {quiet_attempts} 次", "at most {quiet_attempts}, it was {attempts}"),
    false_positives=(),
    examples=(
        Example.quiet("one", calls(1, every_s=60)),
        Example.fires("nine", calls(9, every_s=60)),
        Example.boundary("three", calls(3, every_s=60), Outcome.MATCH),
    ),
    sql="""
        select caller_day.caller as subject, 'match' as outcome, caller_day.attempts, limits.limit_day
        from caller_day inner join limits on limits.line_class = caller_day.line_class
        where caller_day.attempts >= limits.limit_day
    """,
)
'''


def write_own(home: Home, *changes: tuple[str, str], name: str = "c901_own.py", text: str = OWN) -> Path:
    """The file in the city's folder of controls, with these texts replaced."""
    for old, new in changes:
        assert old in text, f"the control does not contain {old!r}"
        text = text.replace(old, new)
    path = home.controls / name
    path.write_text(text, encoding="utf-8")
    return path


def loaded_own(home: Home) -> LoadedControl:
    """The one control of the city's own."""
    (own,) = [loaded for loaded in load_controls(home) if loaded.shadow]
    return own
