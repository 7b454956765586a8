-- The audit is looked through by who did something and by what was done, the latest first.
create index audit_entries_actor on audit_entries (actor, id);
create index audit_entries_action on audit_entries (action, id);
