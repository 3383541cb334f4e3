-- device_use: which devices a caller called from.
--
-- grain: caller × device × day
-- partition key: caller
-- reads: attempt
-- gives: table
-- parameters: $day DATE, $clone_tacs VARCHAR[] (type codes that many devices bear at once)
--
-- caller   VARCHAR text    E.164 without "+"; withheld callers are left out
-- day      DATE    date    calendar day of the city
-- imei     VARCHAR text    the device: the first 14 digits of its IMEI
-- attempts INTEGER calls   outgoing call attempts of the caller from this device
--
-- Left out are IMEIs that name no device: not of 15 digits with a right check digit or of 16 (two of them for the software, none to
-- check), all digits the same, or of a type code in $clone_tacs.
--
-- Spark: transform for list_transform, sequence(1, 15) for range(1, 16).
-- Few devices make many attempts: the digits are looked at once a device.
with used as (
    select caller, imei, count(*) as attempts
    from attempt
    where day = $day and imei is not null
    group by caller, imei
),

well_formed as (
    select caller, imei, attempts
    from used
    where
        regexp_full_match(imei, '[0-9]+')
        and replace(left(imei, 14), left(imei, 1), '') <> ''
        and not list_contains($clone_tacs, left(imei, 8))
),

-- Every second digit counts double, and its digits are added; with the check digit the sum ends in 0.
checked as (
    select
        caller,
        imei,
        attempts,
        list_sum(
            list_transform(
                range(1, 16),
                lambda place: case
                    when place % 2 = 1 then cast(substr(imei, place, 1) as integer)
                    else 2 * cast(substr(imei, place, 1) as integer) - if(substr(imei, place, 1) > '4', 9, 0)
                end
            )
        ) as digit_sum
    from well_formed
)

select
    caller,
    $day as day,
    left(imei, 14) as imei,
    cast(sum(attempts) as integer) as attempts
from checked
where length(imei) = 16 or digit_sum % 10 = 0
group by caller, left(imei, 14)
