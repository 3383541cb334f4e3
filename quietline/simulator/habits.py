"""How those call who call many: nuisance callers of several kinds, and lawful ones who look like them.

The kinds are chosen so that each limit has callers well above it, just above it and below it: a control that only
sees the loud ones, or that takes a courier for a telemarketer, shows it in its replay.
"""

from dataclasses import dataclass

from quietline.domain.number_plan import LineClass
from quietline.simulator.rhythm import (
    CONVERSATION_S,
    DELIVERY_S,
    NOTICE_S,
    PITCH_S,
    SHORT_DELIVERY_S,
    SHORT_PITCH_S,
)

EVERY_DAY = (1000,) * 7


@dataclass(frozen=True)
class Session:
    """A stretch of the day, in hours, with a call every so many seconds from start to start."""

    first_hour: int
    last_hour: int
    every_s: tuple[int, int]


@dataclass(frozen=True)
class Habit:
    """One kind of caller. `share` is per mille of the city's numbers, `days` the chance per mille of calling on Monday to Sunday.

    `strangers` per mille of the calls go to numbers drawn from everybody, the others to the caller's own list of customers.
    With more than one line, a call does not wait for the end of the one before. Per mille, too: `answered`, `called_back`
    (by whom was called), `registered` (as protected caller), `reported` (by whom answered).
    """

    kind: str
    offends: bool
    share: int
    sessions: tuple[Session, ...]
    attempts: tuple[int, int]
    answered: int
    strangers: int
    talk_s: tuple[int, ...]
    days: tuple[int, ...]
    called_back: int
    line_class: LineClass = LineClass.MOBILE
    lines: int = 1
    group: int = 1
    registered: int = 0
    reported: int = 0


_OFFICE_DAYS = (960, 960, 960, 960, 960, 700, 300)
_SCHOOL_DAYS = (1000, 1000, 1000, 1000, 1000, 0, 0)

OFFENDERS = (
    # Far over sixty an hour, hundreds a day.
    Habit(
        kind="telemarketer_fast",
        offends=True,
        share=5,
        sessions=(Session(9, 12, (22, 40)), Session(14, 18, (22, 45))),
        attempts=(150, 420),
        answered=260,
        strangers=980,
        talk_s=PITCH_S,
        days=_OFFICE_DAYS,
        called_back=20,
        reported=40,
    ),
    # The same from an office with a fixed line.
    Habit(
        kind="telemarketer_landline",
        offends=True,
        share=2,
        sessions=(Session(9, 12, (24, 44)), Session(14, 18, (24, 48))),
        attempts=(180, 400),
        answered=240,
        strangers=980,
        talk_s=PITCH_S,
        days=_OFFICE_DAYS,
        called_back=10,
        line_class=LineClass.LANDLINE,
        reported=40,
    ),
    # A burst just over sixty an hour, well under a hundred a day.
    Habit(
        kind="telemarketer_borderline",
        offends=True,
        share=2,
        sessions=(Session(10, 12, (53, 59)),),
        attempts=(72, 88),
        answered=240,
        strangers=970,
        talk_s=SHORT_PITCH_S,
        days=_OFFICE_DAYS,
        called_back=20,
        reported=25,
    ),
    # A hundred strangers and more a day, never sixty within an hour.
    Habit(
        kind="telemarketer_slow",
        offends=True,
        share=3,
        sessions=(Session(9, 20, (150, 320)),),
        attempts=(112, 150),
        answered=330,
        strangers=990,
        talk_s=PITCH_S,
        days=_OFFICE_DAYS,
        called_back=30,
        reported=30,
    ),
    # Few calls, hardly any of them answered.
    Habit(
        kind="telemarketer_unanswered",
        offends=True,
        share=3,
        sessions=(Session(9, 19, (300, 700)),),
        attempts=(42, 68),
        answered=60,
        strangers=980,
        talk_s=PITCH_S,
        days=_OFFICE_DAYS,
        called_back=10,
        reported=40,
    ),
    # Knows the limits and stays below them, mostly.
    Habit(
        kind="telemarketer_careful",
        offends=True,
        share=2,
        sessions=(Session(9, 12, (66, 110)), Session(14, 18, (66, 150))),
        attempts=(70, 102),
        answered=420,
        strangers=960,
        talk_s=DELIVERY_S,
        days=_OFFICE_DAYS,
        called_back=40,
        reported=25,
    ),
    # Several numbers that share one device and one list, each below every limit.
    Habit(
        kind="telemarketer_rotating",
        offends=True,
        share=4,
        sessions=(Session(9, 18, (700, 1400)),),
        attempts=(12, 19),
        answered=420,
        strangers=0,
        talk_s=PITCH_S,
        days=_OFFICE_DAYS,
        called_back=20,
        group=4,
        reported=30,
    ),
)

LOOKALIKES = (
    Habit(
        kind="courier", offends=False, share=6, sessions=(Session(8, 20, (120, 420)),),
        attempts=(90, 160), answered=860, strangers=900, talk_s=DELIVERY_S, days=EVERY_DAY, called_back=150, registered=875, reported=2,
    ),
    # A courier whose parcels all arrive before noon.
    Habit(
        kind="courier_in_a_rush", offends=False, share=1, sessions=(Session(11, 13, (38, 50)), Session(14, 19, (200, 420))),
        attempts=(120, 170), answered=820, strangers=900, talk_s=SHORT_DELIVERY_S, days=EVERY_DAY, called_back=120, registered=1000,
    ),
    # A notice to all parents at once.
    Habit(
        kind="school", offends=False, share=1, sessions=(Session(8, 9, (14, 22)), Session(10, 16, (600, 1500))),
        attempts=(120, 210), answered=900, strangers=0, talk_s=NOTICE_S, days=_SCHOOL_DAYS, called_back=80,
        line_class=LineClass.TRUNK, lines=8, registered=1000,
    ),
    Habit(
        kind="shop", offends=False, share=3, sessions=(Session(10, 20, (300, 900)),),
        attempts=(28, 55), answered=760, strangers=80, talk_s=DELIVERY_S, days=EVERY_DAY, called_back=200,
        line_class=LineClass.LANDLINE, registered=500, reported=2,
    ),
    # Calls applicants whom nobody knows before, and talks with them.
    Habit(
        kind="recruiter",
        offends=False,
        share=2,
        sessions=(Session(9, 12, (120, 240)), Session(13, 18, (120, 300))),
        attempts=(55, 106),
        answered=560,
        strangers=950,
        talk_s=CONVERSATION_S,
        days=_OFFICE_DAYS,
        called_back=120,
        reported=2,
    ),
    # Reminds patients of their appointments; many are at work and do not answer.
    Habit(
        kind="clinic",
        offends=False,
        share=1,
        sessions=(Session(9, 12, (180, 420)), Session(14, 17, (180, 420))),
        attempts=(24, 44),
        answered=460,
        strangers=0,
        talk_s=DELIVERY_S,
        days=_SCHOOL_DAYS,
        called_back=150,
        line_class=LineClass.LANDLINE,
        registered=500,
    ),
)  # fmt: skip

HABITS = OFFENDERS + LOOKALIKES
