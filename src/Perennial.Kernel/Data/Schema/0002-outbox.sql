-- An event a row, in the order in which they were written, and a row for each subscriber who has to hear it.
-- The position is the transaction on PostgreSQL, where transactions end in another order than they begin; see OutboxLog.
create table outbox_events (
    sequence $sequence$,
    position $log_position$,
    id $id$ not null unique,
    name $text$ not null,
    body $text$ not null,
    happened $time$ not null
);

create index outbox_events_position on outbox_events (position, sequence);

-- state: 0 waits, 1 heard, 2 given up. last_error is the kind of the error: its text may hold personal data.
create table outbox_deliveries (
    subscriber $text$ not null,
    event_id $id$ not null references outbox_events (id),
    state $int$ not null,
    attempts $int$ not null,
    due $time$ not null,
    last_error $text$,
    primary key (subscriber, event_id)
);

create index outbox_deliveries_due on outbox_deliveries (subscriber, event_id) where state = 0;
