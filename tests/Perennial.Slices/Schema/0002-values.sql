-- A column of each type.
create table kept_values (
    id $id$ not null primary key,
    words $text$ not null,
    amount $money$ not null,
    happened $time$ not null,
    day $day$ not null,
    body $bytes$,
    told $bool$ not null
) $rowless$;
