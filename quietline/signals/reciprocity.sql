-- reciprocity: whether those whom a busy caller calls know him: they call him, or were in touch with him before.
--
-- grain: caller × day
-- partition key: caller
-- reads: called_party, call_back, caller_day
-- broadcast: holdings, held_day_before
-- gives: table
-- parameters: $day DATE
--
-- caller         VARCHAR text    E.164 without "+"; callers with twenty attempts in the day or more, see called_party.sql
-- day            DATE    date    calendar day of the city
-- days_before    INTEGER days    days with calls that the lake holds among the six before: how far the look-back really reaches
-- callees_known  INTEGER numbers callees of whom it is known whether they call back: each one where the caller's sources deliver incoming
--                                records and calls with other networks, else those who are numbers of ours (the register knows their
--                                holding on the day, or the called side told of a call in the week)
-- called_back    INTEGER numbers of these, who called the caller in the seven days up to the day, answered or not
-- reciprocity    DOUBLE  0 to 1  called_back / callees_known; null where nothing is known
-- strangers      INTEGER numbers of callees_known, whom the caller neither called nor was called by on the six days before; null where the
--                                lake holds none of them
-- stranger_share DOUBLE  0 to 1  strangers / callees_known; null where one of them is
-- received       INTEGER calls   calls that the caller received in the day, answered or not; null where incoming records are missing and
--                                for callers of other networks
-- outgoing_share DOUBLE  0 to 1  attempts / (attempts + received); null where received is
--
-- Spark: count_if for count(*) filter (where …) is the same; left semi join is the same.
with looked_back as (
    select cast(count(*) as integer) as days_before
    from held_day_before
    where day >= $day - 6
),

own_number as (
    select number as callee
    from holdings
    where since <= $day and (until is null or until >= $day)
    group by number
),

known as (
    select
        called_party.caller,
        call_back.callee is not null as called_back,
        not called_party.called_before and not coalesce(call_back.known_before, false) as is_stranger,
        called_party.sees_incoming
    from called_party
    left join own_number on own_number.callee = called_party.callee
    left join call_back on call_back.caller = called_party.caller and call_back.callee = called_party.callee
    where called_party.sees_incoming or called_party.is_own_callee or own_number.callee is not null
),

of_caller as (
    select
        caller,
        count(*) as callees_known,
        count(*) filter (where called_back) as called_back,
        count(*) filter (where is_stranger) as strangers
    from known
    group by caller
),

received_by as (
    select caller, sum(received) as received
    from call_back
    group by caller
),

busy as (
    select caller, bool_and(sees_incoming) as sees_incoming
    from called_party
    group by caller
),

counted as (
    select
        busy.caller,
        caller_day.attempts,
        looked_back.days_before,
        cast(coalesce(of_caller.callees_known, 0) as integer) as callees_known,
        cast(coalesce(of_caller.called_back, 0) as integer) as called_back,
        cast(if(looked_back.days_before > 0, coalesce(of_caller.strangers, 0), null) as integer) as strangers,
        cast(if(busy.sees_incoming, coalesce(received_by.received, 0), null) as integer) as received
    from busy
    inner join caller_day on caller_day.caller = busy.caller
    cross join looked_back
    left join of_caller on of_caller.caller = busy.caller
    left join received_by on received_by.caller = busy.caller
)

select
    caller,
    $day as day,
    days_before,
    callees_known,
    called_back,
    cast(called_back as double) / nullif(callees_known, 0) as reciprocity,
    strangers,
    cast(strangers as double) / nullif(callees_known, 0) as stranger_share,
    received,
    cast(attempts as double) / (attempts + received) as outgoing_share
from counted
