-- What one unit of a currency is worth in the shop's, in billionths, from a day on.
create table exchange_rates (
    currency $text$ not null,
    day $day$ not null,
    rate $long$ not null,
    source $text$,
    recorded_at $time$ not null,
    primary key (currency, day)
) $rowless$;
