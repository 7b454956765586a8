-- Work that lasts. Grain: a row a job. Order is by sequence, never by time. Times: microseconds since 1970, UTC.
-- state: 0 waiting, 1 running, 2 paused, 3 cancelled, 4 done, 5 failed. asked, of one that runs: 0 nothing, 1 pause, 2 cancel.
-- runner and run say who holds it and for which time; beats rise while the holder lives. argument, checkpoint, result: JSON.
-- resting: it failed, and waits until a pause is over. worked_ms: time worked for what is done, by a clock that never jumps.
-- error: a stable code or the kind of an exception; its text may hold personal data.
create table jobs (
    sequence $sequence$,
    id $id$ not null unique,
    kind $text$ not null,
    argument $text$ not null,
    state $int$ not null,
    asked $int$ not null,
    resting $int$ not null,
    checkpoint $text$,
    done $long$ not null,
    total $long$,
    worked_ms $long$ not null,
    runner $text$ not null,
    run $long$ not null,
    beats $long$ not null,
    attempts $int$ not null,
    created $time$ not null,
    started $time$,
    ended $time$,
    created_by $text$ not null,
    result $text$,
    error $text$,
    concurrency_key $text$,
    log_count $long$ not null
);

create unique index jobs_key on jobs (concurrency_key) where ended is null;
create index jobs_waiting on jobs (sequence) where state = 0;
create index jobs_running on jobs (sequence) where state = 1;
create index jobs_ended on jobs (ended) where ended is not null;

-- What happened to a job: a code and its arguments as JSON; the last rows of each.
create table job_log (
    job $long$ not null references jobs (sequence) on delete cascade,
    position $long$ not null,
    happened $time$ not null,
    code $text$ not null,
    arguments $text$ not null,
    primary key (job, position)
) $rowless$;

-- The last slot of a schedule that was submitted; slots only rise. runs counts submissions. timing: another timing is another row.
create table job_schedules (
    name $text$ not null,
    timing $text$ not null,
    slot $long$ not null,
    runs $long$ not null,
    last_run $time$,
    primary key (name, timing)
) $rowless$;

-- Who leads a loop that only one node may lead. term: rises with each holder; beats: while the holder lives. An empty holder: free.
create table leases (
    name $text$ not null primary key,
    holder $text$ not null,
    term $long$ not null,
    beats $long$ not null
) $rowless$;
