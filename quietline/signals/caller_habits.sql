-- caller_habits: when a caller calls, and whether he lets it ring.
--
-- grain: caller × day
-- partition key: caller
-- reads: attempt
-- gives: part of caller_day
-- parameters: $day DATE, $day_start_s BIGINT (midnight with which the day begins, epoch seconds UTC),
--             $clock_hours INTEGER[] (hour of the city's clock, 0 to 23, for each quarter of an hour since that midnight),
--             $first_hour INTEGER, $last_hour INTEGER (calls disturb nobody from the first hour on until the last one begins),
--             $one_ring_max_s INTEGER (ringing that still counts as one ring, seconds)
--
-- caller             VARCHAR text   E.164 without "+"; withheld callers are left out
-- day                DATE    date   calendar day of the city
-- active_hours       INTEGER hours  hours of the clock, 0 to 24, in which an attempt begins
-- out_of_hours_share DOUBLE  0 to 1 attempts that begin before $first_hour or from $last_hour on / attempts
-- one_ring_share     DOUBLE  0 to 1 unanswered attempts that ring at most $one_ring_max_s / attempts; null where unanswered attempts are
--                            missing, an answer is unknown or the ringing of an unanswered attempt is
--
-- Spark: element_at for list_extract; bit_count and bit_or are the same.
with on_the_clock as (
    select
        caller,
        cast(list_extract($clock_hours, 1 + (start_s - $day_start_s) // 900) as integer) as hour,
        ring_s,
        answered,
        unanswered_carried
    from attempt
    where day = $day
)

select
    caller,
    $day as day,
    cast(bit_count(bit_or(1 << hour)) as integer) as active_hours,
    cast(count(*) filter (where hour < $first_hour or hour >= $last_hour) as double) / count(*) as out_of_hours_share,
    case
        when bool_and(unanswered_carried) and count(*) filter (where answered is null or (not answered and ring_s is null)) = 0
            then cast(count(*) filter (where not answered and ring_s <= $one_ring_max_s) as double) / count(*)
    end as one_ring_share
from on_the_clock
group by caller
