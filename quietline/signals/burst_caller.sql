-- burst_caller: who took part in the burst of calls on a number, and how much of it was his.
--
-- grain: callee × caller × day
-- partition key: callee
-- reads: received, callee_day
-- gives: table
-- parameters: $day DATE
--
-- callee         VARCHAR text   E.164 without "+"; much-called numbers only, see received.sql
-- day            DATE    date   calendar day of the city on which the burst ends
-- caller         VARCHAR text   E.164 without "+"; withheld callers are left out
-- burst_attempts INTEGER calls  attempts of the caller in the burst, see callee_day.sql
-- burst_share    DOUBLE  0 to 1 burst_attempts / all attempts in the burst, those of withheld callers among them
--
-- Spark: the same.
select
    received.callee,
    $day as day,
    received.caller,
    cast(count(*) as integer) as burst_attempts,
    cast(count(*) as double) / max(callee_day.received_60min) as burst_share
from callee_day
inner join received on
    received.callee = callee_day.callee
    and received.start_s between callee_day.burst_last_s - 3599 and callee_day.burst_last_s
where received.caller is not null
group by received.callee, received.caller
