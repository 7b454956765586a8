-- Grain: something that happened around customers: a price that changed, somebody who left, goods that were out.
-- found_key: of what was found by itself, so that it is found once. Prices in millionths of their currency.
create table shop_events (
    id $id$ not null primary key,
    kind $text$ not null,
    from_day $day$ not null,
    to_day $day$ not null,
    store $text$,
    product $text$,
    note $text$,
    source $text$ not null,
    currency $text$,
    price_before $long$,
    price_after $long$,
    found_key $key$ unique,
    recorded_at $time$ not null
) $rowless$;

create index shop_events_days on shop_events (from_day, id);
