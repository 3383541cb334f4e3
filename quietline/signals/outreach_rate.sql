-- outreach_rate: which share of a day's callers reach out to strangers and hear little back.
--
-- grain: day
-- partition key: day
-- reads: outreach, outreach_before, caller_day, caller_day_before
-- gives: step
-- parameters: $day DATE, $member_reach_share DOUBLE (called parties / numbers in contact from which a caller counts),
--             $chance_population INTEGER (callers below which the share is taken of so many: a handful tells no rate)
--
-- day            DATE   date   each of the seven days up to the day
-- outreach_share DOUBLE 0 to 1 callers that reach out / the larger of all callers and $chance_population
--
-- Spark: the same.
with outward as (
    select day from outreach where reach_share >= $member_reach_share
    union all
    select day from outreach_before where reach_share >= $member_reach_share and day >= $day - 6
),

counted as (
    select day, count(*) as callers from caller_day group by day
    union all
    select day, count(*) as callers from caller_day_before where day >= $day - 6 group by day
),

reaching as (
    select day, count(*) as callers from outward group by day
)

select
    counted.day,
    cast(coalesce(reaching.callers, 0) as double) / greatest(counted.callers, $chance_population) as outreach_share
from counted
left join reaching on counted.day = reaching.day
