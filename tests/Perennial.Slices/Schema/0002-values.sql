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
create table things (
    id $id$ not null primary key,
    name $text$,
    amount $long$ not null,
    seen $long$,
    pieces $int$ not null,
    open $bool$ not null,
    seal $bytes$
);
