//! A row as the bytes that a store keeps: JSON, with the version of the format in front.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use serde_json::{Map, Value};

use super::attributes::Attributes;
use super::error::StoreError;
use super::family::{ParseSessionIdError, SessionId};
use super::fixed::{Client, ClientGrant, Fixed};
use super::row::{Revoked, Session};
use super::stamp::{join, split};
use crate::codec::json::has_reserved_name;
use crate::jwt::Audience;
use crate::time::NumericDate;

/// Format 2 added the turn of a login. Format 3 added when the refresh token was made, and the stamps
/// of groups other than the subject's.
const FORMAT: u32 = 3;
const SECOND: u32 = 2;
const FIRST: u32 = 1;

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Record<'a> {
    format: u32,
    id: Cow<'a, str>,
    generation: u64,
    created_at: NumericDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    turn: Option<u64>,
    rotated_at: NumericDate,
    idle: u64,
    expires_at: NumericDate,
    subject: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    is_authenticated: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    audience: Option<Cow<'a, Audience>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scope: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "is_empty")]
    detail: Cow<'a, Map<String, Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    issued_at: Option<NumericDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stamp: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    all_stamp: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_stamp: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_client_stamp: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    revoked_at: Option<NumericDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<Cow<'a, str>>,
}

fn is_empty(detail: &Map<String, Value>) -> bool {
    detail.is_empty()
}

/// The format alone, of a row that this version may not know.
#[derive(serde::Deserialize)]
struct Format {
    format: u32,
}

const fn is_known(format: u32) -> bool {
    matches!(format, FIRST..=FORMAT)
}

struct OtherFormat(u32);

impl core::fmt::Display for OtherFormat {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let found = self.0;
        write!(
            f,
            "a row has the format {found}, and this version reads {FIRST} to {FORMAT}"
        )
    }
}

impl Session {
    /// The row as bytes, for a store.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let fixed = &*self.fixed;
        let text = |value| SessionId::from_bytes(value).to_string().into();
        let [all_stamp, client_stamp, stamp, at_client_stamp] =
            split(self.stamp_values()).map(|value| value.map(text));
        let record = Record {
            format: FORMAT,
            id: fixed.id.to_string().into(),
            generation: self.generation,
            created_at: fixed.created_at,
            turn: Some(fixed.turn),
            rotated_at: self.rotated_at,
            idle: fixed.idle.as_secs(),
            expires_at: fixed.expires_at,
            subject: Cow::Borrowed(&fixed.subject),
            client: self.client_id().map(Cow::Borrowed),
            is_authenticated: self.is_client_authenticated(),
            audience: self.audience().map(Cow::Borrowed),
            scope: self.scope().map(Cow::Borrowed),
            label: self.label().map(Cow::Borrowed),
            detail: Cow::Borrowed(self.detail()),
            issued_at: self.attributes().issued_at,
            stamp,
            all_stamp,
            client_stamp,
            at_client_stamp,
            revoked_at: self.revoked().map(|(at, _)| at),
            reason: self.revoked().map(|(_, reason)| Cow::Borrowed(reason)),
        };
        // Strings and numbers only: this cannot fail.
        serde_json::to_vec(&record).unwrap_or_default()
    }

    /// Reads the row from the bytes that a store kept.
    ///
    /// # Errors
    /// [`Corrupt`](StoreError::Corrupt) for bytes that are not from [`to_bytes`](Self::to_bytes) of
    /// this version or an earlier one, and for a newer format.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StoreError> {
        let corrupt = |problem: &dyn core::fmt::Display| StoreError::corrupt(problem.to_string());
        let damaged_at = |byte| corrupt(&format_args!("a row is damaged at byte {byte}"));
        let text = core::str::from_utf8(bytes);
        let text = text.map_err(|error| damaged_at(error.valid_up_to().saturating_add(1)))?;
        // Another build wrote it, in which this is an ordinary name.
        if has_reserved_name(text) {
            return Err(corrupt(
                &"a row has a member name that is reserved in this build",
            ));
        }
        let record: Record<'_> = serde_json::from_str(text).map_err(|error| {
            match serde_json::from_str::<Format>(text) {
                Ok(Format { format }) if !is_known(format) => corrupt(&OtherFormat(format)),
                // The error's own text could quote the row.
                _ => damaged_at(error.column()),
            }
        })?;
        let damaged = || corrupt(&"a row is damaged: its values are not those of a session");
        let turn = match (record.format, record.turn, record.issued_at) {
            (FIRST, None, None) => 0,
            (SECOND, Some(turn), None) | (FORMAT, Some(turn), _) => turn,
            (FIRST..=FORMAT, ..) => return Err(damaged()),
            (other, ..) => return Err(corrupt(&OtherFormat(other))),
        };
        let text = |text: Cow<'_, str>| -> Box<str> { text.into() };
        let id = record.id.parse().map_err(|_| damaged())?;
        let of_groups = [
            &record.all_stamp,
            &record.client_stamp,
            &record.at_client_stamp,
        ];
        if record.format < FORMAT && of_groups.iter().any(|stamp| stamp.is_some()) {
            return Err(damaged());
        }
        let value = |stamp: Option<Cow<'_, str>>| {
            let value = stamp.map(|stamp| stamp.parse::<SessionId>()).transpose();
            value.map(|value| value.map(|value| *value.as_bytes()))
        };
        let values = || {
            Ok::<_, ParseSessionIdError>([
                value(record.all_stamp)?,
                value(record.client_stamp)?,
                value(record.stamp)?,
                value(record.at_client_stamp)?,
            ])
        };
        let stamp_values = join(&values().map_err(|_| damaged())?).into();
        let revoked = match (record.revoked_at, record.reason) {
            (None, None) => None,
            (Some(at), Some(reason)) => Some(Arc::new(Revoked {
                at,
                reason: text(reason),
            })),
            _ => return Err(damaged()),
        };
        let is_authenticated = record.is_authenticated;
        if is_authenticated && record.client.is_none() {
            return Err(damaged());
        }
        let client = record.client.map(|id| Client {
            id: text(id),
            is_authenticated,
        });
        let grant = ClientGrant {
            client,
            audience: record.audience.map(Cow::into_owned),
            scope: record.scope.map(text),
        };
        let attributes = Attributes {
            label: record.label.map(text),
            detail: record.detail.into_owned(),
            issued_at: record.issued_at,
        };
        let fixed = Fixed {
            id,
            created_at: record.created_at,
            idle: Duration::from_secs(record.idle),
            expires_at: record.expires_at,
            subject: (&*record.subject).into(),
            stamp_values,
            turn,
            grant: grant.boxed(),
        };
        Ok(Self {
            fixed: Arc::new(fixed),
            attributes: attributes.shared(),
            generation: record.generation,
            rotated_at: record.rotated_at,
            revoked,
        })
    }
}
