-- The tables, version 1. What is compared or searched by stands in columns of its own; the rest of a
-- session is in `data`, and only the library reads it. Subjects are bytes, since PostgreSQL's text
-- takes no NUL; `convert_from(subject, 'UTF8')` shows one to a person.
CREATE TABLE glassbox_session (
    id bytea PRIMARY KEY,
    subject bytea NOT NULL,
    stamp bytea, -- the subject's stamp at login
    generation bigint NOT NULL, -- an unsigned one, by its bits
    rotated_at bigint NOT NULL, -- seconds since 1970, as all instants here
    revoked_at bigint,
    over_at bigint NOT NULL, -- when it ends, or ended
    data bytea NOT NULL
);
CREATE INDEX glassbox_session_over_at ON glassbox_session (over_at);
CREATE INDEX glassbox_session_subject ON glassbox_session (subject, id);
CREATE TABLE glassbox_stamp (
    subject bytea PRIMARY KEY,
    value bytea NOT NULL,
    at bigint NOT NULL
);
