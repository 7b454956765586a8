update order_weights set weight = weight + 1;
insert into order_weights (order_id, weight) select id, 0 from orders;
