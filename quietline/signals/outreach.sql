-- outreach: callers who reach out to strangers, and how little comes back.
--
-- grain: caller × day
-- partition key: caller
-- reads: stranger_call, wide_caller, back_caller
-- gives: table
-- parameters: $day DATE
--
-- caller             VARCHAR text    E.164 without "+"; callers with a row in stranger_call.sql
-- day                DATE    date    calendar day of the city
-- unknown_callees    INTEGER numbers called parties whom nothing ties to the caller, see stranger_call.sql
-- numbers_back       INTEGER numbers numbers that called him on the day or the day before, strangers or not
-- numbers_back_today INTEGER numbers of these, on the day itself
-- reach_share        DOUBLE  0 to 1  called parties of the day / (called parties of the day + numbers_back)
-- incoming_carried   BOOLEAN boolean false: numbers of other networks may have called him unseen, so that reach_share is an upper bound
--
-- Spark: the same.
with stranger as (
    select caller, count(*) as unknown_callees, bool_and(incoming_carried) as incoming_carried
    from stranger_call
    group by caller
),

back as (
    select
        caller,
        count(*) as numbers_back,
        count(*) filter (where today) as numbers_back_today
    from back_caller
    group by caller
)

select
    stranger.caller,
    $day as day,
    cast(stranger.unknown_callees as integer) as unknown_callees,
    cast(coalesce(back.numbers_back, 0) as integer) as numbers_back,
    cast(coalesce(back.numbers_back_today, 0) as integer) as numbers_back_today,
    cast(wide_caller.distinct_callees as double) / (wide_caller.distinct_callees + coalesce(back.numbers_back, 0)) as reach_share,
    stranger.incoming_carried
from stranger
inner join wide_caller on stranger.caller = wide_caller.caller
left join back on stranger.caller = back.caller
