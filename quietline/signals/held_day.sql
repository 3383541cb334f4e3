-- held_day: that the lake holds calls of the day at all.
--
-- grain: day
-- partition key: day
-- reads: calls
-- gives: table
-- parameters: $day DATE
--
-- day     DATE   date    calendar day of the city
-- records BIGINT records call records of the day, of both sides; a day without any has no row
--
-- Who looks at days before counts these: a number without calls on a day that the lake does not hold was not silent, nobody knows.
--
-- Spark: the same.
select
    day,
    count(*) as records
from calls
where day = $day
group by day
