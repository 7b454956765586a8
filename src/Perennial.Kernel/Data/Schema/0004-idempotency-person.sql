-- Whose data an answer holds that is kept; null for nobody's. Erased with that person.
alter table idempotency add column person $id$;

create index idempotency_person on idempotency (person) where person is not null;
