-- attempt: every outgoing attempt of the day and of the hour before it.
--
-- grain: call
-- partition key: caller
-- reads: calls
-- gives: step
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
-- Spark: the same; count_if and filters in aggregates exist there.

-- A call leaves several records: it is one attempt, at its first start, answered if any of them says so, and rings and talks as long as
-- the longest of them.
select
    caller,
    min(callee) as callee,
    min(start_s) as start_s,
    min(day) as day,
    max(ring_s) as ring_s,
    max(talk_s) as talk_s,
    bool_or(answered) as answered,
    min(imei) filter (where length(imei) in (15, 16)) as imei,
    min(cell) as cell,
    bool_and(unanswered_carried) as unanswered_carried,
    bool_and(incoming_carried) as incoming_carried
from calls
where
    start_s >= $day_start_s - 3599 and day <= $day
    and direction = 'outgoing' and caller is not null
group by caller, call_key
