-- Grain: the exact text of a version that people agreed to.
create table consent_texts (
    text_id $id$ not null primary key,
    text_hash $bytes$ not null unique,
    purpose $key$ not null,
    language $text$ not null,
    body $text$ not null,
    added $time$ not null
) $rowless$;

-- Grain: a consent given or withdrawn. Append-only, chained by hash for each customer; holds no personal data.
-- kind: 1 given, 2 withdrawn. proof: 0 none, 1 stated, 2 double opt-in. happened is null where nobody knows.
create table consents (
    customer_id $id$ not null,
    sequence $long$ not null,
    entry_id $id$ not null,
    purpose $key$ not null,
    channel $key$ not null,
    kind $int$ not null,
    claimed $int$ not null,
    proof $int$ not null,
    happened $time$,
    recorded $time$ not null,
    confirmed $time$,
    source $text$ not null,
    actor $text$ not null,
    text_id $id$,
    proof_hash $bytes$,
    previous_hash $bytes$ not null,
    row_hash $bytes$ not null,
    primary key (customer_id, sequence)
) $rowless$;

create index consents_recorded on consents (customer_id, recorded, entry_id);

-- Grain: the end of a customer's chain, by which a cut one is noticed.
create table consent_heads (
    customer_id $id$ not null primary key,
    sequence $long$ not null,
    row_hash $bytes$ not null
) $rowless$;

-- Grain: what proves a consent and is personal data; the ledger keeps its salted hash. Erased with the customer.
create table consent_proofs (
    customer_id $id$ not null,
    sequence $long$ not null,
    salt $bytes$ not null,
    ip $text$,
    address $text$,
    primary key (customer_id, sequence)
) $rowless$;

-- Grain: an address that nothing may be sent to, as a keyed hash that outlives erasure.
create table suppressions (
    address_hash $key$ not null primary key,
    reason $text$ not null,
    added $time$ not null
) $rowless$;
