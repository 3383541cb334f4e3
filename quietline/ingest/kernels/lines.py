"""One run along the bytes of a block: where each line and value begins, and what the plain ones mean.

A line is read here only where all of it has a plain form; any other is left to SQL, whatever is the matter with it. What a compiled
function calls stands in its own file, so all of the loop is here.
"""

import numpy as np
import numpy.typing as npt

from quietline.ingest.number_code import DIGITS_MAX
from quietline.warehouse.compiled import compiled

Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]

UNREAD, NUMBER, INSTANT, SECONDS, WORD, FILLED, TEXT, FIRST_PART = range(8)
"""What a column holds: nothing we read, a number of the mainland's plan, a local time, seconds, one of some words, anything for yes,
a text, the number of a partial record that is none or the first."""

NOTHING = -(2**62)
"""Stands for an empty value."""

WRONG = -1
"""Stands for a value without a plain form; no plain one is negative."""

START, END, TALK, TOTAL, ANSWERED = range(5)
"""Places in `checked`: the rows of `values` that are compared with each other, -1 for a field without a column."""

LAST_DATE, LAST_DAYS = 3, 4
"""Places in `span` where the loop keeps the date that it read last, and its days since 1970."""

_LINE_END, _QUOTE, _DASH, _PLUS, _BLANK, _COLON, _ZERO, _NINE = 10, 34, 45, 43, 32, 58, 48, 57
_TEN = np.array([10**power for power in range(DIGITS_MAX + 1)], np.int64)
_MONTH_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], np.int64)
_PLAIN_TIME_LETTERS, _MOBILE_LETTERS = 19, 11


@compiled
def read_lines(
    content: Bytes,
    delimiter: int,
    kinds: Integers,
    rows_of_columns: Integers,
    limits: Integers,
    span: Integers,
    words: Bytes,
    word_ends: Integers,
    word_values: Integers,
    word_columns: Integers,
    checked: Integers,
    longest_s: int,
    values: Integers,
    places: Integers,
    lines: Integers,
    rest: Integers,
) -> tuple[int, int]:
    """Read the lines of `content`, each ended by LF. Gives how many were read and how many are left.

    Per column: `kinds`; `rows_of_columns`, its row in `values` (a text: in `places`, begin and end side by side); `limits`, of a text its
    most bytes, of seconds what they are multiplied by (divided where negative), else 1 where it may be empty. `span` has the first and
    last local second that is read and what to take from it for UTC. A word is `words` up to its end, in small letters, for one column.
    `lines` gets the index of each line that was read, `rest` index, begin and end of each other.
    """
    read = left = position = 0
    width = len(kinds)
    ends = np.empty(width, np.int64)
    for index in range(len(lines)):
        first, columns, is_plain = position, 0, True
        while True:
            letter = content[position]
            if letter in (_LINE_END, delimiter):
                if columns < width:
                    ends[columns] = position
                columns += 1
                if letter == _LINE_END:
                    break
            elif letter in (_QUOTE, 0):
                is_plain = False
            position += 1
        is_plain = is_plain and columns == width
        begin = first
        for column in range(width if is_plain else 0):
            end, kind, row = ends[column], kinds[column], rows_of_columns[column]
            if kind == TEXT:
                places[2 * row, read], places[2 * row + 1, read] = begin, end
                is_plain = _is_short(content, begin, end, limits[column])
            elif kind != UNREAD:
                if kind == WORD:
                    value = _word(content, begin, end, column, words, word_ends, word_values, word_columns)
                elif kind in (FILLED, FIRST_PART):
                    value = (
                        _filled(content, begin, end) if kind == FILLED else _first_part(content, begin, end)
                    )
                elif begin == end:
                    value = NOTHING if kind == SECONDS or limits[column] == 1 else WRONG
                elif kind == NUMBER:
                    value = _number(content, begin, end)
                elif kind == INSTANT:
                    value = _instant(content, begin, end, span)
                else:
                    value = _seconds(content, begin, end, limits[column], longest_s)
                is_plain = value != WRONG
                values[row, read] = value
            if not is_plain:
                break
            begin = end + 1
        if is_plain and _agrees(values, checked, longest_s, read):
            lines[read] = index
            read += 1
        else:
            rest[0, left], rest[1, left], rest[2, left] = index, first, position
            left += 1
        position += 1
    return read, left


