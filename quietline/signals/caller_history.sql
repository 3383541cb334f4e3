-- caller_history: what a busy caller used to do in the days before, as long as the number has had its present holder.
--
-- grain: caller × day
-- partition key: caller
-- reads: caller_day, caller_day_before
-- broadcast: holdings, held_day_before
-- gives: table
-- parameters: $day DATE, $least_attempts INTEGER (attempts in the day from which on a caller is busy)
--
-- caller              VARCHAR text     E.164 without "+"; callers with $least_attempts attempts in the day or more
-- day                 DATE    date     calendar day of the city; the windows are the 7 and the 30 days before it, without it
-- held_days           INTEGER days     since the youngest holding of the day began; null where the register knows none
-- days_known_7d       INTEGER days     days of the window with calls in the lake and within the holding: how much is known at all
-- days_known_30d      INTEGER days     the same
-- active_days_7d      INTEGER days     of these, on which the number called
-- active_days_30d     INTEGER days     the same
-- mean_attempts_7d    DOUBLE  calls    attempts on an active day; null without one, like the figures that follow
-- median_attempts_7d  DOUBLE  calls    the same
-- max_attempts_7d     INTEGER calls    the same
-- mean_callees_7d     DOUBLE  numbers  distinct callees on an active day
-- median_callees_7d   DOUBLE  numbers  the same
-- max_callees_7d      INTEGER numbers  the same
-- mean_attempts_30d   DOUBLE  calls    the same figures over 30 days
-- median_attempts_30d DOUBLE  calls    the same
-- max_attempts_30d    INTEGER calls    the same
-- mean_callees_30d    DOUBLE  numbers  the same
-- median_callees_30d  DOUBLE  numbers  the same
-- max_callees_30d     INTEGER numbers  the same
-- callees_spread      DOUBLE  numbers  how far the distinct callees of an active day are from their median over 30 days: 1.4826 times the
--                                      median distance (for a bell curve that is its standard deviation), but no less than the square
--                                      root of the median, by which counts vary by chance alone, and than 1
-- callees_deviation   DOUBLE  spreads  (distinct callees of the day - median_callees_30d) / callees_spread
-- silent_days         INTEGER days     days_known_30d since the last active day; all of them where there is no active day
-- days_since_active   INTEGER days     from the last active day to the day; null without one
-- first_seen_days     INTEGER days     from the first active day to the day, at most 30; null without one
--
-- Spark: left semi join is the same; median, max_by and filters in aggregates exist there.
with busy_caller as (
    select caller, distinct_callees
    from caller_day
    where attempts >= $least_attempts
),

held as (
    select number as caller, max(since) as since
    from holdings
    where since <= $day and (until is null or until >= $day)
    group by number
),

busy as (
    select
        busy_caller.caller,
        busy_caller.distinct_callees,
        held.since,
        greatest(coalesce(held.since, $day - 30), $day - 30) as first_day
    from busy_caller
    left join held on held.caller = busy_caller.caller
),

active as (
    select
        caller_day_before.caller,
        caller_day_before.day,
        caller_day_before.day >= $day - 7 as in_week,
        caller_day_before.attempts,
        caller_day_before.distinct_callees
    from caller_day_before
    inner join busy on busy.caller = caller_day_before.caller and caller_day_before.day >= busy.first_day
),

usual as (
    select
        caller,
        count(*) filter (where in_week) as active_days_7d,
        count(*) as active_days_30d,
        avg(attempts) filter (where in_week) as mean_attempts_7d,
        median(attempts) filter (where in_week) as median_attempts_7d,
        max(attempts) filter (where in_week) as max_attempts_7d,
        avg(distinct_callees) filter (where in_week) as mean_callees_7d,
        median(distinct_callees) filter (where in_week) as median_callees_7d,
        max(distinct_callees) filter (where in_week) as max_callees_7d,
        avg(attempts) as mean_attempts_30d,
        median(attempts) as median_attempts_30d,
        max(attempts) as max_attempts_30d,
        avg(distinct_callees) as mean_callees_30d,
        median(distinct_callees) as median_callees_30d,
        max(distinct_callees) as max_callees_30d,
        min(day) as first_active,
        max(day) as last_active
    from active
    group by caller
),

spread as (
    select
        active.caller,
        greatest(
            1.4826 * median(abs(active.distinct_callees - usual.median_callees_30d)),
            sqrt(max(usual.median_callees_30d)),
            1.0
        ) as callees_spread
    from active
    inner join usual on usual.caller = active.caller
    group by active.caller
),

-- Few dates stand for all callers: how many days each of them leaves is counted once a date, not once a caller.
begin_day as (
    select first_day as day from busy
    union
    select last_active + 1 from usual
    union
    select $day - 7
),

known_since as (
    select
        begin_day.day,
        count(held_day_before.day) as days
    from begin_day
    left join held_day_before on held_day_before.day between begin_day.day and $day - 1
    group by begin_day.day
)

select
    busy.caller,
    $day as day,
    cast($day - busy.since as integer) as held_days,
    cast(known_week.days as integer) as days_known_7d,
    cast(known_month.days as integer) as days_known_30d,
    cast(coalesce(usual.active_days_7d, 0) as integer) as active_days_7d,
    cast(coalesce(usual.active_days_30d, 0) as integer) as active_days_30d,
    usual.mean_attempts_7d,
    usual.median_attempts_7d,
    usual.max_attempts_7d,
    usual.mean_callees_7d,
    usual.median_callees_7d,
    usual.max_callees_7d,
    usual.mean_attempts_30d,
    usual.median_attempts_30d,
    usual.max_attempts_30d,
    usual.mean_callees_30d,
    usual.median_callees_30d,
    usual.max_callees_30d,
    spread.callees_spread,
    (busy.distinct_callees - usual.median_callees_30d) / spread.callees_spread as callees_deviation,
    cast(coalesce(known_silent.days, known_month.days) as integer) as silent_days,
    cast($day - usual.last_active as integer) as days_since_active,
    cast($day - usual.first_active as integer) as first_seen_days
from busy
inner join known_since as known_month on known_month.day = busy.first_day
inner join known_since as known_week on known_week.day = greatest(busy.first_day, $day - 7)
left join usual on usual.caller = busy.caller
left join spread on spread.caller = busy.caller
left join known_since as known_silent on known_silent.day = usual.last_active + 1
