//! What is asked of the database. Each is one statement, and so one transaction of its own; what
//! changes rows gives one for each.

/// What a session is read from, of a table that is called so.
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

/// The stamps that matter to a subject and a client are as many as four: of their names, or of an empty
/// one in the place of each. Without a client the two are the same, and each stamp comes once.
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

/// A stamp, and whose it is.
macro_rules! stamp {
    () => {
        "stamp.subject AS stamp_subject, stamp.client AS stamp_client, stamp.value, stamp.at"
    };
}

/// The byte of a stamp's kind.
macro_rules! kind {
    () => {
        "set_byte('\\x00'::bytea, 0, 2 * (stamp.subject <> '')::int + (stamp.client <> '')::int)"
    };
}

/// All in one snapshot: a row for each stamp, and one where there is none.
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

/// Compares and swaps. One that waits for another one compares with what that one wrote. What was
/// settled at login is not written, but for what of it is in the data.
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

/// Those of a subject, a client and such stamps that are live at an instant, by the index that has
/// nothing else.
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

/// Those of the stamps that there are, put together as a session has them; or all where there is none: with
/// a stamp then, too, which was pruned while its session began.
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

/// Of the tables of version 1, whose rows have their clients in the data alone.
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

pub(crate) const SET_STAMP: &str = "
    INSERT INTO glassbox_stamp (subject, client, value, at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (subject, client) DO UPDATE SET value = excluded.value, at = excluded.at";

/// Locked rows are judged as they are now, and one that is being changed is no longer over, or is
/// found the next time: it is not waited for.
pub(crate) const PRUNE_OVER: &str = "
    DELETE FROM glassbox_session WHERE id = ANY (ARRAY (
        SELECT id FROM glassbox_session WHERE over_hour <= $1::bigint / 3600 AND over_at < $1
        ORDER BY over_hour LIMIT $2 FOR UPDATE SKIP LOCKED))
    RETURNING true";

/// What was stamped out stays so, whatever is set after it. What the stamp of a client or of all has ended
/// goes at its own end: to look for it would be a look at all that live, each time.
pub(crate) const PRUNE_STAMPED_OUT: &str = concat!(
    "DELETE FROM glassbox_session WHERE id = ANY (ARRAY (
        SELECT session.id FROM glassbox_stamp stamp
        JOIN glassbox_session session ON session.subject = stamp.subject
            AND (stamp.client = '' OR stamp.client = session.client)
        WHERE stamp.subject <> '' AND stamp.at < $1
            AND position(",
    kind!(),
    " || stamp.value IN session.stamp_values) = 0
        LIMIT $2 FOR UPDATE OF session SKIP LOCKED))
    RETURNING true"
);

/// Those of groups that have no row, each looked for by its index: of a client by a question that is not
/// answered for all clients at once, which would read all rows.
pub(crate) const PRUNE_STAMPS: &str = "
    WITH unused AS MATERIALIZED (
        SELECT subject, client FROM glassbox_stamp stamp WHERE at < $1 AND CASE
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
    WHERE stamp.subject = unused.subject AND stamp.client = unused.client AND stamp.at < $1
    RETURNING true";