@compiled
def _agrees(values: Integers, checked: Integers, longest_s: int, read: int) -> bool:
    """Whether values that are compared with each other fit."""
    start, end, talk, total = checked[START], checked[END], checked[TALK], checked[TOTAL]
    if end >= 0 and values[end, read] != NOTHING:
        spent = values[end, read] - values[start, read]
        if spent < 0 or spent > longest_s:
            return False
    if talk < 0:
        return True
    if values[talk, read] == NOTHING:
        return bool(checked[ANSWERED] >= 0 and values[checked[ANSWERED], read] != NOTHING)
    return not (total >= 0 and NOTHING < values[total, read] < values[talk, read])


@compiled
def _is_short(content: Bytes, begin: int, end: int, most_bytes: int) -> bool:
    """Whether the text has no more bytes than it may have letters, and no blank around it."""
    return begin == end or (
        end - begin <= most_bytes and content[begin] != _BLANK and content[end - 1] != _BLANK
    )


@compiled
def _filled(content: Bytes, begin: int, end: int) -> int:
    """1 for a text, 0 for none and for a time before 1990."""
    if begin == end:
        return 0
    if content[begin] == _BLANK or content[end - 1] == _BLANK:
        return WRONG
    return 0 if end - begin > 1 and content[begin] == _ZERO + 1 and content[begin + 1] == _NINE else 1


@compiled
def _first_part(content: Bytes, begin: int, end: int) -> int:
    is_first = begin == end or (end - begin == 1 and content[begin] - _ZERO in (0, 1))
    return NOTHING if is_first else WRONG


@compiled
def _word(
    content: Bytes,
    begin: int,
    end: int,
    column: int,
    words: Bytes,
    word_ends: Integers,
    word_values: Integers,
    word_columns: Integers,
) -> int:
    """What the word means, in small or large letters."""
    first = 0
    for place in range(len(word_ends)):
        length = word_ends[place] - first
        if word_columns[place] == column and length == end - begin:
            at = 0
            while at < length and _small(content[begin + at]) == words[first + at]:
                at += 1
            if at == length:
                return int(word_values[place])
        first = word_ends[place]
    return WRONG


@compiled
def _small(letter: int) -> int:
    return letter + 32 if 65 <= letter <= 90 else letter


@compiled
def _number(content: Bytes, begin: int, end: int) -> int:
    """The code of a mobile or a landline of the mainland, see `number_code`; WRONG for any other form."""
    if end - begin == _MOBILE_LETTERS and content[begin] == _ZERO + 1:
        bare_mobile = _digits(content, begin, end)
        if bare_mobile >= 13 * 10**9:
            return (bare_mobile + 86 * 10**11) * 1600 + 13
    has_plus = content[begin] == _PLUS
    value = digits = zeros = 0
    last_dash = -1
    for position in range(begin + has_plus, end):
        letter = content[position]
        if letter == _DASH:
            last_dash = position - begin
        elif _ZERO <= letter <= _NINE:
            value = value * 10 + (letter - _ZERO)
            zeros += value == 0
            digits += 1
            if digits > DIGITS_MAX:
                return WRONG
        else:
            return WRONG
    if zeros == 1 and not has_plus:
        return _landline(value, digits) if last_dash < 6 else WRONG
    bare = (digits == 11 and zeros == 0 and not has_plus) or (digits == 15 and zeros == 2 and not has_plus)
    prefixed = digits == 13 and zeros == 0
    if digits != 11 or has_plus:
        if value // 10**11 != 86 or not (prefixed or bare):
            return WRONG
        value -= 86 * 10**11
    elif zeros:
        return WRONG
    if not 13 * 10**9 <= value < 20 * 10**9:
        return WRONG
    return (value + 86 * 10**11) * 1600 + 13


