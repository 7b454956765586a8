-- Grain: a customer who was erased; what is left so that a restored backup is put right.
create table erased_customers (
    customer_id $id$ not null primary key,
    erased $time$ not null,
    erased_by $text$ not null
) $rowless$;

create index erased_customers_erased on erased_customers (erased, customer_id);

-- Grain: an identifier that an erased customer had, as a keyed hash.
create table erased_identifiers (
    customer_id $id$ not null,
    identifier_hash $key$ not null,
    primary key (customer_id, identifier_hash)
) $rowless$;
