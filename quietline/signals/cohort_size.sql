-- cohort_size: cohorts of which more numbers reach out to strangers than chance explains.
--
-- grain: cohort × day
-- partition key: cohort
-- reads: caller_cohort, caller_cohort_before, called_list
-- broadcast: holdings, outreach_rate
-- gives: step
-- parameters: $day DATE, $least_members INTEGER (numbers below which a cohort is not looked at), $new_days INTEGER,
--             $chance_share DOUBLE (share of numbers that look so by chance, at least), $least_cohort_odds INTEGER
--
-- cohort           VARCHAR text    see caller_cohort.sql and called_list.sql
-- cohort_kind      VARCHAR text    see caller_cohort.sql; called_list: numbers with one list
-- cohort_members   INTEGER numbers numbers of the cohort that reached out on one of the seven days up to the day; of the two days of a list
-- new_members      INTEGER numbers of these, newly opened ones; null where no register says
-- expected_members DOUBLE  numbers that chance would give: numbers held in the unit × the larger of $chance_share and outreach_rate × the days
--                                  on which one of them reached out; null for a list
-- cohort_odds      INTEGER power   n, where so many come about by chance less often than once in 10^n; of a list the highest of its pairs
--
-- Chernoff's bound of the Poisson tail, as in list_pair.sql. A cohort without a number of the day itself has no row.
--
-- Spark: the same.
with recent as (
    select cohort, cohort_kind, unit, caller, day, is_new from caller_cohort
    union all
    select cohort, cohort_kind, unit, caller, day, is_new from caller_cohort_before where day >= $day - 6
),

known as (
    select
        cohort,
        cohort_kind,
        unit,
        count(distinct caller) as members,
        count(distinct caller) filter (where is_new) as new_members,
        count(is_new) as told,
        count(distinct day) as days
    from recent
    group by cohort, cohort_kind, unit
    having count(distinct caller) >= $least_members and bool_or(day = $day)
),

place as (
    select number, channel, outlet, worker_id, enterprise, subscriber, coalesce(since > $day - $new_days, false) as is_new
    from holdings
    where (since is null or since <= $day) and (until is null or until >= $day)
),

held as (
    select known.cohort, place.number
    from known
    inner join place on known.unit = place.channel
    where known.cohort_kind = 'channel' or (known.cohort_kind = 'channel_new' and place.is_new)
    union all
    select known.cohort, place.number
    from known
    inner join place on known.unit = place.outlet
    where known.cohort_kind = 'outlet' or (known.cohort_kind = 'outlet_new' and place.is_new)
    union all
    select known.cohort, place.number
    from known
    inner join place on known.unit = place.worker_id
    where known.cohort_kind = 'worker_id' or (known.cohort_kind = 'worker_id_new' and place.is_new)
    union all
    select known.cohort, place.number
    from known
    inner join place on known.unit = place.enterprise
    where known.cohort_kind = 'enterprise'
    union all
    select known.cohort, place.number
    from known
    inner join place on known.unit = place.subscriber
    where known.cohort_kind = 'holder'
),

held_count as (
    select cohort, count(distinct number) as numbers
    from held
    group by cohort
),

chance as (
    select greatest($chance_share, coalesce(max(outreach_share), 0)) as share
    from outreach_rate
),

by_chance as (
    select
        known.cohort,
        known.cohort_kind,
        known.members,
        known.new_members,
        known.told,
        greatest(coalesce(held_count.numbers, 0), known.members) * chance.share * known.days as expected
    from known
    cross join chance
    left join held_count on known.cohort = held_count.cohort
),

weighed as (
    select
        cohort,
        cohort_kind,
        members,
        case when told > 0 then new_members end as new_members,
        expected,
        floor((expected - members + members * ln(members / expected)) / ln(10)) as odds
    from by_chance
    where members > expected
    union all
    select
        cohort,
        'called_list' as cohort_kind,
        count(*) as members,
        null as new_members,
        null as expected,
        max(best_odds) as odds
    from called_list
    group by cohort
    having count(*) >= $least_members
)

select
    cohort,
    cohort_kind,
    cast(members as integer) as cohort_members,
    cast(new_members as integer) as new_members,
    cast(expected as double) as expected_members,
    cast(odds as integer) as cohort_odds
from weighed
where odds >= $least_cohort_odds
