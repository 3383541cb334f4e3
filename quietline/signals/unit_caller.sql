-- unit_caller: callers whose number a channel, an outlet or a worker uses, with what that unit was ordered and paid to do.
--
-- grain: caller × day
-- partition key: caller
-- reads: caller_day
-- broadcast: channels, holdings, task_orders, outbound_payments
-- gives: table
-- parameters: $day DATE, $unit_evidence_days INTEGER (days up to the day in which orders and payments count),
--             $outbound_words VARCHAR (pattern of the words that a payment for calls has in its purpose)
--
-- caller         VARCHAR text    E.164 without "+"
-- day            DATE    date    calendar day of the city
-- channel        VARCHAR text    the channel that the number belongs to on the day
-- outlet         VARCHAR text    its outlet, where the register names one
-- worker_id      VARCHAR text    its worker, where the register names one
-- unit_branch    VARCHAR text    the branch that the channel belongs to
-- unit_tie       VARCHAR text    listed: the register of channels lists the number; same_holder: its holder also holds a listed number
-- task_orders    INTEGER orders  task orders that demand calls of the worker, outlet, channel or branch, of $unit_evidence_days up to the day
-- target_calls   INTEGER calls   calls that these orders demand together
-- payments       INTEGER payments payments for calls to any of them in these days; rent and the like are none
-- paid_yuan      DOUBLE  yuan    what was paid together
--
-- Spark: a subquery for qualify.
with listed as (
    select number, channel, outlet, worker_id, branch
    from channels
    where number is not null and (since is null or since <= $day) and (until is null or until >= $day)
    qualify row_number() over (partition by number order by since desc nulls last, channel, outlet, worker_id, batch desc, line desc) = 1
),

held as (
    select number, subscriber
    from holdings
    where subscriber is not null and subscriber <> '' and (since is null or since <= $day) and (until is null or until >= $day)
),

-- Whoever holds a listed number is of the unit's staff, whatever other number he takes.
staff as (
    select held.subscriber, arg_min(listed, listed.number) as unit
    from listed
    inner join held on listed.number = held.number
    group by held.subscriber
),

tied as (
    select number, channel, outlet, worker_id, branch, 'listed' as unit_tie
    from listed
    union all
    select held.number, staff.unit.channel, staff.unit.outlet, staff.unit.worker_id, staff.unit.branch, 'same_holder'
    from held
    inner join staff on held.subscriber = staff.subscriber
    anti join listed on held.number = listed.number
),

of_unit as (
    select
        caller_day.caller,
        min(tied.channel) as channel,
        min(tied.outlet) as outlet,
        min(tied.worker_id) as worker_id,
        min(tied.branch) as branch,
        min(tied.unit_tie) as unit_tie
    from caller_day
    inner join tied on caller_day.caller = tied.number
    group by caller_day.caller
),

ordered as (
    select of_unit.caller, count(*) as task_orders, sum(task_orders.target_calls) as target_calls
    from of_unit
    inner join task_orders on task_orders.unit = case task_orders.unit_kind
        when 'worker_id' then of_unit.worker_id
        when 'outlet' then of_unit.outlet
        when 'channel' then of_unit.channel
        when 'branch' then of_unit.branch
    end
    where task_orders.target_calls > 0 and task_orders.issued <= $day and task_orders.issued > $day - $unit_evidence_days
    group by of_unit.caller
),

paid as (
    select of_unit.caller, count(*) as payments, sum(outbound_payments.amount_fen) as amount_fen
    from of_unit
    inner join outbound_payments on outbound_payments.unit = case outbound_payments.unit_kind
        when 'worker_id' then of_unit.worker_id
        when 'outlet' then of_unit.outlet
        when 'channel' then of_unit.channel
        when 'branch' then of_unit.branch
    end
    where
        outbound_payments.paid <= $day and outbound_payments.paid > $day - $unit_evidence_days
        and regexp_matches(outbound_payments.purpose, $outbound_words)
    group by of_unit.caller
)

select
    of_unit.caller,
    $day as day,
    of_unit.channel,
    of_unit.outlet,
    of_unit.worker_id,
    of_unit.branch as unit_branch,
    of_unit.unit_tie,
    cast(coalesce(ordered.task_orders, 0) as integer) as task_orders,
    cast(coalesce(ordered.target_calls, 0) as integer) as target_calls,
    cast(coalesce(paid.payments, 0) as integer) as payments,
    cast(coalesce(paid.amount_fen, 0) as double) / 100 as paid_yuan
from of_unit
left join ordered on of_unit.caller = ordered.caller
left join paid on of_unit.caller = paid.caller
