"""The files about groups, on shards by their partition key, with few calls made to look like many: rows that a plain search never makes."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quietline.signals import figures
from quietline.signals.figures import day_start_s
from quietline.signals.group_quantities import group_figures
from tests.lake_builders import DAY, SHANGHAI, a_call
from tests.signals.united import assert_shards_united_are_the_whole, files_without_rows

NUMBERS = [f"861380391000{position}" for position in range(6)]
CALLEES = [f"861590000000{position}" for position in range(6)]
GROUPS = (
    "wide_caller", "back_caller", "stranger_call", "outreach", "platform_caller", "unit_caller", "list_entry", "list_call", "list_pair",
    "called_list", "outreach_rate", "caller_cohort", "cohort_size", "cohort_call", "cohort_day", "cohort_member",
    "outreach_week", "device_card", "device_outreach", "bombing_pair", "bombing_contact", "bombing_day",
)  # fmt: skip
SMALL = {
    "least_callees": 2,
    "most_calls_per_callee": 2.0,
    "least_reach_share": 0.4,
    "member_reach_share": 0.6,
    "hot_callers": 4,
    "least_shared": 1,
    "least_list_odds": 1,
    "list_odds": 2,
    "least_members": 2,
    "least_cohort_odds": 0,
    "working_callees": 2,
    "least_received": 2,
    "insistent_attempts": 1,
    "known_talk_s": 100_000,
    "vain_answered_share": 1.0,
}
"""Figures with which a handful of calls is a group."""

HELD: dict[str, list[dict[str, object]]] = {
    "holdings": [
        {
            "number": number,
            "subscriber": f"h{position // 2}",
            "channel": "c1",
            "outlet": f"o{position % 2}",
            "worker_id": f"w{position // 3}",
            "enterprise": "e1" if position < 4 else None,
            "since": date(2026, 3, 1) if position < 3 else date(2020, 1, 1),
        }
        for position, number in enumerate(NUMBERS)
    ]
    + [{"number": callee, "since": date(2020, 1, 1)} for callee in CALLEES[:4]],
    "channels": [
        {"channel": "c1", "outlet": "o0", "worker_id": "w0", "number": NUMBERS[0], "since": date(2020, 1, 1)}
    ],
    "outbound_platforms": [{"code": NUMBERS[5], "valid_from": date(2020, 1, 1)}],
    "task_orders": [{"unit_kind": "outlet", "unit": "o0", "issued": DAY, "target_calls": 9}],
    "outbound_payments": [
        {"unit_kind": "channel", "unit": "c1", "paid": DAY, "amount_fen": 900, "purpose": "外呼酬金"}
    ],
}

LISTS = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.integers(0, 2),
        st.sets(st.integers(0, 5), min_size=2),
        st.sampled_from([None, "490154203237518"]),
        st.booleans(),
    ),
    min_size=2,
    max_size=9,
)
"""Who calls, how many days before, whom, from which device, and whether the first of them calls back."""


@pytest.fixture(scope="module", autouse=True)
def a_handful_of_calls_is_a_group() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "group_figures", lambda day: group_figures(day) | SMALL)
        yield


@given(lists=LISTS, shards=st.integers(2, 3))
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
def test_shards_of_groups_united_are_the_whole(
    lists: list[tuple[int, int, set[int], str | None, bool]], shards: int
) -> None:
    rows = [row for entry in lists for row in rows_of(*entry)]
    assert_shards_united_are_the_whole(GROUPS, rows, HELD, shards)


def test_every_file_about_groups_gives_rows_here() -> None:
    callees = {0: {3, 4, 5}, 1: {0, 1, 2}}
    entries = [
        (number, before, callees[before], "490154203237518", number == 5)
        for number in (0, 1, 2, 5)
        for before in (0, 1)
    ]
    rows = [row for entry in entries for row in rows_of(*entry)]
    assert files_without_rows(GROUPS, rows, HELD) == []


def rows_of(
    number: int, before: int, callees: set[int], imei: str | None, back: bool
) -> Iterator[dict[str, object]]:
    """The calls of one entry."""
    start = day_start_s(DAY, SHANGHAI) - 86_400 * before + 36_000 + number
    for callee in sorted(callees):
        yield a_call(
            start + 60 * callee, caller=NUMBERS[number], callee=CALLEES[callee], imei=imei,
            incoming_carried=True, off_net_carried=True,
        )  # fmt: skip
    if back:
        yield a_call(
            start + 7200,
            caller=CALLEES[min(callees)],
            callee=NUMBERS[number],
            incoming_carried=True,
            off_net_carried=True,
        )
