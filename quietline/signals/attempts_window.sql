-- attempts_window: the most attempts that a caller made within 60 minutes.
--
-- grain: caller × day
-- partition key: caller
-- reads: attempt
-- gives: part of caller_day
-- parameters: $day DATE
--
-- caller         VARCHAR text  E.164 without "+"; withheld callers are left out
-- day            DATE    date  calendar day of the city on which the windows end
-- attempts_60min INTEGER calls largest number of attempts whose starts lie in (t - 3600 s, t], for an attempt at t on that day;
--                       windows reach back over midnight; a lower bound where unanswered attempts are missing
--
-- Spark: the same; a range frame over an integer column.
-- Calls of the same second are peers in a range frame, so each of them sees the others.
with trailing_hour as (
    select
        caller,
        day,
        count(*) over (
            partition by caller order by start_s
            range between 3599 preceding and current row
        ) as attempts
    from attempt
)

select
    caller,
    $day as day,
    cast(max(attempts) as integer) as attempts_60min
from trailing_hour
where day = $day
group by caller
