-- cohort_call: whom the numbers of a cohort called, each on the days on which it reached out.
--
-- grain: cohort × caller × called party × day
-- partition key: caller
-- reads: caller_cohort, caller_cohort_before, called_list, stranger_call, stranger_call_before
-- broadcast: cohort_size
-- gives: step
-- parameters: $day DATE
--
-- cohort        VARCHAR text    see cohort_size.sql
-- caller        VARCHAR text    E.164 without "+"
-- callee        VARCHAR text    a stranger to him
-- day           DATE    date    one of the seven days up to the day; of a list the day or the day before
-- attempts      INTEGER calls   see stranger_call.sql
-- answered      INTEGER calls   see stranger_call.sql
-- answers_known BOOLEAN boolean see stranger_call.sql
--
-- Spark: the same.
with member_day as (
    select cohort, caller, day from caller_cohort
    union all
    select cohort, caller, day from caller_cohort_before where day >= $day - 6
    union all
    select cohort, caller, day from called_list
    union all
    select cohort, caller, day - 1 as day from called_list
),

called as (
    select caller, callee, day, attempts, answered, answers_known from stranger_call
    union all
    select caller, callee, day, attempts, answered, answers_known from stranger_call_before where day >= $day - 6
)

select
    member_day.cohort,
    called.caller,
    called.callee,
    cast(called.day as date) as day,
    called.attempts,
    called.answered,
    called.answers_known
from member_day
semi join cohort_size on member_day.cohort = cohort_size.cohort
inner join called on member_day.caller = called.caller and member_day.day = called.day
