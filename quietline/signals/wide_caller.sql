-- wide_caller: callers who reach many called parties and hardly any of them twice.
--
-- grain: caller × day
-- partition key: caller
-- reads: caller_day
-- gives: step
-- parameters: $least_callees INTEGER (called parties below which a caller is not looked at),
--             $most_calls_per_callee DOUBLE (attempts per called party above which he is not)
--
-- caller           VARCHAR text    E.164 without "+"
-- distinct_callees INTEGER numbers called parties of the day, each once
--
-- Service codes, privacy numbers and foreign numbers are left out: strangers are all that they ever call.
--
-- Spark: the same.
select caller, distinct_callees
from caller_day
where
    distinct_callees >= $least_callees
    and calls_per_callee <= $most_calls_per_callee
    and line_class in ('mobile', 'landline', 'trunk', 'iot_card', 'unknown')
