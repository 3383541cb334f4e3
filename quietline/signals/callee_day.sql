-- callee_day: how hard a number was called.
--
-- grain: callee × day
-- partition key: callee
-- reads: received
-- gives: table
-- parameters: $day DATE, $day_start_s BIGINT (midnight with which the day begins, epoch seconds UTC),
--             $clock_hours INTEGER[] (hour of the city's clock for each quarter of an hour since that midnight)
--
-- callee         VARCHAR text    E.164 without "+"; much-called numbers only, see received.sql
-- day            DATE    date    calendar day of the city on which the windows end
-- received_60s   INTEGER calls   largest number of attempts whose starts lie in (t - 60 s, t], for an attempt at t on that day
-- received_60min INTEGER calls   the same within 60 minutes; windows reach back over midnight
-- callers_60s    INTEGER numbers largest number of distinct callers within 60 s; withheld ones are not among them
-- callers_60min  INTEGER numbers the same within 60 minutes
-- burst_last_s   BIGINT  seconds start of the attempt that ends the burst: the first 60 minutes with received_60min; epoch seconds UTC
-- burst_ends     VARCHAR HH:MM   the same on the city's clock
--
-- Both are lower bounds where unanswered attempts are missing.
--
-- Spark: size(collect_set(caller)) for count(distinct caller) in a window.
with windowed as (
    select
        callee,
        start_s,
        day,
        count(*) over within_60s as received_60s,
        count(*) over within_60min as received_60min,
        count(distinct caller) over within_60s as callers_60s,
        count(distinct caller) over within_60min as callers_60min
    from received
    window
        within_60s as (partition by callee order by start_s range between 59 preceding and current row),
        within_60min as (partition by callee order by start_s range between 3599 preceding and current row)
),

beside_the_most as (
    select
        callee,
        start_s,
        received_60s,
        received_60min,
        callers_60s,
        callers_60min,
        max(received_60min) over (partition by callee) as most
    from windowed
    where day = $day
),

of_callee as (
    select
        callee,
        max(received_60s) as received_60s,
        max(most) as received_60min,
        max(callers_60s) as callers_60s,
        max(callers_60min) as callers_60min,
        min(start_s) filter (where received_60min = most) as burst_last_s
    from beside_the_most
    group by callee
)

select
    callee,
    $day as day,
    cast(received_60s as integer) as received_60s,
    cast(received_60min as integer) as received_60min,
    cast(callers_60s as integer) as callers_60s,
    cast(callers_60min as integer) as callers_60min,
    burst_last_s,
    lpad(cast(list_extract($clock_hours, 1 + (burst_last_s - $day_start_s) // 900) as varchar), 2, '0')
    || ':' || lpad(cast((burst_last_s - $day_start_s) // 60 % 60 as varchar), 2, '0') as burst_ends
from of_callee
