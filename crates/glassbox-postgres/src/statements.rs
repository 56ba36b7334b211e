//! The statements, each of which is a transaction of its own. A statement that changes rows returns one
//! row for each.

/// The columns of a session, of a table with the alias `session`.
macro_rules! session {
    () => {
        "session.id, session.subject, session.client, session.stamp_values, session.generation, \
         session.rotated_at, session.idle, session.expires_at, session.revoked_at, session.reason, \
         session.data"
    };
}

pub(crate) const INSERT: &str = "
    INSERT INTO glassbox_session
        (id, subject, client, stamp_values, generation, rotated_at, idle, expires_at, revoked_at, reason, data)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (id) DO NOTHING
    RETURNING true";

/// The condition for the stamps of a subject and a client, which are up to four: those of their names,
/// or of an empty name in place of either. Without a client the client's name is empty, and each stamp
/// comes once.
macro_rules! stamps {
    ($subject:literal, $client:literal) => {
        concat!(
            "stamp.subject = ANY (ARRAY[''::bytea, ",
            $subject,
            "]) AND stamp.client = ANY (ARRAY[''::bytea, ",
            $client,
            "])"
        )
    };
}

/// A stamp, and the names of its group.
macro_rules! stamp {
    () => {
        "stamp.subject AS stamp_subject, stamp.client AS stamp_client, stamp.value, stamp.set_at"
    };
}

/// The byte of a stamp's kind.
macro_rules! kind {
    () => {
        "set_byte('\\x00'::bytea, 0, 2 * (stamp.subject <> '')::int + (stamp.client <> '')::int)"
    };
}

/// All in one snapshot: a row for each stamp, or one row if there is no stamp.
pub(crate) const LOAD: &str = concat!(
    "SELECT ",
    session!(),
    ", ",
    stamp!(),
    " FROM glassbox_session session
    LEFT JOIN glassbox_stamp stamp ON ",
    stamps!("session.subject", "session.client"),
    " WHERE session.id = $1"
);

/// Compares and swaps. A statement that waited for another one compares with what that one wrote. Of
/// what the login set, only what is in the data is written.
pub(crate) const SWAP: &str = "
    UPDATE glassbox_session
    SET generation = $5, rotated_at = $6, revoked_at = $7, reason = $8, data = $9
    WHERE id = $1 AND generation = $2 AND rotated_at = $3 AND (revoked_at IS NOT NULL) = $4
    RETURNING true";

/// As [`LOAD`], for each.
pub(crate) const LIST: &str = concat!(
    "SELECT ",
    session!(),
    ", ",
    stamp!(),
    " FROM (
        SELECT * FROM glassbox_session WHERE subject = $1 AND id > $2 ORDER BY id LIMIT $3
    ) session
    LEFT JOIN glassbox_stamp stamp ON ",
    stamps!("session.subject", "session.client"),
    " ORDER BY session.id"
);

/// The sessions of a subject and a client, with the given stamps, that are live at an instant. The
/// index has only sessions that are not revoked.
macro_rules! live {
    ($stamps:literal) => {
        concat!(
            "SELECT ",
            session!(),
            " FROM glassbox_session session
    WHERE subject = $1 AND client = $2 AND ",
            $stamps,
            " AND revoked_at IS NULL
        AND over_hour >= $3::bigint / 3600 AND over_at > $3"
        )
    };
}

/// The live sessions that began under the present stamps, put together as a session has them. If there
/// is no stamp, all live sessions, also those that began under a stamp which was pruned.
pub(crate) const LIVE: &str = concat!(
    "WITH present AS MATERIALIZED (
        SELECT coalesce(string_agg(kind || value, '' ORDER BY kind), '') AS all_values FROM (
            SELECT ",
    kind!(),
    " AS kind, value FROM glassbox_stamp stamp WHERE ",
    stamps!("$1", "$2"),
    ") known) ",
    live!("stamp_values = (SELECT all_values FROM present)"),
    " UNION ALL ",
    live!("stamp_values > '' AND (SELECT all_values = '' FROM present)")
);

/// For the tables of version 1, whose rows have their clients only in the data.
pub(crate) const PAGE_OF_DATA: &str =
    "SELECT id, data FROM glassbox_session WHERE id > $1 ORDER BY id LIMIT 1000";

pub(crate) const FILL_CLIENTS: &str = "
    UPDATE glassbox_session session SET client = known.client
    FROM unnest($1::bytea[], $2::bytea[]) AS known (id, client) WHERE session.id = known.id";

pub(crate) const STAMPS: &str = concat!(
    "SELECT ",
    stamp!(),
    " FROM glassbox_stamp stamp WHERE ",
    stamps!("$1", "$2")
);

/// Replaces a former stamp as `Stamp::replacing` does, whose day has 86400 seconds.
pub(crate) const SET_STAMP: &str = "
    INSERT INTO glassbox_stamp AS former (subject, client, value, set_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (subject, client) DO UPDATE SET value = excluded.value, set_at = CASE
        WHEN former.set_at::numeric - excluded.set_at BETWEEN 0 AND 86400 THEN former.set_at
        ELSE excluded.set_at END";

/// Locked rows are judged as they are now. A row that another statement is changing is skipped: it is
/// over no more, or is found the next time.
pub(crate) const PRUNE_OVER: &str = "
    DELETE FROM glassbox_session WHERE id = ANY (ARRAY (
        SELECT id FROM glassbox_session WHERE over_hour <= $1::bigint / 3600 AND over_at < $1
        ORDER BY over_hour LIMIT $2 FOR UPDATE SKIP LOCKED))
    RETURNING true";

/// A session that a stamp ended stays ended, whatever stamp is set later. A session that the stamp of a
/// client or of all ended is deleted at its own end: searching for it would read all live sessions,
/// each time.
pub(crate) const PRUNE_STAMPED_OUT: &str = concat!(
    "DELETE FROM glassbox_session WHERE id = ANY (ARRAY (
        SELECT session.id FROM glassbox_stamp stamp
        JOIN glassbox_session session ON session.subject = stamp.subject
            AND (stamp.client = '' OR stamp.client = session.client)
        WHERE stamp.subject <> '' AND stamp.set_at < $1
            AND position(",
    kind!(),
    " || stamp.value IN session.stamp_values) = 0
        LIMIT $2 FOR UPDATE OF session SKIP LOCKED))
    RETURNING true"
);

/// The stamps of groups that have no row. Each group is looked up by its index; for a client that is a
/// subquery for one client at a time, since a join over all clients would read all rows.
pub(crate) const PRUNE_STAMPS: &str = "
    WITH unused AS MATERIALIZED (
        SELECT subject, client FROM glassbox_stamp stamp WHERE set_at < $1 AND CASE
            WHEN stamp.subject <> '' THEN NOT EXISTS (
                SELECT FROM glassbox_session session WHERE session.subject = stamp.subject
                    AND (stamp.client = '' OR session.client = stamp.client))
            WHEN stamp.client <> '' THEN (
                SELECT true FROM glassbox_session session
                WHERE session.client = stamp.client AND session.client <> '' LIMIT 1) IS NULL
            ELSE NOT EXISTS (SELECT FROM glassbox_session)
        END
        LIMIT $2 FOR UPDATE SKIP LOCKED)
    DELETE FROM glassbox_stamp stamp USING unused
    WHERE stamp.subject = unused.subject AND stamp.client = unused.client AND stamp.set_at < $1
    RETURNING true";
