-- bombing_pair: who called one of our numbers again and again that day.
--
-- grain: caller × callee × day
-- partition key: callee
-- reads: received
-- broadcast: holdings
-- gives: table
-- parameters: $day DATE, $insistent_attempts INTEGER (attempts of one caller in the day from which on he is looked at)
--
-- caller         VARCHAR text  E.164 without "+"; withheld callers are left out
-- callee         VARCHAR text  E.164 without "+"; a number that the register of holders knows on the day: what it receives is seen whole
-- day            DATE    date  calendar day of the city
-- pair_attempts  INTEGER calls attempts of the caller on this callee in the day
-- received_today INTEGER calls attempts of all callers on this callee in the day, withheld ones among them
--
-- Spark: left semi join is the same.
with own_number as (
    select distinct number as callee
    from holdings
    where (since is null or since <= $day) and (until is null or until >= $day)
),

of_pair as (
    select received.callee, received.caller, count(*) as attempts
    from received
    semi join own_number on received.callee = own_number.callee
    where received.day = $day
    group by received.callee, received.caller
),

of_callee as (
    select callee, sum(attempts) as attempts
    from of_pair
    group by callee
)

select
    of_pair.caller,
    of_pair.callee,
    $day as day,
    cast(of_pair.attempts as integer) as pair_attempts,
    cast(of_callee.attempts as integer) as received_today
from of_pair
inner join of_callee on of_pair.callee = of_callee.callee
where of_pair.attempts >= $insistent_attempts and of_pair.caller is not null
