-- device_day: how many numbers called from one device.
--
-- grain: device × day
-- partition key: imei
-- reads: device_use
-- gives: table
-- parameters: $day DATE
--
-- imei            VARCHAR text    the device: the first 14 digits of its IMEI
-- day             DATE    date    calendar day of the city
-- device_callers  INTEGER numbers callers that used the device, each once; two are an ordinary telephone for two cards
-- device_attempts INTEGER calls   outgoing call attempts of all of them from it
--
-- Spark: the same.
select
    imei,
    $day as day,
    cast(count(*) as integer) as device_callers,
    cast(sum(attempts) as integer) as device_attempts
from device_use
group by imei
