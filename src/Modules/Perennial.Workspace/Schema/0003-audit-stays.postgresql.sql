-- What is evidence is not changed: PostgreSQL. The body stands in single quotes: two dollar signs are a variable here.
-- A head moves on, until its day is sealed.
create function audit_refuse_change() returns trigger language plpgsql as
'begin raise exception ''% is append-only'', tg_table_name; end';

create trigger audit_entries_no_change before update or delete on audit_entries
    for each row execute function audit_refuse_change();
create trigger audit_entries_no_truncate before truncate on audit_entries
    for each statement execute function audit_refuse_change();
create trigger audit_heads_no_delete before delete on audit_heads for each row execute function audit_refuse_change();
create trigger audit_heads_no_truncate before truncate on audit_heads for each statement execute function audit_refuse_change();
create trigger audit_heads_only_on before update on audit_heads for each row
    when (old.seal is not null or new.number < old.number or new.node <> old.node or new.day <> old.day)
    execute function audit_refuse_change();
