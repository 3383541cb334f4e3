-- attempts_window: the most attempts that a caller made within 60 seconds and within 60 minutes.
--
-- grain: caller × day
-- partition key: caller
-- reads: attempt
-- gives: part of caller_day
-- parameters: $day DATE
--
-- caller         VARCHAR text  E.164 without "+"; withheld callers are left out
-- day            DATE    date  calendar day of the city on which the windows end
-- attempts_60s   INTEGER calls largest number of attempts whose starts lie in (t - 60 s, t], for an attempt at t on that day
-- attempts_60min INTEGER calls the same within 60 minutes
--
-- Windows reach back over midnight; both are lower bounds where unanswered attempts are missing.
--
-- Spark: the same; a range frame over an integer column.
-- Calls of the same second are peers in a range frame, so each of them sees the others.
with windowed as (
    select
        caller,
        day,
        count(*) over within_60s as attempts_60s,
        count(*) over within_60min as attempts_60min
    from attempt
    window
        within_60s as (partition by caller order by start_s range between 59 preceding and current row),
        within_60min as (partition by caller order by start_s range between 3599 preceding and current row)
)

select
    caller,
    $day as day,
    cast(max(attempts_60s) as integer) as attempts_60s,
    cast(max(attempts_60min) as integer) as attempts_60min
from windowed
where day = $day
group by caller
