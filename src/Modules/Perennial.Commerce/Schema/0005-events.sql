-- Where an event, a cart, a subscription or a wish of a source stands. The key is what it is, its source and its id there.
create table event_keys (
    event_key $key$ not null primary key,
    customer_id $id$ not null,
    id $id$ not null
) $rowless$;

-- Grain: something that a customer did, as it was told: seen, visited, put into a cart, renewed. Never changed.
-- subject: the source's id of the cart, the subscription or the wish that it moved. name: what a custom event is called.
-- quantity in thousandths, value in minor units of its currency. data: a JSON object of texts.
create table customer_events (
    customer_id $id$ not null,
    happened_at $time$ not null,
    id $id$ not null,
    type $text$ not null,
    source $text$ not null,
    event_id $text$ not null,
    subject $text$,
    name $text$,
    product $text$,
    quantity $long$,
    value $money$,
    currency $text$,
    order_number $text$,
    from_day $day$,
    until_day $day$,
    store $text$,
    channel $text$,
    data $text$,
    recorded_at $time$ not null,
    primary key (customer_id, happened_at, id)
) $rowless$;

-- Grain: something of a customer that has a state: a cart, a subscription, a wish. A stamp says since when a part of it is
-- as it is: of two news about a part the later holds, in whatever order they come.
-- state: 1 open or active, 2 abandoned or paused, 3 cancelled or removed, 4 ended, 5 ordered.
create table holdings (
    customer_id $id$ not null,
    id $id$ not null,
    kind $text$ not null,
    source $text$ not null,
    subject $text$ not null,
    is_anonymous $bool$ not null,
    customer_at $time$ not null,
    state $int$ not null,
    state_at $time$ not null,
    began_at $time$ not null,
    content_at $time$ not null,
    product $text$,
    quantity $long$,
    value $money$,
    currency $text$,
    store $text$,
    term_at $time$ not null,
    from_day $day$,
    until_day $day$,
    order_number $text$,
    version $int$ not null,
    changed_at $time$ not null,
    primary key (customer_id, id)
) $rowless$;

-- Whose carts wait, whose terms end.
create index holdings_state on holdings (kind, state, state_at);
create index holdings_until on holdings (kind, until_day) where until_day is not null;
