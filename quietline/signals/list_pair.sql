-- list_pair: callers whose strangers are the same far more often than chance allows.
--
-- grain: caller × partner × day
-- partition key: caller
-- reads: list_entry
-- broadcast: list_call
-- gives: table
-- parameters: $day DATE, $chance_pool INTEGER (numbers of the neighbourhood from which two callers draw by chance),
--             $least_shared INTEGER, $least_list_odds INTEGER (below which a pair has no row)
--
-- caller           VARCHAR text    E.164 without "+"; who reached out to strangers on the day
-- day              DATE    date    calendar day of the city on which the two days end
-- partner          VARCHAR text    another such caller, of the day or the day before
-- list_callees     INTEGER numbers strangers of the caller in the two days
-- partner_callees  INTEGER numbers strangers of the partner
-- shared_callees   INTEGER numbers strangers of both, see list_call.sql
-- expected_shared  DOUBLE  numbers list_callees × partner_callees / the larger of $chance_pool and both lists
-- shared_odds      INTEGER power   n, where so many or more shared ones come about by chance less often than once in 10^n
--
-- The odds are Chernoff's bound of the hypergeometric tail: shared_callees by drawing list_callees numbers without looking out of the
-- pool, partner_callees of which are the partner's. It never makes a chance look smaller than it is.
-- Source: W. Hoeffding, Probability inequalities for sums of bounded random variables (1963), sections 2 and 6.
--
-- Spark: the same.
with common as (
    select
        own.caller,
        partner.caller as partner,
        min(own.list_callees) as list_callees,
        min(partner.list_callees) as partner_callees,
        count(*) as shared_callees
    from list_entry as own
    inner join list_call as partner on own.callee = partner.callee and own.caller <> partner.caller
    where own.calls_today
    group by own.caller, partner.caller
    having count(*) >= $least_shared
),

by_chance as (
    select
        caller,
        partner,
        list_callees,
        partner_callees,
        shared_callees,
        cast(list_callees as double) * partner_callees / greatest($chance_pool, list_callees, partner_callees) as expected_shared
    from common
),

weighed as (
    select
        caller,
        partner,
        list_callees,
        partner_callees,
        shared_callees,
        expected_shared,
        floor((expected_shared - shared_callees + shared_callees * ln(shared_callees / expected_shared)) / ln(10)) as shared_odds
    from by_chance
    where shared_callees > expected_shared
)

select
    caller,
    $day as day,
    partner,
    list_callees,
    partner_callees,
    cast(shared_callees as integer) as shared_callees,
    expected_shared,
    cast(shared_odds as integer) as shared_odds
from weighed
where shared_odds >= $least_list_odds
