-- Which order a number of a source is. The key is source, line feed, number: two sources may number alike.
create table order_keys (
    order_key $key$ not null primary key,
    order_id $id$ not null,
    customer_id $id$ not null
) $rowless$;

-- Grain: an order. Amounts: minor units of its currency. Times: microseconds since 1970, UTC. Units: thousandths.
-- goods: the lines after discounts, rounded once. tax_included: whether goods hold the tax. A stamp says since when a part of
-- the order is as it is: of two news about that part the later holds, in whatever order they come.
-- status: 0 pending, 1 placed, 2 paid, 3 completed, 4 cancelled. content_tie settles which of two of one time holds.
create table orders (
    customer_id $id$ not null,
    id $id$ not null,
    source $text$ not null,
    number $text$ not null,
    placed_at $time$ not null,
    content_at $time$ not null,
    content_tie $long$ not null,
    status $int$ not null,
    status_at $time$ not null,
    status_reason $text$,
    is_test $bool$ not null,
    is_anonymous $bool$ not null,
    customer_at $time$ not null,
    currency $text$ not null,
    goods $money$ not null,
    discount $money$ not null,
    tax $money$ not null,
    tax_included $bool$ not null,
    shipping $money$ not null,
    units $long$ not null,
    line_count $int$ not null,
    store $text$,
    channel $text$,
    seller $text$,
    country $text$,
    import_id $id$,
    version $int$ not null,
    recorded_at $time$ not null,
    changed_at $time$ not null,
    primary key (customer_id, id)
) $rowless$;

-- Grain: a line of an order. Quantity, price and value in millionths; value after the line's discount.
create table order_lines (
    customer_id $id$ not null,
    order_id $id$ not null,
    line $int$ not null,
    product $text$,
    name $text$,
    category $text$,
    quantity $long$ not null,
    price $long$,
    value $long$ not null,
    primary key (customer_id, order_id, line)
) $rowless$;

-- Grain: something given back of an order. The key is the source's. value: minor units of the order's currency.
create table order_returns (
    customer_id $id$ not null,
    order_id $id$ not null,
    return_key $key$ not null,
    returned_at $time$ not null,
    stamp $time$ not null,
    value $money$ not null,
    units $long$ not null,
    reason $text$,
    note $text$,
    product $text$,
    withdrawn $bool$ not null,
    primary key (customer_id, order_id, return_key)
) $rowless$;

-- Grain: a parcel of an order. Late: delivered, or still not, after it was promised.
create table shipments (
    customer_id $id$ not null,
    order_id $id$ not null,
    shipment_key $key$ not null,
    stamp $time$ not null,
    promised_at $time$,
    shipped_at $time$,
    delivered_at $time$,
    carrier $text$,
    primary key (customer_id, order_id, shipment_key)
) $rowless$;

-- News of orders that are not there yet; taken in with the order.
create table waiting_order_events (
    order_key $key$ not null,
    event_key $key$ not null,
    body $text$ not null,
    recorded_at $time$ not null,
    primary key (order_key, event_key)
) $rowless$;

-- What is sold, by the code that lines name. The latest name and category hold.
create table products (
    code $key$ not null primary key,
    name $text$,
    category $text$,
    supplier $text$,
    version $int$ not null,
    changed_at $time$ not null
) $rowless$;
