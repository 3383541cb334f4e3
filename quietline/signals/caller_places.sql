-- caller_places: from how many cells and counties a caller called.
--
-- grain: caller × day
-- partition key: caller
-- reads: attempt
-- broadcast: cells
-- gives: part of caller_day
-- parameters: $day DATE
--
-- caller            VARCHAR text     E.164 without "+"; a caller without a record that names a cell has no row: not known
-- day               DATE    date     calendar day of the city
-- distinct_cells    INTEGER cells    cells in which attempts began, each once
-- distinct_counties INTEGER counties counties of those cells, each once; null where the register of cells knows none of them, a lower bound
--                                    where it lacks some
--
-- Spark: max_by for arg_max.
with used as (
    select caller, cell
    from attempt
    where day = $day and cell <> ''
    group by caller, cell
),

-- Of several entries that are valid on the day the youngest counts.
placed as (
    select cell, arg_max(county, since) as county
    from cells
    where since <= $day and (until is null or until >= $day) and county is not null
    group by cell
)

select
    used.caller,
    $day as day,
    cast(count(*) as integer) as distinct_cells,
    cast(nullif(count(distinct placed.county), 0) as integer) as distinct_counties
from used
left join placed using (cell)
group by used.caller
