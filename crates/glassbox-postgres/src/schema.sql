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
    over_hour bigint NOT NULL GENERATED ALWAYS AS (over_at / 3600) STORED,
    data bytea NOT NULL
) WITH (fillfactor = 80);
-- By the hour, since a row that changes no index is rewritten within its page, for less.
CREATE INDEX glassbox_session_over ON glassbox_session (over_hour);
CREATE INDEX glassbox_session_subject ON glassbox_session (subject, id);
CREATE TABLE glassbox_stamp (
    subject bytea PRIMARY KEY,
    value bytea NOT NULL,
    at bigint NOT NULL
);
