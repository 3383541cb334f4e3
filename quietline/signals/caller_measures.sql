-- caller_measures: what each caller did on one calendar day of the city.
--
-- grain: caller × day
-- partition key: caller
-- reads: attempt
-- gives: part of caller_day
-- parameters: $day DATE, $short_call_max_s INTEGER (talk that still counts as a short call, seconds)
--
-- caller             VARCHAR text    E.164 without "+"; withheld callers are left out
-- day                DATE    date    calendar day of the city
-- attempts           INTEGER calls   outgoing call attempts; a lower bound where unanswered_carried is false
-- answered           INTEGER calls   attempts with an answer
-- distinct_callees   INTEGER numbers called parties, each once
-- calls_per_callee   DOUBLE  calls   attempts / distinct_callees; null without a known callee
-- asr                DOUBLE  0 to 1  answered / attempts; null where unanswered attempts are missing or an answer is unknown
-- acd                DOUBLE  seconds mean talk of the answered calls whose talk is known; null if there are none
-- talks_known        INTEGER calls   answered calls whose talk is known
-- short_call_ratio   DOUBLE  0 to 1  answered calls of at most $short_call_max_s / talks_known; null if none
-- unanswered_carried BOOLEAN boolean every record of the caller comes from a source that delivers unanswered attempts
--
-- Spark: count_if for count(*) filter (where …) is the same; "is true" and bool_and exist there under these names.
-- By called party first: counting its groups is cheaper than count(distinct callee) and as exact.
with called_party as (
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
    where day = $day
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
