-- caller_cohort: with whom a number that reaches out belongs together: holder, enterprise, device, and where it was opened.
--
-- grain: caller × cohort × day
-- partition key: caller
-- reads: outreach, device_use
-- broadcast: holdings
-- gives: table
-- parameters: $day DATE, $member_reach_share DOUBLE (called parties / numbers in contact from which a caller counts),
--             $least_callees INTEGER (strangers from which he does), $new_days INTEGER (days for which a number is newly opened)
--
-- caller      VARCHAR text    E.164 without "+"; callers who called hardly anybody but strangers
-- day         DATE    date    calendar day of the city
-- cohort      VARCHAR text    cohort_kind and unit, which together name it
-- cohort_kind VARCHAR text    holder, enterprise, device, channel, outlet, worker_id; channel_new, outlet_new, worker_id_new: only what
--                             these opened newly
-- unit        VARCHAR text    the holder, enterprise, device, channel, outlet or worker ID
-- is_new      BOOLEAN boolean the number was opened within $new_days up to the day; null where no register says
--
-- Spark: a subquery for qualify.
with member as (
    select caller
    from outreach
    where reach_share >= $member_reach_share and unknown_callees >= $least_callees and incoming_carried
),

held as (
    select
        holdings.number as caller,
        holdings.channel,
        holdings.outlet,
        holdings.worker_id,
        holdings.enterprise,
        holdings.subscriber,
        holdings.since > $day - $new_days as is_new
    from holdings
    semi join member on holdings.number = member.caller
    where (holdings.since is null or holdings.since <= $day) and (holdings.until is null or holdings.until >= $day)
    qualify row_number() over (partition by holdings.number order by holdings.since desc nulls last, holdings.batch desc, holdings.line desc) = 1
),

opened as (
    select caller, 'channel' as cohort_kind, channel as unit, is_new from held
    union all
    select caller, 'outlet', outlet, is_new from held
    union all
    select caller, 'worker_id', worker_id, is_new from held
),

placed as (
    select caller, cohort_kind, unit, is_new from opened
    union all
    select caller, cohort_kind || '_new', unit, is_new from opened where is_new
    union all
    select caller, 'enterprise', enterprise, is_new from held
    union all
    select caller, 'holder', subscriber, is_new from held
    union all
    select device_use.caller, 'device', device_use.imei, held.is_new
    from device_use
    semi join member on device_use.caller = member.caller
    left join held on device_use.caller = held.caller
)

select
    caller,
    $day as day,
    cohort_kind || ':' || unit as cohort,
    cohort_kind,
    unit,
    is_new
from placed
where unit <> ''
