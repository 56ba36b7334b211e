//! The work items W1 to W11: what each does, on which token, and its budgets. (W12 is in
//! `threads.rs`.)

use serde_json::Value;

use crate::claims;
use crate::token::{self, Garbage, Hash};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    SignUser,
    SignUserByCall,
    VerifyUser,
    VerifyUserByCall,
    VerifyForeignHeader,
    VerifyUserBorrowed,
    VerifyAccess,
    VerifyAccessBorrowed,
    SignAccess,
    RefuseForged,
    RefuseGarbage(Garbage, usize),
    RefuseExpired,
    VerifyValue,
    VerifyHs512,
    SignHs512,
    VerifyPadded(usize),
}

/// Nanoseconds for a piece of garbage, at any length.
pub const GARBAGE_LIMIT: f64 = 30.0;

/// What the budgets of the project allow.
#[derive(Clone, Copy, Default)]
pub struct Budget {
    /// The most that glassbox may take, as a multiple of the floor.
    pub of_floor: Option<f64>,
    /// The least throughput over each crate that checks the same things.
    pub over_others: Option<f64>,
}

const fn budget(of_floor: f64) -> Budget {
    Budget {
        of_floor: Some(of_floor),
        over_others: None,
    }
}

impl Budget {
    const fn over_others(mut self, least: f64) -> Self {
        self.over_others = Some(least);
        self
    }
}

impl Work {
    /// Everything but the garbage, in the order of the table.
    pub fn all() -> Vec<Self> {
        let mut all = vec![
            Self::SignUser,
            Self::SignUserByCall,
            Self::VerifyUser,
            Self::VerifyUserByCall,
            Self::VerifyForeignHeader,
            Self::VerifyUserBorrowed,
            Self::VerifyAccess,
            Self::VerifyAccessBorrowed,
            Self::SignAccess,
            Self::RefuseForged,
            Self::RefuseExpired,
            Self::VerifyValue,
            Self::VerifyHs512,
            Self::SignHs512,
        ];
        all.extend([205, 1 << 10, 4 << 10, 16 << 10, 64 << 10].map(Self::VerifyPadded));
        all
    }

    pub fn id(self) -> String {
        match self {
            Self::SignUser => "W1".into(),
            Self::SignUserByCall => "W1-call".into(),
            Self::VerifyUser => "W2".into(),
            Self::VerifyUserByCall => "W2-call".into(),
            Self::VerifyForeignHeader => "W2-header".into(),
            Self::VerifyUserBorrowed => "W2-borrowed".into(),
            Self::VerifyAccess => "W3".into(),
            Self::VerifyAccessBorrowed => "W3-borrowed".into(),
            Self::SignAccess => "W4".into(),
            Self::RefuseForged => "W5".into(),
            Self::RefuseGarbage(kind, bytes) => {
                format!("W6-{}-{bytes}", format!("{kind:?}").to_lowercase())
            }
            Self::RefuseExpired => "W7".into(),
            Self::VerifyValue => "W8".into(),
            Self::VerifyHs512 => "W9".into(),
            Self::SignHs512 => "W9-sign".into(),
            Self::VerifyPadded(bytes) => format!("W11-{bytes}"),
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::SignUser => "sign, small",
            Self::SignUserByCall => "generate_token (adds iat, exp)",
            Self::VerifyUser => "verify, small",
            Self::VerifyUserByCall => "verify_token",
            Self::VerifyForeignHeader => "verify, header to be read",
            Self::VerifyUserBorrowed => "verify_in, borrowed claims",
            Self::VerifyAccess => "verify, access token",
            Self::VerifyAccessBorrowed => "verify_in, borrowed claims",
            Self::SignAccess => "sign, access token",
            Self::RefuseForged => "refuse, forged",
            Self::RefuseGarbage(..) => "refuse, garbage",
            Self::RefuseExpired => "refuse, expired",
            Self::VerifyValue => "verify into a Value",
            Self::VerifyHs512 => "verify, HS512",
            Self::SignHs512 => "sign, HS512",
            Self::VerifyPadded(_) => "verify, padded",
        }
    }

    pub fn budget(self) -> Budget {
        match self {
            Self::SignUser => budget(1.08).over_others(1.5),
            Self::VerifyUser => budget(0.99).over_others(3.0),
            Self::VerifyAccess => budget(0.97).over_others(2.4),
            Self::VerifyUserBorrowed => budget(0.94),
            Self::VerifyAccessBorrowed => budget(0.79),
            Self::SignAccess => budget(1.05).over_others(1.5),
            Self::SignHs512 => budget(1.05),
            Self::RefuseForged => budget(0.90).over_others(2.4),
            Self::RefuseExpired => budget(1.00),
            Self::VerifyValue | Self::VerifyHs512 => budget(0.98),
            Self::VerifyPadded(bytes) if bytes == 64 << 10 => budget(1.04),
            _ => Budget::default(),
        }
    }

    pub fn hash(self) -> Hash {
        match self {
            Self::VerifyHs512 | Self::SignHs512 => Hash::Sha512,
            _ => Hash::Sha256,
        }
    }

    /// Whether issuer, audience and `nbf` are checked too.
    pub fn checks_access(self) -> bool {
        matches!(self, Self::VerifyAccess | Self::VerifyAccessBorrowed)
    }

    /// The text to verify or to refuse.
    pub fn token(self) -> String {
        let hash = self.hash();
        match self {
            Self::RefuseGarbage(kind, bytes) => token::garbage(kind, bytes),
            Self::RefuseForged => token::forge(&token::sign(hash, hash.header(), &self.json())),
            Self::VerifyForeignHeader => token::sign(hash, token::FOREIGN_HEADER, &self.json()),
            _ => token::sign(hash, hash.header(), &self.json()),
        }
    }

    /// The claims to sign, or to find in the token.
    pub fn claims(self) -> Value {
        serde_json::from_slice(&self.json()).expect("our own JSON")
    }

    fn json(self) -> Vec<u8> {
        match self {
            Self::RefuseExpired => serde_json::to_vec(&claims::expired_user()),
            Self::VerifyAccess | Self::VerifyAccessBorrowed | Self::SignAccess => {
                serde_json::to_vec(&claims::access())
            }
            Self::VerifyPadded(bytes) => serde_json::to_vec(&claims::padded(bytes)),
            _ => serde_json::to_vec(&claims::user()),
        }
        .expect("plain fields")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payloads_have_the_length_that_is_claimed() {
        for bytes in [205, 1 << 10, 64 << 10] {
            assert_eq!(Work::VerifyPadded(bytes).json().len(), bytes);
        }
        let access = Work::VerifyAccess.json().len();
        assert!((430..=470).contains(&access), "{access}");
    }
}
