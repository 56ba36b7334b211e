-- The tables, version 3: a stamp ends all sessions of a subject, of a client, of a subject at a client, or
-- of everybody. A name that is empty ('') stands for any: no subject and no client has an empty name.
--
-- To revoke by hand, in an incident: one session, by the `sid` of its access tokens; and all of a group,
-- with those of logins that are under way. Leave SUBJECT or CLIENT empty, '', for any. Access tokens live to
-- their own end.
--
--     UPDATE glassbox_session SET revoked_at = extract(epoch FROM now())
--     WHERE id = decode(translate('SID', '-_', '+/') || '==', 'base64');
--     INSERT INTO glassbox_stamp (subject, client, value, set_at)
--     VALUES (convert_to('SUBJECT', 'UTF8'), convert_to('CLIENT', 'UTF8'),
--         uuid_send(gen_random_uuid()), extract(epoch FROM now()))
--     ON CONFLICT (subject, client) DO UPDATE SET value = excluded.value, set_at = excluded.set_at;
--
-- A version before does not know of these stamps. It finds its columns no more: it reads nothing, begins no
-- session, and deletes no stamp, since that of a client would look to it like that of a subject without rows.
ALTER TABLE glassbox_stamp RENAME COLUMN at TO set_at;
ALTER TABLE glassbox_stamp ADD COLUMN client bytea NOT NULL DEFAULT '';
ALTER TABLE glassbox_stamp ALTER COLUMN client DROP DEFAULT;
ALTER TABLE glassbox_stamp DROP CONSTRAINT glassbox_stamp_pkey;
ALTER TABLE glassbox_stamp ADD PRIMARY KEY (subject, client);
-- The stamps that a session was begun under, those of its groups that had one: a byte for the kind of
-- the group (0 everybody, 1 a client, 2 a subject, 3 a subject at a client) and the value of the stamp.
ALTER TABLE glassbox_session ADD COLUMN stamp_values bytea NOT NULL DEFAULT ''
    CHECK (octet_length(stamp_values) % 17 = 0);
ALTER TABLE glassbox_session ALTER COLUMN stamp_values DROP DEFAULT;
UPDATE glassbox_session SET stamp_values = '\x02'::bytea || stamp WHERE stamp IS NOT NULL;
ALTER TABLE glassbox_session DROP COLUMN stamp; -- and the index that had it
CREATE INDEX glassbox_session_live ON glassbox_session (subject, client, stamp_values, over_hour)
    WHERE revoked_at IS NULL;
CREATE INDEX glassbox_session_client ON glassbox_session (client) WHERE client <> '';
