"""Pictures say what is known and nothing else: unknown is never drawn as zero."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietline.console.pictures.heat_map import heat_map
from quietline.console.pictures.hour_chart import hour_chart
from quietline.console.pictures.limit_bar import WIDTH, limit_bar

DAY = date(2026, 3, 18)
WEEK = [DAY - timedelta(days=back) for back in reversed(range(7))]


def test_hours_of_a_day_without_records_are_unknown_and_not_zero() -> None:
    picture = heat_map({(DAY, 9): 3}, days=WEEK, known_days=[DAY], limit=60)
    unknown, known = picture.rows[0], picture.rows[-1]
    assert not unknown.is_known
    assert {cell.attempts for cell in unknown.cells} == {None}
    assert {cell.css for cell in unknown.cells} == {"unknown"}
    assert [cell.attempts for cell in known.cells] == [3 if hour == 9 else 0 for hour in range(24)]


@pytest.mark.parametrize(
    ("count", "css"), [(0, "0"), (1, "1"), (15, "2"), (36, "3"), (59, "3"), (60, "over"), (142, "over")]
)
def test_a_cell_deepens_up_to_the_limit_and_is_marked_from_it_on(count: int, css: str) -> None:
    picture = heat_map({(DAY, 9): count}, days=[DAY], known_days=[DAY], limit=60)
    assert picture.rows[0].cells[9].css == css


def test_without_a_limit_no_cell_accuses() -> None:
    picture = heat_map({(DAY, 9): 500}, days=[DAY], known_days=[DAY], limit=None)
    assert {cell.css for cell in picture.rows[0].cells} == {"0", "3"}


def test_the_day_of_a_chart_without_records_has_no_bars() -> None:
    chart = hour_chart(DAY, {}, None, limit=60, is_known=False)
    assert chart.bars == ()


def test_answered_calls_that_the_source_does_not_tell_are_not_drawn() -> None:
    chart = hour_chart(DAY, {9: 30}, None, limit=60)
    assert not chart.answered_is_known
    assert {bar.answered for bar in chart.bars} == {None}


@given(
    counts=st.dictionaries(st.integers(0, 23), st.integers(0, 100_000)),
    limit=st.none() | st.integers(1, 5_000),
)
def test_every_bar_and_the_limit_lie_within_the_chart(counts: dict[int, int], limit: int | None) -> None:
    chart = hour_chart(DAY, counts, counts, limit=limit)
    assert len(chart.bars) == 24
    for bar in chart.bars:
        assert 0 <= bar.y <= chart.base
        assert bar.y + bar.height == pytest.approx(chart.base)
        assert bar.is_over == (limit is not None and bar.attempts >= limit)
    assert 0 <= chart.limit_y <= chart.base
    assert [count for count, _ in chart.ticks] == sorted({count for count, _ in chart.ticks})


@given(value=st.none() | st.floats(0, 1e9), limit=st.floats(0.001, 1e6))
def test_a_bar_ends_beyond_the_tick_exactly_when_the_value_is_beyond_the_limit(
    value: float | None, limit: float
) -> None:
    bar = limit_bar(value, limit)
    assert 0 < bar.tick_x <= WIDTH / 2 or bar.tick_x == 0
    if value is None:
        assert bar.value_width is None
    else:
        assert bar.value_width is not None
        assert bar.value_width <= WIDTH
        if value >= limit * 1.01:
            assert bar.value_width >= bar.tick_x


def test_days_without_records_in_a_row_are_one_band() -> None:
    picture = heat_map({}, days=WEEK, known_days=[WEEK[3], WEEK[4]], limit=60)
    (first_y, first_height), (second_y, second_height) = picture.unknown_bands
    assert first_y == picture.rows[0].y
    assert first_y + first_height < picture.rows[3].y
    assert second_y == picture.rows[5].y
    assert first_height > second_height
