-- cohort_member: which numbers of the day belong to which cohort.
--
-- grain: caller × cohort × day
-- partition key: caller
-- reads: caller_cohort, called_list, list_pair
-- broadcast: cohort_size
-- gives: table
-- parameters: $day DATE
--
-- caller VARCHAR text E.164 without "+"; who reached out to strangers on the day itself
-- day    DATE    date calendar day of the city
-- cohort VARCHAR text see cohort_day.sql
--
-- Spark: the same.
with of_day as (
    select caller, cohort from caller_cohort
    union all
    select called_list.caller, called_list.cohort
    from called_list
    semi join list_pair on called_list.caller = list_pair.caller
)

select of_day.caller, $day as day, of_day.cohort
from of_day
semi join cohort_size on of_day.cohort = cohort_size.cohort
