-- What is evidence is not changed: PostgreSQL. The body stands in single quotes: two dollar signs are a variable here.
create function consents_refuse_change() returns trigger language plpgsql as
'begin raise exception ''% is append-only'', tg_table_name; end';

create trigger consents_no_change before update or delete on consents for each row execute function consents_refuse_change();
create trigger consents_no_truncate before truncate on consents for each statement execute function consents_refuse_change();
create trigger consent_texts_no_change before update or delete on consent_texts
    for each row execute function consents_refuse_change();
create trigger consent_texts_no_truncate before truncate on consent_texts
    for each statement execute function consents_refuse_change();
