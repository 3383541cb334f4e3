-- attempt: every outgoing attempt of the day and of the hour before it.
--
-- grain: call
-- partition key: caller
-- reads: calls, told_by_called_side
-- gives: view
-- parameters: $day DATE, $day_start_s BIGINT (midnight with which the day begins, epoch seconds UTC)
--
-- caller             VARCHAR text    E.164 without "+"; withheld callers are left out
-- callee             VARCHAR text    E.164 without "+"; null where it is not known
-- start_s            BIGINT  seconds start of the attempt, epoch seconds UTC
-- day                DATE    date    calendar day of the city on which it began
-- ring_s             INTEGER seconds how long it rang; null where it is not known
-- talk_s             INTEGER seconds how long they talked, 0 when nobody answered; null where it is not known
-- answered           BOOLEAN boolean whether somebody answered; null where it is not known
-- imei               VARCHAR text    the caller's device as the source writes it, where it has the length of an IMEI
-- cell               VARCHAR text    the caller's cell
-- unanswered_carried BOOLEAN boolean its source delivers unanswered attempts
-- incoming_carried   BOOLEAN boolean its source delivers the called side's records
--
-- The lake has one outgoing row a call, so these are attempts as they stand. A caller who is known from the called side's records alone
-- (one of another network) made the calls that they tell of, without device and cell, which are the called party's there.
--
-- Spark: left semi join is the same.
select
    caller,
    callee,
    start_s,
    day,
    ring_s,
    talk_s,
    answered,
    case when length(imei) in (15, 16) then imei end as imei,
    cell,
    unanswered_carried,
    incoming_carried
from calls
where
    start_s >= $day_start_s - 3599 and day <= $day
    and direction = 'outgoing' and caller is not null
union all
select
    caller,
    callee,
    start_s,
    day,
    ring_s,
    talk_s,
    answered,
    null as imei,
    null as cell,
    unanswered_carried,
    incoming_carried
from calls
semi join told_by_called_side using (caller)
where
    start_s >= $day_start_s - 3599 and day <= $day
    and direction = 'incoming'
