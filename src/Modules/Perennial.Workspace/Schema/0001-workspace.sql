-- The shop's settings: one row. Amounts of orders are reported in its currency, days are counted in its zone.
create table shop_settings (
    id $int$ not null primary key,
    name $text$ not null,
    time_zone $text$ not null,
    currency $text$ not null,
    tax_in $bool$ not null,
    shipping_in $bool$ not null,
    week_start $int$ not null,
    language $text$ not null,
    phone_region $text$,
    version $int$ not null,
    changed $time$ not null
);

-- What this database is: made once, it names snapshots and backups that belong to it.
create table installation (
    id $int$ not null primary key,
    database_id $id$ not null,
    owner_key_hash $bytes$,
    founded $time$ not null,
    secret_salt $bytes$ not null
);

-- Places that orders name: a row a code. Kind: store, channel, seller.
create table places (
    kind $text$ not null,
    code $text$ not null,
    name $text$ not null,
    time_zone $text$,
    store_code $text$,
    archived $bool$ not null,
    version $int$ not null,
    changed $time$ not null,
    primary key (kind, code)
) $rowless$;

-- Keys of programs. Only a hash of the secret is kept.
create table api_keys (
    id $id$ not null primary key,
    name $text$ not null,
    secret_hash $bytes$ not null,
    scopes $text$ not null,
    stores $text$,
    created $time$ not null,
    last_used $time$,
    revoked $time$
);

-- What somebody of the shop has to do.
create table staff_tasks (
    id $id$ not null primary key,
    title $text$ not null,
    note $text$,
    customer_id $id$,
    due_day $day$,
    state $text$ not null,
    version $int$ not null,
    created $time$ not null,
    changed $time$ not null
);

create index staff_tasks_state on staff_tasks (state, id);

-- Who did what: append-only, a chain a node and day. Ids and hashes only, never personal data.
create table audit_entries (
    node $text$ not null,
    day $day$ not null,
    number $int$ not null,
    id $id$ not null,
    at $time$ not null,
    actor $text$ not null,
    action $text$ not null,
    subject $text$ not null,
    content_hash $bytes$ not null,
    previous_hash $bytes$ not null,
    hash $bytes$ not null,
    primary key (node, day, number)
) $rowless$;

create index audit_entries_id on audit_entries (id);

-- Head of each chain, locked while a row is added to it; sealed once the day is over.
create table audit_heads (
    node $text$ not null,
    day $day$ not null,
    number $int$ not null,
    hash $bytes$ not null,
    seal $bytes$,
    primary key (node, day)
) $rowless$;
