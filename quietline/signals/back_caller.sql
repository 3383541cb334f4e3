-- back_caller: who called a wide caller on the day or on the day before it.
--
-- grain: caller × called party
-- partition key: callee
-- reads: calls
-- broadcast: wide_caller
-- gives: step
-- parameters: $day DATE
--
-- caller VARCHAR text    the wide caller, who was called here; E.164 without "+"
-- callee VARCHAR text    who called him; withheld callers are left out
-- today  BOOLEAN boolean he called him on the day itself
--
-- Records of both sides tell it; those of the called side alone know of callers of other networks.
--
-- Spark: bool_or is the same.
select
    calls.callee as caller,
    calls.caller as callee,
    bool_or(calls.day = $day) as today
from calls
semi join wide_caller on calls.callee = wide_caller.caller
where calls.caller is not null and calls.direction in ('outgoing', 'incoming')
group by calls.callee, calls.caller
