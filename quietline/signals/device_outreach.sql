-- device_outreach: how many numbers work through strangers from one device.
--
-- grain: device × day
-- partition key: imei
-- reads: device_card
-- gives: table
-- parameters: $day DATE
--
-- imei                 VARCHAR text    the device: the first 14 digits of its IMEI
-- day                  DATE    date    calendar day of the city
-- device_cards         INTEGER numbers numbers that work through strangers from it, see device_card.sql
-- device_card_attempts INTEGER calls   outgoing call attempts of all of them from it
--
-- Spark: the same.
select
    imei,
    $day as day,
    cast(count(*) as integer) as device_cards,
    cast(sum(card_attempts) as integer) as device_card_attempts
from device_card
group by imei
