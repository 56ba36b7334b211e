-- The tables, version 2: the client of a session in a column, by which a login asks for those that live.
-- It is empty for the server's own pages. It stands in `data` too, and a row in which they differ is
-- damaged; of rows that were there, the library fills it in. A version before, which does not, inserts none.
ALTER TABLE glassbox_session ADD COLUMN client bytea NOT NULL DEFAULT '';
ALTER TABLE glassbox_session ALTER COLUMN client DROP DEFAULT;
CREATE INDEX glassbox_session_live ON glassbox_session (subject, client, stamp, over_hour)
    WHERE revoked_at IS NULL;
