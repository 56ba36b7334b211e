//! The claims that the work items sign and verify: as one struct, and, for crates which keep the
//! registered claims in a type of their own, the rest alone (`…Own`).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// 2023-11-14T22:13:20Z; fixed, so that every run measures the same bytes.
pub const ISSUED: i64 = 1_700_000_000;
/// 2100-01-01T00:00:00Z: in the future of every run, checked against the real clock.
pub const EXPIRES: i64 = 4_102_444_800;
/// Long gone (W7).
pub const EXPIRED: i64 = ISSUED + 900;

pub const ISSUER: &str = "https://auth.example.com/realms/shop";
pub const AUDIENCE: &str = "https://api.example.com/orders";
pub const SUBJECT: &str = "018f3a1c-7a52-7e11-9d0c-5b1f0f6a9d21";
pub const TOKEN_ID: &str = "9f1c2b7e-4a0d-4d36-8c55-1f2f3a4b5c6d";

/// The small token: W1, W2, W5, W7, W9.
#[derive(Clone, Serialize, Deserialize)]
pub struct User {
    pub username: String,
    pub role: String,
    pub iat: i64,
    pub exp: i64,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct UserOwn {
    pub username: String,
    pub role: String,
}

#[derive(Serialize, Deserialize)]
pub struct UserBorrowed<'a> {
    #[serde(borrow)]
    pub username: Cow<'a, str>,
    #[serde(borrow)]
    pub role: Cow<'a, str>,
    pub iat: i64,
    pub exp: i64,
}

/// The access token: W3, W4.
#[derive(Clone, Serialize, Deserialize)]
pub struct Access {
    pub iss: String,
    pub sub: String,
    pub aud: String,
    pub exp: i64,
    pub nbf: i64,
    pub iat: i64,
    pub jti: String,
    pub scope: String,
    pub roles: Vec<String>,
    pub email: String,
    pub name: String,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct AccessOwn {
    pub scope: String,
    pub roles: Vec<String>,
    pub email: String,
    pub name: String,
}

/// `Vec<Cow>` would own its elements: serde's `borrow` reaches a `Cow` only as a field of its own.
#[derive(Serialize, Deserialize)]
pub struct AccessBorrowed<'a> {
    pub iss: &'a str,
    pub sub: &'a str,
    pub aud: &'a str,
    pub exp: i64,
    pub nbf: i64,
    pub iat: i64,
    pub jti: &'a str,
    pub scope: &'a str,
    pub roles: [&'a str; 5],
    pub email: &'a str,
    pub name: &'a str,
}

/// The small token with filling: W11.
#[derive(Clone, Serialize, Deserialize)]
pub struct Padded {
    pub username: String,
    pub role: String,
    pub iat: i64,
    pub exp: i64,
    pub padding: String,
}

#[cfg(feature = "others")]
#[derive(Clone, Serialize, Deserialize)]
pub struct PaddedOwn {
    pub username: String,
    pub role: String,
    pub padding: String,
}

pub fn user() -> User {
    User {
        username: "testAdmin".into(),
        role: "admin".into(),
        iat: ISSUED,
        exp: EXPIRES,
    }
}

pub fn expired_user() -> User {
    User {
        exp: EXPIRED,
        ..user()
    }
}

pub fn user_own() -> UserOwn {
    UserOwn {
        username: "testAdmin".into(),
        role: "admin".into(),
    }
}

pub fn access() -> Access {
    let own = access_own();
    Access {
        iss: ISSUER.into(),
        sub: SUBJECT.into(),
        aud: AUDIENCE.into(),
        exp: EXPIRES,
        nbf: ISSUED,
        iat: ISSUED,
        jti: TOKEN_ID.into(),
        scope: own.scope,
        roles: own.roles,
        email: own.email,
        name: own.name,
    }
}

pub fn access_own() -> AccessOwn {
    let roles = ["administrator", "billing", "editor", "auditor", "operator"];
    AccessOwn {
        scope: "openid profile email orders:read orders:write invoices:read invoices:write".into(),
        roles: roles.map(String::from).to_vec(),
        email: "grace.hopper@example.com".into(),
        name: "Grace Brewster Hopper".into(),
    }
}

/// Claims whose JSON is `bytes` long.
pub fn padded(bytes: usize) -> Padded {
    let mut claims = Padded {
        username: "testAdmin".into(),
        role: "admin".into(),
        iat: ISSUED,
        exp: EXPIRES,
        padding: String::new(),
    };
    let bare = serde_json::to_vec(&claims).expect("plain fields").len();
    claims.padding = "a".repeat(bytes.saturating_sub(bare));
    claims
}
