-- bombing_contact: whether an insistent caller and the number that he calls know each other, as far as the week's calls tell.
--
-- grain: caller × callee × who of the two called
-- partition key: caller
-- reads: calls_week
-- broadcast: bombing_pair
-- gives: step
-- parameters: $day DATE, $known_talk_s INTEGER (seconds of talk from which on two parties know each other)
--
-- caller        VARCHAR text    the insistent caller, see bombing_pair.sql
-- callee        VARCHAR text    whom he calls
-- day           DATE    date    calendar day of the city
-- pair_answered INTEGER calls   attempts of the day that were answered; 0 in the row that tells of calls back
-- talked_before BOOLEAN boolean they talked at least $known_talk_s on one of the six days before
-- called_back   BOOLEAN boolean the callee called the caller on the day or on one of the six days before
--
-- A call may be told by both sides: the called side's records count where the caller's own side tells nothing of the day.
--
-- Spark: filters in aggregates and bool_or exist there.
with forth as (
    select
        calls_week.caller,
        calls_week.callee,
        count(*) filter (where calls_week.day = $day and direction = 'outgoing') as told_by_caller,
        count(*) filter (where calls_week.day = $day and direction = 'outgoing' and answered) as answered_by_caller,
        count(*) filter (where calls_week.day = $day and direction = 'incoming' and answered) as answered_by_called_side,
        coalesce(bool_or(calls_week.day < $day and answered and talk_s >= $known_talk_s), false) as talked_before
    from calls_week
    semi join bombing_pair on calls_week.caller = bombing_pair.caller and calls_week.callee = bombing_pair.callee
    where direction in ('outgoing', 'incoming')
    group by calls_week.caller, calls_week.callee
),

back as (
    select calls_week.callee as caller, calls_week.caller as callee
    from calls_week
    semi join bombing_pair on calls_week.callee = bombing_pair.caller and calls_week.caller = bombing_pair.callee
    where direction in ('outgoing', 'incoming')
    group by calls_week.callee, calls_week.caller
)

select
    caller,
    callee,
    $day as day,
    cast(if(told_by_caller > 0, answered_by_caller, answered_by_called_side) as integer) as pair_answered,
    talked_before,
    false as called_back
from forth
union all
select
    caller,
    callee,
    $day as day,
    0 as pair_answered,
    false as talked_before,
    true as called_back
from back
