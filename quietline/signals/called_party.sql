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
--                               with other networks, so that who calls him is known; false of a caller of another network
-- is_own_callee BOOLEAN boolean the called side told of a call: he is a number of ours, whose own calls are known
--
-- A caller whose own side tells nothing of the day (one of another network) is known by the called side's records, see attempt.sql.
--
-- Spark: left semi join is the same; bool_or and bool_and exist there.
with busy_caller as (
    select caller
    from caller_day
    where attempts >= $least_attempts
),

pair as (
    select
        caller,
        callee,
        bool_or(day = $day and direction = 'outgoing') as told_by_caller,
        bool_or(day = $day and direction = 'incoming') as told_by_called_side,
        bool_or(day < $day) as called_before,
        bool_or(direction = 'incoming') as is_own_callee,
        bool_and(direction = 'incoming' or coalesce(incoming_carried and off_net_carried, false)) as sees_incoming
    from calls_week
    semi join busy_caller using (caller)
    where direction in ('outgoing', 'incoming') and callee is not null
    group by caller, callee
),

side as (
    select
        caller,
        bool_or(told_by_caller) as is_told_by_caller,
        bool_and(sees_incoming) as sees_incoming
    from pair
    group by caller
)

select
    pair.caller,
    pair.callee,
    $day as day,
    pair.called_before,
    side.is_told_by_caller and side.sees_incoming as sees_incoming,
    pair.is_own_callee
from pair
inner join side on side.caller = pair.caller
where if(side.is_told_by_caller, pair.told_by_caller, pair.told_by_called_side)
