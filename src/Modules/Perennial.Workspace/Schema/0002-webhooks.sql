-- Where news go to, a row an endpoint. events: names parted by spaces, or *. stores: codes parted by spaces; null: all.
-- from_*: the place in the log of events from which on this endpoint hears. deleted: no longer there for anybody; its
-- deliveries are cleared away in steps, then the row. version: counts changes by people.
create table webhook_endpoints (
    id $id$ not null primary key,
    url $text$ not null,
    description $text$ not null,
    events $text$ not null,
    stores $text$,
    enabled $bool$ not null,
    disabled_code $text$,
    disabled $time$,
    failing_since $time$,
    failures $int$ not null,
    paused_until $time$,
    from_position $long$ not null,
    from_sequence $long$ not null,
    version $int$ not null,
    created $time$ not null,
    updated $time$ not null,
    deleted $time$
);

-- What deliveries are signed with, sealed by a key that is not in the database. expires: null for the current one.
create table webhook_secrets (
    id $id$ not null primary key,
    endpoint_id $id$ not null references webhook_endpoints (id) on delete cascade,
    sealed $bytes$ not null,
    created $time$ not null,
    expires $time$
);

create index webhook_secrets_endpoint on webhook_secrets (endpoint_id);

-- How far the log of events was read. One row.
create table webhook_cursor (
    name $text$ not null primary key,
    position $long$ not null,
    sequence $long$ not null
);

insert into webhook_cursor (name, position, sequence) values ('log', -1, 0);

-- An event for an endpoint a row; its id goes out as webhook-id. state: 0 waits, 1 delivered, 2 given up. attempts: all of
-- them, and the mark by which a late answer is known; series: those since it was made or replayed. While leased, a node is
-- at it, and due is when it may be taken from that node.
create table webhook_deliveries (
    id $id$ not null primary key,
    endpoint_id $id$ not null references webhook_endpoints (id),
    event_id $id$ not null,
    event_type $text$ not null,
    body $text$ not null,
    state $int$ not null,
    attempts $int$ not null,
    series $int$ not null,
    leased $bool$ not null,
    due $time$ not null,
    created $time$ not null,
    finished $time$,
    unique (endpoint_id, event_id)
);

create index webhook_deliveries_due on webhook_deliveries (endpoint_id, due, id) where state = 0;
create index webhook_deliveries_endpoint on webhook_deliveries (endpoint_id, id);

-- Requests that went out, or were about to: neither status nor error means that nobody came back to tell. error: the kind.
-- response: the beginning of the answer, for the receiver's developer.
create table webhook_attempts (
    delivery_id $id$ not null references webhook_deliveries (id) on delete cascade,
    number $int$ not null,
    started $time$ not null,
    status $int$,
    error $text$,
    took_ms $int$,
    response $text$,
    primary key (delivery_id, number)
);

-- What people should know: that an endpoint was switched off, and why.
create table webhook_notices (
    id $id$ not null primary key,
    endpoint_id $id$ not null references webhook_endpoints (id) on delete cascade,
    code $text$ not null,
    created $time$ not null
);

create index webhook_notices_endpoint on webhook_notices (endpoint_id);
