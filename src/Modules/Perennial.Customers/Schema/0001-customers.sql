-- Who the customers are. Times: microseconds since 1970, UTC.
-- Grain: a person known to the shop. One who was merged into another keeps her row as it was, for the day it is undone.
create table customers (
    customer_id $id$ not null primary key,
    name $text$,
    given_name $text$,
    family_name $text$,
    language $text$,
    country $text$,
    birthday $day$,
    source $text$ not null,
    created $time$ not null,
    updated $time$ not null,
    version $long$ not null
) $rowless$;

-- Grain: a named text about a customer.
create table customer_attributes (
    customer_id $id$ not null,
    name $key$ not null,
    value $text$ not null,
    primary key (customer_id, name)
) $rowless$;

-- Grain: a tag of a customer; the key is folded, the tag is as it was written first.
create table customer_tags (
    customer_id $id$ not null,
    tag_key $key$ not null,
    tag $text$ not null,
    primary key (customer_id, tag_key)
) $rowless$;

create index customer_tags_tag on customer_tags (tag_key, customer_id);

-- Grain: a way to know somebody (e:ana@example.com, p:+40722111222, c:1234, x:shopify:77), which is one customer's.
-- kind: 1 e-mail, 2 phone, 3 card, 4 external. customer_id is who has it now, origin_id with whom it came, which differs
-- after a merge and leads back.
create table customer_identifiers (
    identifier_key $key$ not null primary key,
    customer_id $id$ not null,
    origin_id $id$ not null,
    kind $int$ not null,
    value $text$ not null,
    added $time$ not null
) $rowless$;

create index customer_identifiers_customer on customer_identifiers (customer_id, kind);
create index customer_identifiers_origin on customer_identifiers (origin_id);

-- Grain: a folded word that finds a customer by its beginning.
create table customer_search (
    customer_id $id$ not null,
    word_key $key$ not null,
    primary key (customer_id, word_key)
) $rowless$;

create index customer_search_word on customer_search (word_key, customer_id);

-- Grain: a note that staff wrote about a customer.
create table customer_notes (
    customer_id $id$ not null,
    note_id $id$ not null,
    body $text$ not null,
    author $text$ not null,
    created $time$ not null,
    primary key (customer_id, note_id)
) $rowless$;

create index customer_notes_created on customer_notes (customer_id, created, note_id);
