-- What is evidence is not changed: SQLite.
create trigger consents_no_update before update on consents begin select raise(abort, 'consents are append-only'); end;
create trigger consents_no_delete before delete on consents begin select raise(abort, 'consents are append-only'); end;
create trigger consent_texts_no_update before update on consent_texts begin select raise(abort, 'consent_texts are append-only'); end;
create trigger consent_texts_no_delete before delete on consent_texts begin select raise(abort, 'consent_texts are append-only'); end;
