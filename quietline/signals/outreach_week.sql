-- outreach_week: what came back to a caller who works through strangers, on all days of a week together.
--
-- grain: caller × day
-- partition key: caller
-- reads: outreach, outreach_before, caller_day, caller_day_before
-- gives: table
-- parameters: $day DATE, $working_callees INTEGER (called parties of a day from which on the caller was at work),
--             $most_calls_per_callee DOUBLE (attempts per called party above which he was not)
--
-- caller              VARCHAR text     E.164 without "+"; who was at work on the day and reached out to strangers, see outreach.sql
-- day                 DATE    date     calendar day of the city with which the seven days end
-- working_days        INTEGER days     days of the seven on which he was at work
-- week_callees        INTEGER numbers  called parties of these days, each day's added up
-- week_strangers      INTEGER numbers  strangers among them, of the days on which he reached out; none of the others
-- week_stranger_share DOUBLE  0 to 1   week_strangers / week_callees
-- week_attempts       INTEGER calls    attempts of the days on which he reached out
-- week_answered       INTEGER calls    those with an answer; null where unanswered attempts are missing or an answer is unknown
-- week_numbers_back   INTEGER numbers  numbers that called him on one of these days, each day's added up
-- response_share      DOUBLE  0 and up (week_answered + week_numbers_back) / week_attempts; null where week_answered is
-- week_back_known     BOOLEAN boolean  false: numbers of other networks may have called him unseen, so that more came back
--
-- Spark: filters in aggregates and bool_and exist there.
with at_work as (
    select caller, day, attempts, answered, distinct_callees, asr is not null as answers_known
    from caller_day
    where distinct_callees >= $working_callees and calls_per_callee <= $most_calls_per_callee
    union all
    select caller, day, attempts, answered, distinct_callees, asr is not null as answers_known
    from caller_day_before
    where
        distinct_callees >= $working_callees and calls_per_callee <= $most_calls_per_callee
        and day >= $day - 6
),

outward as (
    select caller, day, unknown_callees, numbers_back_today, incoming_carried from outreach
    union all
    select caller, day, unknown_callees, numbers_back_today, incoming_carried from outreach_before where day >= $day - 6
),

added_up as (
    select
        at_work.caller,
        count(*) as days,
        sum(at_work.distinct_callees) as callees,
        sum(outward.unknown_callees) as strangers,
        sum(at_work.attempts) filter (where outward.caller is not null) as attempts,
        sum(at_work.answered) filter (where outward.caller is not null) as answered,
        bool_and(at_work.answers_known) filter (where outward.caller is not null) as answers_known,
        sum(outward.numbers_back_today) as numbers_back,
        bool_and(outward.incoming_carried) as incoming_carried
    from at_work
    semi join outreach on at_work.caller = outreach.caller
    left join outward on at_work.caller = outward.caller and at_work.day = outward.day
    group by at_work.caller
    having bool_or(at_work.day = $day)
)

select
    caller,
    $day as day,
    cast(days as integer) as working_days,
    cast(callees as integer) as week_callees,
    cast(strangers as integer) as week_strangers,
    cast(strangers as double) / callees as week_stranger_share,
    cast(attempts as integer) as week_attempts,
    cast(if(answers_known, answered, null) as integer) as week_answered,
    cast(numbers_back as integer) as week_numbers_back,
    cast(if(answers_known, answered, null) + numbers_back as double) / attempts as response_share,
    incoming_carried as week_back_known
from added_up
