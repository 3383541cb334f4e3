-- received: the attempts that much-called numbers received.
--
-- grain: call
-- partition key: callee
-- reads: calls
-- gives: step
-- parameters: $day DATE, $day_start_s BIGINT (midnight with which the day begins, epoch seconds UTC),
--             $least_received INTEGER (attempts below which a called party has no rows)
--
-- callee  VARCHAR text    E.164 without "+"; who received fewer than $least_received in the day and the hour before it is left out
-- caller  VARCHAR text    E.164 without "+"; null where the number was withheld
-- start_s BIGINT  seconds start of the attempt, epoch seconds UTC
-- day     DATE    date    calendar day of the city on which it began
--
-- A call may be told by both sides: the callee's side counts only of callers whose own side tells nothing of calls to this callee.
--
-- Legs of a call that is counted already are left out.
--
-- Spark: a subquery for qualify; left semi and left anti join are the same, materialized is not needed.
-- Nearly everybody is called a few times a day: a plain count leaves them out before anything dear is done.
with much_called as (
    select callee
    from calls
    where
        start_s >= $day_start_s - 3599 and day <= $day
        and direction in ('outgoing', 'incoming') and callee is not null
    group by callee
    having count(*) >= $least_received
),

of_much_called as materialized (
    select
        calls.callee,
        calls.caller,
        calls.direction,
        calls.start_s,
        calls.day
    from calls
    semi join much_called using (callee)
    where
        calls.start_s >= $day_start_s - 3599 and calls.day <= $day
        and calls.direction in ('outgoing', 'incoming')
),

told_by_caller as (
    select distinct callee, coalesce(caller, '') as caller
    from of_much_called
    where direction = 'outgoing'
),

of_one_side as (
    select callee, caller, start_s, day
    from of_much_called
    where direction = 'outgoing'
    union all
    select callee, caller, start_s, day
    from of_much_called
    anti join told_by_caller
        on
            told_by_caller.callee = of_much_called.callee
            and told_by_caller.caller = coalesce(of_much_called.caller, '')
    where direction = 'incoming'
)

select callee, caller, start_s, day
from of_one_side
qualify count(*) over (partition by callee) >= $least_received
