-- The tables, version 1. What stands in a column is the truth, whoever wrote it, and stands there alone;
-- the rest of a session is in `data`, which only the library reads and writes. What is no session
-- is refused here, or told as damage, and nobody's session meanwhile. Instants are seconds since 1970.
-- Subjects are bytes, since PostgreSQL's text takes no NUL: `convert_from(subject, 'UTF8')` shows one.
--
-- How to revoke by hand is said with the newest tables, in schema_3.sql.
CREATE TABLE glassbox_session (
    id bytea PRIMARY KEY CHECK (octet_length(id) = 16),
    subject bytea NOT NULL,
    stamp bytea CHECK (octet_length(stamp) = 16), -- the subject's stamp at login
    generation bigint NOT NULL, -- an unsigned one, by its bits
    rotated_at bigint NOT NULL,
    idle bigint NOT NULL CHECK (idle >= 0), -- how many seconds it may go unused
    expires_at bigint NOT NULL,
    revoked_at bigint,
    reason bytea CHECK (reason IS NULL OR revoked_at IS NOT NULL),
    -- When it ends, or ended: PostgreSQL's LEAST overlooks NULL.
    over_at bigint NOT NULL GENERATED ALWAYS AS
        (LEAST(rotated_at::numeric + idle, expires_at, revoked_at)::bigint) STORED,
    over_hour bigint NOT NULL GENERATED ALWAYS AS
        (LEAST(rotated_at::numeric + idle, expires_at, revoked_at)::bigint / 3600) STORED,
    data bytea NOT NULL
) WITH (fillfactor = 80);
-- By the hour, since a row that changes no index is rewritten within its page, for less.
CREATE INDEX glassbox_session_over ON glassbox_session (over_hour);
CREATE INDEX glassbox_session_subject ON glassbox_session (subject, id);
CREATE TABLE glassbox_stamp (
    subject bytea PRIMARY KEY,
    value bytea NOT NULL CHECK (octet_length(value) = 16),
    at bigint NOT NULL
);
