-- A version to come: each order gets a weight, and each weight a row of its own. A second run would add to both.
alter table orders add column weight $money$ not null default 0;

create table order_weights (
    id $sequence$,
    order_id $id$ not null,
    weight $money$ not null
);

update orders set weight = weight + goods;
