-- Tasks about a customer, who may want them exported or erased.
create index staff_tasks_customer on staff_tasks (customer_id) where customer_id is not null;
