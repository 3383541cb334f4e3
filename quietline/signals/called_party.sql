-- called_party: whom a busy caller called, and whether he had called him in the days before.
--
-- grain: caller × callee × day
-- partition key: caller
-- reads: caller_day, calls_week
-- gives: step
-- parameters: $day DATE, $least_attempts INTEGER (attempts in the day from which on a caller is busy)
--
-- caller        VARCHAR text    E.164 without "+"; callers with $least_attempts attempts in the day or more
-- callee        VARCHAR text    E.164 without "+"; who was called in the day
-- day           DATE    date    calendar day of the city
-- called_before BOOLEAN boolean the caller called him on one of the six days before
-- sees_incoming BOOLEAN boolean every source of the caller's calls in the week delivers the called side's records and those of calls
--                               with other networks, so that who calls him back is known
--
-- Spark: left semi join is the same.
with busy_caller as (
    select caller
    from caller_day
    where attempts >= $least_attempts
),

pair as (
    select
        caller,
        callee,
        bool_or(day = $day) as called,
        bool_or(day < $day) as called_before,
        bool_and(coalesce(incoming_carried and off_net_carried, false)) as sees_incoming
    from calls_week
    semi join busy_caller using (caller)
    where direction = 'outgoing' and callee is not null
    group by caller, callee
),

sight as (
    select caller, bool_and(sees_incoming) as sees_incoming
    from pair
    group by caller
)

select
    pair.caller,
    pair.callee,
    $day as day,
    pair.called_before,
    sight.sees_incoming
from pair
inner join sight on sight.caller = pair.caller
where pair.called
