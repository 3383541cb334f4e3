-- busy_number: the busy callers as numbers that are called themselves.
--
-- grain: number × day
-- partition key: caller
-- reads: called_party
-- gives: step
-- parameters: $day DATE
--
-- callee VARCHAR text E.164 without "+"; a busy caller of the day, see called_party.sql, under the name that he has in calls to him
-- day    DATE    date calendar day of the city
--
-- Spark: the same.
select
    caller as callee,
    $day as day
from called_party
group by caller
