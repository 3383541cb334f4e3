-- bombing_day: numbers that strangers call again and again in vain.
--
-- grain: caller × callee × day
-- partition key: callee
-- reads: bombing_pair, bombing_contact
-- gives: table
-- parameters: $day DATE, $vain_answered_share DOUBLE (answered share up to which a caller calls in vain)
--
-- caller           VARCHAR text    an insistent caller, see bombing_pair.sql, who neither talked with the callee in the six days before nor was
--                                  called by him in the week, and whose attempts were answered for $vain_answered_share at most
-- day              DATE    date    calendar day of the city
-- callee           VARCHAR text    E.164 without "+"; a number of ours
-- pair_attempts    INTEGER calls   attempts of the caller on this callee in the day
-- pair_answered    INTEGER calls   those with an answer
-- bombing_callers  INTEGER numbers such callers of the callee in the day, each once
-- bombing_attempts INTEGER calls   attempts of all of them
-- bombing_share    DOUBLE  0 to 1  bombing_attempts / all attempts that the callee received in the day
-- received_today   INTEGER calls   all attempts that it received
--
-- Spark: the same.
with contact as (
    select
        caller,
        callee,
        sum(pair_answered) as answered,
        bool_or(talked_before or called_back) as is_known
    from bombing_contact
    group by caller, callee
),

in_vain as (
    select
        bombing_pair.caller,
        bombing_pair.callee,
        bombing_pair.pair_attempts,
        contact.answered,
        bombing_pair.received_today
    from bombing_pair
    inner join contact on bombing_pair.caller = contact.caller and bombing_pair.callee = contact.callee
    where not contact.is_known and contact.answered <= $vain_answered_share * bombing_pair.pair_attempts
),

of_callee as (
    select callee, count(*) as callers, sum(pair_attempts) as attempts
    from in_vain
    group by callee
)

select
    in_vain.caller,
    $day as day,
    in_vain.callee,
    in_vain.pair_attempts,
    cast(in_vain.answered as integer) as pair_answered,
    cast(of_callee.callers as integer) as bombing_callers,
    cast(of_callee.attempts as integer) as bombing_attempts,
    cast(of_callee.attempts as double) / in_vain.received_today as bombing_share,
    in_vain.received_today
from in_vain
inner join of_callee on in_vain.callee = of_callee.callee
