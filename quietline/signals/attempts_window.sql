-- attempts_window: the most attempts that a caller made within 60 minutes.
--
-- grain: caller × day
-- partition key: caller
-- reads: calls (of the day and of the day before)
-- parameters: $day DATE, $day_start_s BIGINT (midnight with which the day begins, epoch seconds UTC)
--
-- caller         text   E.164 without "+"; withheld callers are left out
-- day            date   calendar day of the city on which the windows end
-- attempts_60min calls  largest number of attempts whose starts lie in (t - 3600 s, t], for an attempt at t on that day;
--                       windows reach back over midnight; a lower bound where unanswered attempts are missing
--
-- Spark: the same; a range frame over an integer column.
with within_reach as (
    select caller, call_key, start_s, day
    from calls
    where
        start_s >= $day_start_s - 3599 and day <= $day
        and direction = 'outgoing' and caller is not null
),

-- A call leaves several records: it is one attempt, at its first start.
attempt as (
    select caller, min(start_s) as start_s, min(day) as day
    from within_reach
    group by caller, call_key
),

-- Calls of the same second are peers in a range frame, so each of them sees the others.
trailing_hour as (
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
