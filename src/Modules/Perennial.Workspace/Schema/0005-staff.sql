-- People of the shop who sign in. email_key: folded, what is unique. stamp: changes with everything that ends sessions.
-- authenticator, recovery: sealed, what a second factor needs. last_step: half minute of the last code that was used. stores: codes, a line each; null for the whole shop.
create table staff (
    id $id$ not null primary key,
    name $text$ not null,
    email $text$ not null,
    email_key $text$ not null unique,
    role $text$ not null,
    stores $text$,
    language $text$,
    password_hash $text$,
    stamp $text$ not null,
    two_factor $bool$ not null,
    last_step $long$,
    authenticator $bytes$,
    recovery $bytes$,
    failures $int$ not null,
    locked_until $time$,
    disabled $time$,
    created $time$ not null,
    last_seen $time$,
    version $int$ not null
);

-- What they sign in with instead of a password.
create table staff_passkeys (
    credential_key $text$ not null primary key,
    staff_id $id$ not null references staff (id) on delete cascade,
    name $text$ not null,
    content $text$ not null,
    created $time$ not null,
    last_used $time$
);

create index staff_passkeys_staff on staff_passkeys (staff_id);

-- Who is signed in where: a row a browser. key_hash: of what the browser holds. stamp: that of the person when she came.
create table staff_sessions (
    key_hash $bytes$ not null primary key,
    id $id$ not null,
    staff_id $id$ not null references staff (id) on delete cascade,
    stamp $text$ not null,
    created $time$ not null,
    seen $time$ not null,
    expires $time$ not null,
    agent $text$
);

create index staff_sessions_staff on staff_sessions (staff_id);
create index staff_sessions_expires on staff_sessions (expires);

-- Links that invite somebody or let her choose a new password; only a hash of each is kept, and each is good once.
create table staff_links (
    token_hash $bytes$ not null primary key,
    staff_id $id$ not null references staff (id) on delete cascade,
    purpose $text$ not null,
    made_by $text$ not null,
    created $time$ not null,
    expires $time$ not null
);

create index staff_links_staff on staff_links (staff_id);

-- Who came in, who was turned away, and from where; goes after its time.
create table staff_access (
    id $id$ not null primary key,
    staff_id $id$,
    at $time$ not null,
    what $text$ not null,
    address $text$,
    agent $text$
);

create index staff_access_staff on staff_access (staff_id, id);
create index staff_access_at on staff_access (at);

-- Keys by which cookies are closed, sealed; all nodes share them.
create table cookie_keys (
    id $id$ not null primary key,
    name $text$ not null,
    sealed $bytes$ not null,
    created $time$ not null
);
