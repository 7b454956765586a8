-- Grain: a list of customers as somebody wants to see it again: filters, order, columns, and perhaps a text that was searched for,
-- which is why an address names a view by its id alone. search_key: that text folded, by which erasure finds it.
create table customer_views (
    view_id $id$ not null primary key,
    owner $key$ not null,
    is_shared $bool$ not null,
    name $text$ not null,
    filter $text$ not null,
    search_text $text$,
    search_key $key$,
    updated $time$ not null
) $rowless$;

create index customer_views_owner on customer_views (owner, view_id);
