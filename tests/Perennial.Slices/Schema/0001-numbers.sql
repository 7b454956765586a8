-- What the tests of the database write. Grain: a row a number; one row of totals.
create table numbers (
    number $long$ not null primary key
) $rowless$;

create table totals (
    id $int$ not null primary key,
    total $long$ not null
) $rowless$;

insert into totals (id, total) values (1, 0), (2, 0);
