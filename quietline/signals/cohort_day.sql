-- cohort_day: what the numbers of a cohort did together, as if they were one caller.
--
-- grain: cohort × day
-- partition key: cohort
-- reads: cohort_call, cohort_size
-- gives: table
-- parameters: $day DATE
--
-- cohort             VARCHAR text    see caller_cohort.sql and called_list.sql
-- day                DATE    date    calendar day of the city with which the seven days end
-- cohort_kind        VARCHAR text    see cohort_size.sql
-- cohort_members     INTEGER numbers numbers that reached out to strangers within the seven days
-- expected_members   DOUBLE  numbers that chance would give; null for numbers with one list
-- cohort_odds        INTEGER power   n, where that comes about by chance less often than once in 10^n
-- cohort_attempts    INTEGER calls   attempts of all of them to strangers
-- cohort_callees     INTEGER numbers strangers reached by them together, each once
-- cohort_shared      INTEGER numbers of these, reached by more than one number
-- cohort_asr         DOUBLE  0 to 1  answered / attempts; null where unanswered attempts are missing or an answer is unknown
-- cohort_mean_calls  DOUBLE  calls   attempts a number and day on which it reached out
-- cohort_new_share   DOUBLE  0 to 1  newly opened numbers / numbers; null where no register says
--
-- Spark: count(distinct caller, day) for count(distinct (caller, day)).
with of_callee as (
    select
        cohort,
        callee,
        count(distinct caller) as callers,
        sum(attempts) as attempts,
        sum(answered) as answered,
        bool_and(answers_known) as answers_known
    from cohort_call
    group by cohort, callee
),

of_cohort as (
    select
        cohort,
        count(*) as callees,
        count(*) filter (where callers > 1) as shared,
        sum(attempts) as attempts,
        sum(answered) as answered,
        bool_and(answers_known) as answers_known
    from of_callee
    group by cohort
),

number_day as (
    select cohort, count(distinct (caller, day)) as number_days
    from cohort_call
    group by cohort
)

select
    cohort_size.cohort,
    $day as day,
    cohort_size.cohort_kind,
    cohort_size.cohort_members,
    cohort_size.expected_members,
    cohort_size.cohort_odds,
    cast(of_cohort.attempts as integer) as cohort_attempts,
    cast(of_cohort.callees as integer) as cohort_callees,
    cast(of_cohort.shared as integer) as cohort_shared,
    case when of_cohort.answers_known then cast(of_cohort.answered as double) / of_cohort.attempts end as cohort_asr,
    cast(of_cohort.attempts as double) / number_day.number_days as cohort_mean_calls,
    cast(cohort_size.new_members as double) / cohort_size.cohort_members as cohort_new_share
from cohort_size
inner join of_cohort on cohort_size.cohort = of_cohort.cohort
inner join number_day on cohort_size.cohort = number_day.cohort
