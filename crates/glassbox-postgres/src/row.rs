//! Sessions and stamps as rows of their tables.

use core::time::Duration;

use deadpool_postgres::tokio_postgres::Row;
use glassbox::NumericDate;
use glassbox::session::{Columns, Group, Loaded, Session, SessionId, Stamp, Stamps, StoreError};

use crate::error::failed;

/// The reason of a revocation without one: an operator set the column.
const BY_HAND: &str = "by hand";

/// The columns of a session that change, besides its data.
pub(crate) struct State<'a> {
    pub(crate) generation: i64,
    pub(crate) rotated_at: i64,
    pub(crate) revoked_at: Option<i64>,
    pub(crate) reason: Option<&'a [u8]>,
}

impl<'a> State<'a> {
    pub(crate) fn of(row: &'a Session) -> Self {
        Self {
            generation: row.generation().cast_signed(),
            rotated_at: row.rotated_at().seconds(),
            revoked_at: row.revoked().map(|(at, _)| at.seconds()),
            reason: row.revoked().map(|(_, reason)| reason.as_bytes()),
        }
    }
}

/// How many seconds it may go unused. More than a column can hold means for ever.
pub(crate) fn idle_of(row: &Session) -> i64 {
    i64::try_from(row.idle().as_secs()).unwrap_or(i64::MAX)
}

/// The client as its column has it: empty for none, since no client has an empty name.
pub(crate) fn client_of(client: Option<&str>) -> &[u8] {
    client.unwrap_or_default().as_bytes()
}

/// The session of a row that has the columns of [`session!`](crate::statements).
pub(crate) fn session_of(row: &Row) -> Result<Session, StoreError> {
    let instant = |name| {
        Ok(NumericDate::from_seconds(
            row.try_get(name).map_err(failed)?,
        ))
    };
    let (id, subject) = (bytes(row, "id")?, bytes(row, "subject")?);
    let idle: i64 = row.try_get("idle").map_err(failed)?;
    let revoked_at: Option<i64> = row.try_get("revoked_at").map_err(failed)?;
    let reason = row.try_get::<_, Option<&[u8]>>("reason").map_err(failed)?;
    let revoked = match (revoked_at, reason) {
        (None, None) => None,
        (None, Some(_)) => return Err(damaged()),
        (Some(at), None) => Some((at, BY_HAND)),
        (Some(at), Some(reason)) => Some((at, text(reason)?)),
    };
    let columns = Columns {
        id: SessionId::from_bytes(sixteen(id)?),
        subject: text(subject)?,
        stamp_values: bytes(row, "stamp_values")?,
        generation: row
            .try_get::<_, i64>("generation")
            .map_err(failed)?
            .cast_unsigned(),
        rotated_at: instant("rotated_at")?,
        idle: Duration::from_secs(u64::try_from(idle).map_err(|_| damaged())?),
        expires_at: instant("expires_at")?,
        revoked: revoked.map(|(at, reason)| (NumericDate::from_seconds(at), reason)),
    };
    let session = Session::from_columns(&columns, bytes(row, "data")?)?;
    // The data has it, too: nobody may change the client of a session by hand.
    match bytes(row, "client")? == client_of(session.client_id()) {
        true => Ok(session),
        false => Err(damaged()),
    }
}

/// Sessions with the stamps of their groups, of rows that have the columns of both: those of a session
/// come one after the other.
pub(crate) fn loaded_of(rows: &[Row]) -> Result<Vec<Loaded>, StoreError> {
    let mut all: Vec<Loaded> = Vec::new();
    for row in rows {
        let id = bytes(row, "id")?;
        match all.last_mut() {
            Some(last) if last.session.id().as_bytes() == id => note_stamp(row, &mut last.stamps)?,
            _ => {
                let mut stamps = Stamps::default();
                note_stamp(row, &mut stamps)?;
                all.push(Loaded::new(session_of(row)?, stamps));
            }
        }
    }
    Ok(all)
}

/// Notes the stamp of a row that has its columns, if there is one.
pub(crate) fn note_stamp(row: &Row, stamps: &mut Stamps) -> Result<(), StoreError> {
    let value: Option<&[u8]> = row.try_get("value").map_err(failed)?;
    let at: Option<i64> = row.try_get("set_at").map_err(failed)?;
    let (Some(value), Some(at)) = (value, at) else {
        return Ok(());
    };
    let (subject, client) = (bytes(row, "stamp_subject")?, bytes(row, "stamp_client")?);
    let stamp = Stamp::new(sixteen(value)?, NumericDate::from_seconds(at));
    stamps.set(Group::from_names(text(subject)?, text(client)?), stamp);
    Ok(())
}

fn text(bytes: &[u8]) -> Result<&str, StoreError> {
    core::str::from_utf8(bytes).map_err(|_| damaged())
}

fn bytes<'a>(row: &'a Row, name: &str) -> Result<&'a [u8], StoreError> {
    row.try_get(name).map_err(failed)
}

fn sixteen(bytes: &[u8]) -> Result<[u8; 16], StoreError> {
    bytes.try_into().map_err(|_| damaged())
}

fn damaged() -> StoreError {
    StoreError::corrupt("a column has a value that does not belong there")
}
