-- platform_caller: callers who reach out and may: approved platforms and codes.
--
-- grain: caller × day
-- partition key: caller
-- reads: outreach
-- broadcast: outbound_platforms
-- gives: table
-- parameters: $day DATE
--
-- caller        VARCHAR text E.164 without "+"
-- day           DATE    date calendar day of the city
-- platform_code VARCHAR text the approved code that the caller is, or whose extension he is; valid on the day
--
-- Spark: startswith for starts_with.
select
    outreach.caller,
    $day as day,
    min(outbound_platforms.code) as platform_code
from outreach
inner join outbound_platforms on starts_with(outreach.caller, outbound_platforms.code)
where
    (outbound_platforms.valid_from is null or outbound_platforms.valid_from <= $day)
    and (outbound_platforms.valid_until is null or outbound_platforms.valid_until >= $day)
    and length(outbound_platforms.code) >= 5
group by outreach.caller
