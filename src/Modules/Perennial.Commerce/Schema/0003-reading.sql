-- Orders by time, the latest first. The one index on orders: orders come mostly in the order of their time, so that it
-- grows at its end.
create index orders_placed on orders (placed_at, id);

-- An order by its id, which grows with the ids.
create index order_keys_order on order_keys (order_id);

-- Returns of days whose exchange rate became known later.
create index order_returns_returned on order_returns (returned_at);
