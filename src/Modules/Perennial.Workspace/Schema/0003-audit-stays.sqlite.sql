-- What is evidence is not changed: SQLite. A head moves on, until its day is sealed.
create trigger audit_entries_no_update before update on audit_entries begin select raise(abort, 'audit_entries are append-only'); end;
create trigger audit_entries_no_delete before delete on audit_entries begin select raise(abort, 'audit_entries are append-only'); end;
create trigger audit_heads_no_delete before delete on audit_heads begin select raise(abort, 'audit_heads are append-only'); end;
create trigger audit_heads_only_on before update on audit_heads
    when old.seal is not null or new.number < old.number or new.node <> old.node or new.day <> old.day
    begin select raise(abort, 'audit_heads are append-only'); end;
