-- Grain: an id that stands for another customer. survivor_id is whom it leads to in one step, parent_id whom it was merged
-- into, which differs where that one was merged in turn.
create table customer_aliases (
    alias_id $id$ not null primary key,
    survivor_id $id$ not null,
    parent_id $id$ not null,
    merge_id $id$ not null,
    merged $time$ not null
) $rowless$;

create index customer_aliases_survivor on customer_aliases (survivor_id, alias_id);

-- Grain: a merge; customer_id is whom the other one was merged into.
create table customer_merges (
    customer_id $id$ not null,
    merge_id $id$ not null,
    merged_id $id$ not null,
    merged $time$ not null,
    merged_by $text$ not null,
    undone $time$,
    undone_by $text$,
    primary key (customer_id, merge_id)
) $rowless$;

create unique index customer_merges_merge on customer_merges (merge_id);
create index customer_merges_merged on customer_merges (merged_id);

-- Grain: a field of a customer that was empty and was filled from one merged into her (name, attribute:colour, tag:vip).
create table customer_fills (
    customer_id $id$ not null,
    field $key$ not null,
    source_id $id$ not null,
    value $text$ not null,
    primary key (customer_id, field)
) $rowless$;

-- Grain: two customers who may be one; customer_id is the lesser id. state: 0 open, 1 merged, 2 dismissed.
-- reason: the kind of identifier that pointed to both.
create table customer_duplicates (
    customer_id $id$ not null,
    other_id $id$ not null,
    reason $int$ not null,
    state $int$ not null,
    noted $time$ not null,
    primary key (customer_id, other_id)
) $rowless$;

create index customer_duplicates_other on customer_duplicates (other_id);
create index customer_duplicates_open on customer_duplicates (noted, customer_id, other_id) where state = 0;
