-- told_by_called_side: callers of whose calls only the called side tells anything: those of other networks.
--
-- grain: caller × day
-- partition key: caller
-- reads: calls
-- gives: step
-- parameters: $day DATE, $day_start_s BIGINT (midnight with which the day begins, epoch seconds UTC)
--
-- caller VARCHAR text E.164 without "+"; incoming records of his calls lie in the day or the hour before it, and no outgoing one
-- day    DATE    date calendar day of the city
--
-- Spark: the same.
select
    caller,
    $day as day
from calls
where
    start_s >= $day_start_s - 3599 and day <= $day
    and direction in ('outgoing', 'incoming') and caller is not null
group by caller
having not bool_or(direction = 'outgoing')
