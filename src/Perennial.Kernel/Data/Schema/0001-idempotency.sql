-- Answers already given, by client and key. Grain: a row a request that had an effect. Times: microseconds since 1970, UTC.
create table idempotency (
    client $text$ not null,
    idempotency_key $text$ not null,
    request_hash $bytes$ not null,
    status $int$ not null,
    body $bytes$ not null,
    expires $time$ not null,
    primary key (client, idempotency_key)
) $rowless$;

create index idempotency_expires on idempotency (expires);
