-- caller_day: what each caller did on one calendar day of the city.
--
-- grain: caller × day
-- partition key: caller
-- reads: calls
-- parameters: $day DATE, $short_call_max_s INTEGER (talk that still counts as a short call, seconds)
--
-- caller              text     E.164 without "+"; withheld callers are left out
-- day                 date     calendar day of the city
-- attempts            calls    outgoing call attempts; a lower bound where unanswered_carried is false
-- answered            calls    attempts with an answer
-- distinct_callees    numbers  called parties, each once
-- calls_per_callee    calls    attempts / distinct_callees; null without a known callee
-- asr                 0 to 1   answered / attempts; null where unanswered attempts are missing or an answer is unknown
-- acd                 seconds  mean talk of the answered calls whose talk is known; null if there are none
-- talks_known         calls    answered calls whose talk is known
-- short_call_ratio    0 to 1   answered calls of at most $short_call_max_s / talks_known; null if none
-- unanswered_carried  boolean  every record of the caller comes from a source that delivers unanswered attempts
--
-- Spark: count_if for count(*) filter (where …) is the same; "is true" and bool_and exist there under these names.
with outgoing as (
    select caller, callee, call_key, answered, talk_s, unanswered_carried
    from calls
    where day = $day and direction = 'outgoing' and caller is not null
),

-- A call leaves several records (legs, partial records of a long one): it is one attempt, and answered if any record says so.
attempt as (
    select
        caller,
        call_key,
        min(callee) as callee,
        bool_or(answered) as answered,
        max(talk_s) as talk_s,
        bool_and(unanswered_carried) as unanswered_carried
    from outgoing
    group by caller, call_key
),

-- By called party first: counting its groups is cheaper than count(distinct callee) and as exact.
called_party as (
    select
        caller,
        callee,
        count(*) as attempts,
        count(*) filter (where answered) as answered,
        count(*) filter (where answered is null) as answer_unknown,
        count(talk_s) filter (where answered) as talks,
        count(*) filter (where answered and talk_s <= $short_call_max_s) as short_calls,
        sum(talk_s) filter (where answered) as talk_s,
        bool_and(unanswered_carried) as unanswered_carried
    from attempt
    group by caller, callee
),

caller_sum as (
    select
        caller,
        sum(attempts) as attempts,
        sum(answered) as answered,
        sum(answer_unknown) as answer_unknown,
        count(callee) as distinct_callees,
        sum(talks) as talks,
        sum(short_calls) as short_calls,
        sum(talk_s) as talk_s,
        bool_and(unanswered_carried) as unanswered_carried
    from called_party
    group by caller
)

select
    caller,
    $day as day,
    cast(attempts as integer) as attempts,
    cast(answered as integer) as answered,
    cast(distinct_callees as integer) as distinct_callees,
    cast(attempts as double) / nullif(distinct_callees, 0) as calls_per_callee,
    case when unanswered_carried and answer_unknown = 0 then cast(answered as double) / attempts end as asr,
    cast(talk_s as double) / nullif(talks, 0) as acd,
    cast(talks as integer) as talks_known,
    cast(short_calls as double) / nullif(talks, 0) as short_call_ratio,
    unanswered_carried
from caller_sum
