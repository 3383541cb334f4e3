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
-- Spark: a subquery for qualify; left semi join is the same.
with within_reach as (
    select callee, caller, call_key, direction, start_s, day
    from calls
    where start_s >= $day_start_s - 3599 and day <= $day and callee is not null
),

-- Nearly everybody is called a few times a day: a plain count leaves them out before anything dear is done.
much_called as (
    select callee
    from within_reach
    group by callee
    having count(*) >= $least_received
),

attempt as (
    select callee, caller, direction, min(start_s) as start_s, min(day) as day
    from within_reach
    semi join much_called using (callee)
    group by callee, caller, direction, call_key
),

of_one_side as (
    select callee, caller, start_s, day
    from attempt
    qualify direction = 'outgoing' or not bool_or(direction = 'outgoing') over (partition by callee, caller)
)

select callee, caller, start_s, day
from of_one_side
qualify count(*) over (partition by callee) >= $least_received
