-- list_entry: the strangers whom a caller reached out to on the day and the day before: his list, as far as it shows.
--
-- grain: caller × called party
-- partition key: caller
-- reads: stranger_call, stranger_call_before, outreach, outreach_before
-- gives: step
-- parameters: $day DATE, $member_reach_share DOUBLE (called parties / numbers in contact from which a caller may work through a list)
--
-- caller       VARCHAR text    E.164 without "+"
-- callee       VARCHAR text    a stranger to him on a day on which he called hardly anybody but strangers
-- list_callees INTEGER numbers all his strangers of these days, each once
-- calls_today  BOOLEAN boolean he called some of them on the day itself
--
-- Spark: the same.
with outward as (
    select caller, day from outreach where reach_share >= $member_reach_share
    union all
    select caller, day from outreach_before where reach_share >= $member_reach_share and day >= $day - 1
),

called as (
    select caller, day, callee from stranger_call
    union all
    select caller, day, callee from stranger_call_before where day >= $day - 1
),

entry as (
    select called.caller, called.callee, bool_or(called.day = $day) as called_today
    from called
    semi join outward on called.caller = outward.caller and called.day = outward.day
    group by called.caller, called.callee
)

select
    caller,
    callee,
    cast(count(*) over (partition by caller) as integer) as list_callees,
    bool_or(called_today) over (partition by caller) as calls_today
from entry
