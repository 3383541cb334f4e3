"""What the oracle says of the controls that look at groups."""

from datetime import date
from zoneinfo import ZoneInfo

from .cohorts import JUDGED, Week, in_rotation
from .groups import DAY, Registers, line_classes, marketing, organised, overlapping, pairs, reaches
from .judge import signals
from .reader import Call
from .strangers import hearing_little, sharing_a_device
from .vain import calling_in_vain

LACKING = "not_enough_history"


def group_findings(
    calls: list[Call], day: date, registers: Registers, zone: ZoneInfo
) -> dict[tuple[str, str], str]:
    """(control, caller) → match or not_enough_history."""
    days = [day - step * DAY for step in range(7)]
    seen_on = {near: signals(calls, near, line_classes(registers, near), zone) for near in days}
    reach_on = {near: reaches(calls, near, seen, zone) for near, seen in seen_on.items() if seen}
    reach_on.setdefault(day, {})
    seen, reach = seen_on[day], reach_on[day]
    overlaps = pairs(calls, day, reach_on)
    week = Week(day, calls, {near: seen_on[near] for near in reach_on}, reach_on, registers)
    rotating = in_rotation(week, overlaps)
    said = {("c111_shared_list", caller): outcome for caller, outcome in overlapping(seen, reach, overlaps)}
    for caller in organised(seen, reach, day, registers):
        said["c110_organised_calling", caller] = "match" if reach[caller].known else LACKING
    for caller, outcome in sharing_a_device(week):
        said["c109_shared_device", caller] = outcome
    for caller, outcome in hearing_little(week):
        said["c116_little_response", caller] = outcome
    for caller in calling_in_vain(seen, calls, day, registers, zone):
        said["c117_calls_in_vain", caller] = "match"
    for caller, outcome in marketing(seen, reach, day, registers):
        said["c112_marketing_off_platform", caller] = outcome
    for caller, reached in reach.items():
        if caller in rotating or (not reached.known and seen[caller].line_class in JUDGED):
            said["c115_rotation", caller] = "match" if caller in rotating else LACKING
    return said
