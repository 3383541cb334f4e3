-- callees_window: the most called parties that a busy caller tried within 60 minutes.
--
-- grain: caller × day
-- partition key: caller
-- reads: attempt
-- gives: part of caller_day
-- parameters: $day DATE, $least_attempts INTEGER (attempts of the day below which a caller is not looked at)
--
-- caller                 VARCHAR text    E.164 without "+"; who made fewer than $least_attempts on the day has no row: not looked at
-- day                    DATE    date    calendar day of the city on which the windows end
-- distinct_callees_60min INTEGER numbers largest number of distinct called parties of the attempts whose starts lie in (t - 3600 s, t], for an
--                                        attempt at t on that day; windows reach back over midnight; a lower bound where unanswered
--                                        attempts are missing
--
-- Spark: size(collect_set(callee)) for count(distinct callee) in a window; left semi join is the same.
with busy as (
    select caller
    from attempt
    where day = $day
    group by caller
    having count(*) >= $least_attempts
),

windowed as (
    select
        caller,
        day,
        count(distinct callee) over (
            partition by caller order by start_s
            range between 3599 preceding and current row
        ) as callees
    from attempt
    semi join busy using (caller)
)

select
    caller,
    $day as day,
    cast(max(callees) as integer) as distinct_callees_60min
from windowed
where day = $day
group by caller
