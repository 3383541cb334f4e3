-- list_call: strangers who stand on several lists, without those whom everybody calls.
--
-- grain: caller × called party
-- partition key: callee
-- reads: list_entry, calls
-- gives: step
-- parameters: $day DATE, $hot_callers INTEGER (callers above which a called party ties nobody to anybody)
--
-- caller       VARCHAR text    whose list it is, see list_entry.sql
-- callee       VARCHAR text    a stranger on his list and on another one's
-- list_callees INTEGER numbers all strangers on his list, those on no other one's among them
--
-- Delivery lines and shops are called by half the city and would make everybody's lists overlap: a called party whom more than
-- $hot_callers numbers of any kind called in the day is dropped before lists are compared.
--
-- Spark: the same.
with shared as (
    select callee
    from list_entry
    group by callee
    having count(*) >= 2 and count(*) <= $hot_callers
),

hot as (
    select calls.callee
    from calls
    semi join shared on calls.callee = shared.callee
    where calls.day = $day and calls.direction in ('outgoing', 'incoming')
    group by calls.callee
    having count(distinct calls.caller) > $hot_callers
)

select list_entry.caller, list_entry.callee, list_entry.list_callees
from list_entry
semi join shared on list_entry.callee = shared.callee
anti join hot on list_entry.callee = hot.callee
