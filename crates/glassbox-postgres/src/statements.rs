//! What is asked of the database. Each is one statement, and so one transaction of its own; what
//! changes rows gives one for each.

/// What a session is read from, of a table that is called so.
macro_rules! session {
    () => {
        "session.id, session.subject, session.client, session.stamp, session.generation, \
         session.rotated_at, session.idle, session.expires_at, session.revoked_at, session.reason, \
         session.data"
    };
}

pub(crate) const INSERT: &str = "
    INSERT INTO glassbox_session
        (id, subject, client, stamp, generation, rotated_at, idle, expires_at, revoked_at, reason, data)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (id) DO NOTHING
    RETURNING true";

/// Both in one snapshot.
pub(crate) const LOAD: &str = concat!(
    "SELECT ",
    session!(),
    ", stamp.value, stamp.at
    FROM glassbox_session session
    LEFT JOIN glassbox_stamp stamp ON stamp.subject = session.subject
    WHERE session.id = $1"
);

/// Compares and swaps. One that waits for another one compares with what that one wrote. What was
/// settled at login is not written, but for what of it is in the data.
pub(crate) const SWAP: &str = "
    UPDATE glassbox_session
    SET generation = $5, rotated_at = $6, revoked_at = $7, reason = $8, data = $9
    WHERE id = $1 AND generation = $2 AND rotated_at = $3 AND (revoked_at IS NOT NULL) = $4
    RETURNING true";

pub(crate) const LIST: &str = concat!(
    "SELECT ",
    session!(),
    " FROM glassbox_session session
    WHERE subject = $1 AND id > $2 ORDER BY id LIMIT $3"
);

/// Those of a subject, a client and such a stamp that are live at an instant, by the index that has
/// nothing else.
macro_rules! live {
    ($stamp:literal) => {
        concat!(
            "SELECT ",
            session!(),
            " FROM glassbox_session session
    WHERE subject = $1 AND client = $2 AND ",
            $stamp,
            " AND revoked_at IS NULL
        AND over_hour >= $3::bigint / 3600 AND over_at > $3"
        )
    };
}

/// Those of the subject's stamp, or all where there is none: with a stamp then, too, which was pruned
/// while its session began.
pub(crate) const LIVE: &str = concat!(
    "WITH present AS MATERIALIZED (SELECT value FROM glassbox_stamp WHERE subject = $1) ",
    live!("stamp = (SELECT value FROM present)"),
    " UNION ALL ",
    live!("stamp IS NULL AND NOT EXISTS (SELECT FROM present)"),
    " UNION ALL ",
    live!("stamp IS NOT NULL AND NOT EXISTS (SELECT FROM present)")
);

/// Of the tables of version 1, whose rows have their clients in the data alone.
pub(crate) const PAGE: &str = concat!(
    "SELECT ",
    session!(),
    " FROM glassbox_session session WHERE id > $1 ORDER BY id LIMIT 1000"
);

pub(crate) const FILL: &str = "
    UPDATE glassbox_session session SET client = known.client
    FROM unnest($1::bytea[], $2::bytea[]) AS known (id, client) WHERE session.id = known.id";

pub(crate) const STAMP: &str = "SELECT value, at FROM glassbox_stamp WHERE subject = $1";

pub(crate) const SET_STAMP: &str = "
    INSERT INTO glassbox_stamp (subject, value, at) VALUES ($1, $2, $3)
    ON CONFLICT (subject) DO UPDATE SET value = excluded.value, at = excluded.at";

/// Locked rows are judged as they are now, and one that is being changed is no longer over, or is
/// found the next time: it is not waited for.
pub(crate) const PRUNE_OVER: &str = "
    DELETE FROM glassbox_session WHERE id = ANY (ARRAY (
        SELECT id FROM glassbox_session WHERE over_hour <= $1::bigint / 3600 AND over_at < $1
        ORDER BY over_hour LIMIT $2 FOR UPDATE SKIP LOCKED))
    RETURNING true";

/// What was stamped out stays so, whatever is set after it.
pub(crate) const PRUNE_STAMPED_OUT: &str = "
    DELETE FROM glassbox_session WHERE id = ANY (ARRAY (
        SELECT session.id FROM glassbox_stamp stamp
        JOIN glassbox_session session ON session.subject = stamp.subject
        WHERE stamp.at < $1 AND session.stamp IS DISTINCT FROM stamp.value
        LIMIT $2 FOR UPDATE OF session SKIP LOCKED))
    RETURNING true";

pub(crate) const PRUNE_STAMPS: &str = "
    DELETE FROM glassbox_stamp WHERE at < $1 AND subject = ANY (ARRAY (
        SELECT stamp.subject FROM glassbox_stamp stamp
        WHERE stamp.at < $1 AND NOT EXISTS (
            SELECT FROM glassbox_session session WHERE session.subject = stamp.subject)
        LIMIT $2 FOR UPDATE SKIP LOCKED))
    RETURNING true";