@compiled
def _digits(content: Bytes, begin: int, end: int) -> int:
    """What the digits mean; WRONG where other letters are among them."""
    value = 0
    for position in range(begin, end):
        digit = int(content[position]) - _ZERO
        if not 0 <= digit <= 9:
            return WRONG
        value = value * 10 + digit
    return value


@compiled
def _landline(value: int, digits: int) -> int:
    """The code of a number with trunk zero, `value` without it; WRONG where it is no area code and subscriber's number."""
    if digits != 11 and digits != 12:
        return WRONG
    first = value // _TEN[digits - 2]
    second = value // _TEN[digits - 3] % 10
    third = value // _TEN[digits - 4] % 10
    fourth = value // _TEN[digits - 5] % 10
    if first == 1:
        if second != 0 or not 2 <= third <= 8 or digits != 11:
            return WRONG
    elif first == 2:
        if not 2 <= third <= 8 or digits != 11:
            return WRONG
    else:
        if first == 0 or not 2 <= fourth <= 8:
            return WRONG
        if (first == 4 or first == 8) and second == 0 and third == 0:
            return WRONG
    whole = 86 * _TEN[digits - 1] + value
    return int(whole * _TEN[DIGITS_MAX - digits - 1] * 16 + digits + 1)


@compiled
def _instant(content: Bytes, begin: int, end: int, span: Integers) -> int:
    """Epoch seconds of `YYYY-MM-DD HH:MM:SS` within the span; WRONG for any other form or time."""
    if end - begin != _PLAIN_TIME_LETTERS:
        return WRONG
    if content[begin + 4] != _DASH or content[begin + 7] != _DASH or content[begin + 10] != _BLANK:
        return WRONG
    if content[begin + 13] != _COLON or content[begin + 16] != _COLON:
        return WRONG
    century, year = _two(content, begin), _two(content, begin + 2)
    month, day = _two(content, begin + 5), _two(content, begin + 8)
    hour, minute, second = _two(content, begin + 11), _two(content, begin + 14), _two(content, begin + 17)
    if min(century, year, hour, minute, second) < 0 or hour > 23 or minute > 59 or second > 59:
        return WRONG
    year += 100 * century
    if not 1 <= month <= 12 or not 1 <= day <= _month_days(year, month):
        return WRONG
    date = (year * 16 + month) * 32 + day
    if span[LAST_DATE] != date:  # most lines are of the day of the line before
        span[LAST_DATE], span[LAST_DAYS] = date, _days(year, month, day)
    local_s = ((int(span[LAST_DAYS]) * 24 + hour) * 60 + minute) * 60 + second
    return local_s - span[2] if span[0] <= local_s <= span[1] else WRONG


@compiled
def _two(content: Bytes, begin: int) -> int:
    tens, ones = int(content[begin]) - _ZERO, int(content[begin + 1]) - _ZERO
    return tens * 10 + ones if 0 <= tens <= 9 and 0 <= ones <= 9 else WRONG


@compiled
def _month_days(year: int, month: int) -> int:
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return int(_MONTH_DAYS[month - 1]) + (1 if month == 2 and is_leap else 0)


@compiled
def _days(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01. The year is counted from March, so that the leap day is its last."""
    year -= month <= 2
    era, of_era = year // 400, year % 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


@compiled
def _seconds(content: Bytes, begin: int, end: int, factor: int, longest_s: int) -> int:
    """Seconds of at most nine digits times the factor, divided by it where it is negative; WRONG for any other form and what is too long."""
    if end - begin > 9:
        return WRONG
    value = _digits(content, begin, end)
    if value == WRONG:
        return WRONG
    value = value * factor if factor > 0 else value // -factor
    return value if value <= longest_s else WRONG
