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

-- The smallest number of a group goes from neighbour to neighbour: one row a number, not one a pair.
reached (day, caller, first_number) using key (day, caller) as (
    select day, caller, min(least(caller, partner)) as first_number
    from tie
    group by day, caller
    union
    select tie.day, tie.caller, min(reached.first_number) as first_number
    from reached
    inner join tie on reached.day = tie.day and reached.caller = tie.partner
    inner join recurring.reached as held on tie.day = held.day and tie.caller = held.caller
    where reached.first_number < held.first_number
    group by tie.day, tie.caller
),

best as (
    select day, caller, max(shared_odds) as best_odds
    from list_pair
    group by day, caller
)

select
    reached.caller,
    reached.day,
    'called_list:' || reached.first_number as cohort,
    best.best_odds
from reached
left join best on reached.day = best.day and reached.caller = best.caller
