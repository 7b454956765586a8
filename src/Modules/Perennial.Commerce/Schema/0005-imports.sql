-- Grain: a file that was given to be imported. The file lies in the data folder under the import's id until all of it is in.
-- state: uploaded, started, done, undoing, undone. options, preview, scan: JSON. position: how far it is in, with the orders.
-- Counts: documents of the file by what became of them; rows that could not be used; orders put back, and left as they are.
create table imports (
    id $id$ not null primary key,
    state $text$ not null,
    name $text$ not null,
    bytes $long$ not null,
    file_hash $bytes$ not null,
    source $text$ not null,
    options $text$ not null,
    preview $text$ not null,
    scan $text$,
    job_id $id$,
    position $text$,
    rows_read $long$ not null,
    rejected $long$ not null,
    made $long$ not null,
    changed $long$ not null,
    unchanged $long$ not null,
    put_back $long$ not null,
    kept $long$ not null,
    created_at $time$ not null,
    created_by $text$ not null,
    ended_at $time$,
    version $int$ not null
) $rowless$;

create index imports_file_hash on imports (file_hash);

-- The columns of rows that could not be used, by what they are: two texts with the same columns share a form.
create table import_forms (
    import_id $id$ not null,
    form $long$ not null,
    header $text$ not null,
    delimiter $text$ not null,
    has_header $bool$ not null,
    primary key (import_id, form)
) $rowless$;

-- Grain: a row that could not be used, as it stood in the file, numbered in the order in which it was met.
create table import_rejects (
    import_id $id$ not null,
    form $long$ not null,
    number $long$ not null,
    code $text$ not null,
    file $text$ not null,
    line $long$ not null,
    field $text$,
    value $text$,
    detail $text$,
    content $text$ not null,
    primary key (import_id, form, number)
) $rowless$;

-- Grain: an order that an import made or changed. before: the order as it was, as JSON; null where the import made it.
-- version: the order's after the import. kept: it was changed again since, so undoing left it.
create table import_undo (
    import_id $id$ not null,
    order_id $id$ not null,
    order_key $text$ not null,
    version $int$ not null,
    before $text$,
    waited $text$,
    kept $bool$ not null,
    primary key (import_id, order_id)
) $rowless$;
