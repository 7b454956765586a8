-- settled_at: since when rows that could not be used and what undoing needs are not kept any more; null while they are.
alter table imports add column settled_at $time$;
