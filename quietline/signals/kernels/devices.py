"""Which device an IMEI names, if it names one: `device_use.sql` says which do not."""

import numpy as np

from quietline.signals.kernels.arrays import Codes, Numbers, Rows
from quietline.warehouse.compiled import compiled


@compiled
def devices(imei: Codes, clone_tacs: Codes) -> Codes:
    """For the code of each IMEI that of its first 14 digits, 0 where it names no device."""
    found = np.zeros(len(imei), np.uint64)
    for row in range(len(imei)):
        if row and imei[row] == imei[row - 1]:
            found[row] = found[row - 1]
        elif _names_a_device(imei[row], clone_tacs):
            found[row] = imei[row] & np.uint64(0xFFFFFFFFFFFFFF00)
    return found


@compiled
def _digit(code: np.uint64, place: int) -> np.int64:
    """The digit at a place from 0 to 15, -1 behind the last one."""
    return np.int64((code >> np.uint64(60 - 4 * place)) & np.uint64(15)) - 1


@compiled
def _names_a_device(imei: np.uint64, clone_tacs: Codes) -> bool:
    if not 0 <= _digit(imei, 0) <= 9 or _digit(imei, 14) < 0:
        return False
    for tac in clone_tacs:
        if imei & np.uint64(0xFFFFFFFF00000000) == tac:
            return False
    others, total = np.int64(0), np.int64(0)
    for place in range(15):
        digit = _digit(imei, place)
        others += place < 14 and digit != _digit(imei, 0)
        total += digit if place % 2 == 0 else 2 * digit - (9 if digit > 4 else 0)
    return bool(others > 0 and (_digit(imei, 15) >= 0 or total % 10 == 0))


@compiled
def use_of(first: Rows, start_s: Numbers, device: Codes, of_each: Numbers) -> tuple[Rows, Codes, Numbers]:
    """Caller, device and attempts of the day from it; `of_each` is how many devices each caller used."""
    used = of_each.sum()
    callers, devices, times = np.empty(used, np.int64), np.empty(used, np.uint64), np.zeros(used, np.int32)
    begin = 0
    for caller in range(len(first) - 1):
        end = begin
        for row in range(first[caller], first[caller + 1]):
            if start_s[row] < 0 or device[row] == 0:
                continue
            place = end - 1  # mostly the one used last
            while place >= begin and devices[place] != device[row]:
                place -= 1
            if place < begin:
                place, end = end, end + 1
                callers[place], devices[place] = caller, device[row]
            times[place] += 1
        begin = end
    return callers, devices, times
