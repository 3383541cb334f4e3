-- caller_devices: from how many devices a caller called.
--
-- grain: caller × day
-- partition key: caller
-- reads: device_use
-- gives: part of caller_day
-- parameters: $day DATE
--
-- caller         VARCHAR text    E.164 without "+"
-- day            DATE    date    calendar day of the city
-- distinct_imeis INTEGER devices devices that the caller used, each once; a caller without a record that names one has no row: not known
--
-- Spark: the same.
select
    caller,
    $day as day,
    cast(count(*) as integer) as distinct_imeis
from device_use
group by caller
