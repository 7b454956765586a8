-- News, written with what they tell of. Grain: a row an event.
create table outbox_events (
    sequence $sequence$,
    id $id$ not null unique,
    name $text$ not null,
    body $text$ not null,
    happened $time$ not null
);

-- Who has to hear it. Grain: a row an event and subscriber. State: 0 waiting, 1 delivered, 2 given up.
create table outbox_deliveries (
    subscriber $text$ not null,
    event_sequence $long$ not null references outbox_events (sequence),
    state $int$ not null,
    attempts $int$ not null,
    due $time$ not null,
    last_error $text$,
    primary key (subscriber, event_sequence)
) $rowless$;

create index outbox_deliveries_due on outbox_deliveries (subscriber, state, due, event_sequence);
