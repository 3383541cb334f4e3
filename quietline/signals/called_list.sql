-- called_list: numbers that work through one list, each with a neighbour whose strangers are the same beyond chance.
--
-- grain: caller × day
-- partition key: day
-- reads: list_pair
-- gives: step
-- parameters: $list_odds INTEGER (n of once in 10^n from which two lists count as one)
--
-- caller    VARCHAR text  E.164 without "+"
-- day       DATE    date  calendar day of the city
-- cohort    VARCHAR text  called_list and the first of the numbers, which together name the group
-- best_odds INTEGER power highest shared_odds of the number; null where it did not call on the day itself
--
-- Whoever is tied to one of a group belongs to it: the day's pairs are one graph, so the day is the key.
--
-- Spark: connected components of GraphFrames for the recursion.
with recursive tie as (
    select day, caller, partner from list_pair where shared_odds >= $list_odds
    union
    select day, partner, caller from list_pair where shared_odds >= $list_odds
),

reached (day, caller, other) as (
    select distinct day, caller, caller from tie
    union
    select reached.day, reached.caller, tie.partner
    from reached
    inner join tie on reached.day = tie.day and reached.other = tie.caller
),

grouped as (
    select day, caller, min(other) as first_number
    from reached
    group by day, caller
),

best as (
    select day, caller, max(shared_odds) as best_odds
    from list_pair
    group by day, caller
)

select
    grouped.caller,
    grouped.day,
    'called_list:' || grouped.first_number as cohort,
    best.best_odds
from grouped
left join best on grouped.day = best.day and grouped.caller = best.caller
