-- device_card: numbers that work through strangers from one device.
--
-- grain: caller × device × day
-- partition key: caller
-- reads: device_use, caller_day, outreach
-- gives: table
-- parameters: $day DATE, $member_reach_share DOUBLE (called parties / numbers in contact from which a caller counts),
--             $card_share DOUBLE (share of a number's attempts from which on it belongs to the device)
--
-- caller          VARCHAR text    E.164 without "+"; who called hardly anybody but strangers that day, see outreach.sql
-- day             DATE    date    calendar day of the city
-- imei            VARCHAR text    the device from which he made at least $card_share of his attempts, see device_use.sql
-- card_attempts   INTEGER calls   his attempts from it
-- card_back_known BOOLEAN boolean false: numbers of other networks may have called him unseen
--
-- A card in a shop's or a repairer's telephone calls people who know its holder, who call back; so do a family's cards.
--
-- Spark: the same.
select
    device_use.caller,
    $day as day,
    device_use.imei,
    device_use.attempts as card_attempts,
    outreach.incoming_carried as card_back_known
from device_use
inner join caller_day on device_use.caller = caller_day.caller
inner join outreach on device_use.caller = outreach.caller
where
    device_use.attempts >= $card_share * caller_day.attempts
    and outreach.reach_share >= $member_reach_share
