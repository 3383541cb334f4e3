-- stranger_call: whom callers who reach out called that day without being tied to them.
--
-- grain: caller × called party × day
-- partition key: caller
-- reads: attempt, wide_caller, back_caller, calls
-- gives: table
-- parameters: $day DATE, $least_reach_share DOUBLE (called parties / numbers in contact below which a caller does not reach out)
--
-- caller             VARCHAR text    E.164 without "+"; wide callers whom few called, see wide_caller.sql
-- day                DATE    date    calendar day of the city
-- callee             VARCHAR text    a subscriber who did not call the caller on the day or the day before, nor talked with him the day before
-- attempts           INTEGER calls   outgoing call attempts of the caller to him
-- answered           INTEGER calls   those with an answer
-- answers_known      BOOLEAN boolean its source delivers unanswered attempts, and says of each whether it was answered
-- incoming_carried   BOOLEAN boolean its source delivers the called side's records and the caller is of this network: else somebody may
--                            have called him back unseen
--
-- Service codes and hotlines are nobody's acquaintance and call nobody back: they are no strangers here.
--
-- Spark: left semi join and left anti join are the same.
with reach as (
    select
        wide_caller.caller,
        max(wide_caller.distinct_callees) as distinct_callees,
        count(back_caller.callee) as numbers_back
    from wide_caller
    left join back_caller on wide_caller.caller = back_caller.caller
    group by wide_caller.caller
),

outward as (
    select caller
    from reach
    where distinct_callees >= $least_reach_share * (distinct_callees + numbers_back)
),

called as (
    select
        attempt.caller,
        attempt.callee,
        count(*) as attempts,
        count(*) filter (where attempt.answered) as answered,
        bool_and(attempt.unanswered_carried and attempt.answered is not null) as answers_known,
        bool_and(attempt.incoming_carried) as incoming_carried
    from attempt
    semi join outward on attempt.caller = outward.caller
    where
        attempt.day = $day
        and left(attempt.callee, 2) = '86' and length(attempt.callee) >= 10
        and left(attempt.callee, 5) not in ('86400', '86800')
    group by attempt.caller, attempt.callee
),

talked_before as (
    select distinct calls.caller, calls.callee
    from calls
    semi join outward on calls.caller = outward.caller
    where calls.day < $day and calls.direction in ('outgoing', 'incoming') and calls.answered
),

-- Of a caller of another network only the called side's records tell: his own network's calls to him are never seen.
of_this_network as (
    select distinct calls.caller
    from calls
    semi join outward on calls.caller = outward.caller
    where calls.direction = 'outgoing'
)

select
    called.caller,
    $day as day,
    called.callee,
    cast(called.attempts as integer) as attempts,
    cast(called.answered as integer) as answered,
    coalesce(called.answers_known, false) as answers_known,
    coalesce(called.incoming_carried, false) and of_this_network.caller is not null as incoming_carried
from called
left join of_this_network on called.caller = of_this_network.caller
anti join back_caller on called.caller = back_caller.caller and called.callee = back_caller.callee
anti join talked_before on called.caller = talked_before.caller and called.callee = talked_before.callee
