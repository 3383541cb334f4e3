-- call_back: who called a busy caller in the seven days up to the day.
--
-- grain: caller × callee × day
-- partition key: callee
-- reads: busy_number, calls_week
-- gives: step
-- parameters: $day DATE
--
-- caller       VARCHAR text    E.164 without "+"; the busy caller, who is the called party here
-- callee       VARCHAR text    E.164 without "+"; who called him; null for all who withheld their number
-- day          DATE    date    calendar day of the city
-- received     INTEGER calls   calls that he made to the busy caller on the day, answered or not
-- known_before BOOLEAN boolean he called on one of the six days before
--
-- The lake has one row a call and side. A call may be told by both sides: the called side's records count only of callers whose own side
-- tells nothing of calls to this number that day. Parts of a call that is counted already (legs) are no call of the one who
-- transferred it.
--
-- Spark: left semi join is the same; count_if and filters in aggregates exist there.
with of_pair as (
    select
        callee,
        caller,
        count(*) filter (where day = $day and direction = 'outgoing') as told_by_caller,
        count(*) filter (where day = $day and direction = 'incoming') as told_by_called_side,
        bool_or(day < $day) as known_before
    from calls_week
    semi join busy_number using (callee)
    where direction in ('outgoing', 'incoming')
    group by callee, caller
)

select
    callee as caller,
    caller as callee,
    $day as day,
    cast(if(told_by_caller > 0, told_by_caller, told_by_called_side) as integer) as received,
    known_before
from of_pair
