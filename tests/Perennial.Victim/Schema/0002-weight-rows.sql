insert into order_weights (order_id, weight) select id, weight from orders;
update orders set weight = weight + 1;
create index order_weights_by_weight on order_weights (weight, order_id);
