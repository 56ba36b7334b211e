//! `glassbox`: key, signer and verifier made once, the system clock, no leeway.

use std::fmt::Debug;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use glassbox::{HmacKey, Signer, Token, Verifier, VerifyError, generate_token, verify_token};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Batch, Candidate, accepting, checks_all, json, refusing, repeat, signing};
use crate::claims::{
    AUDIENCE, Access, AccessBorrowed, ISSUER, Padded, User, UserBorrowed, access, user, user_own,
};
use crate::token::{self, Hash};
use crate::work::Work;

pub const CANDIDATE: Candidate = Candidate {
    name: "glassbox",
    prepare,
    unchecked: checks_all,
};

fn prepare(work: Work) -> Option<Batch> {
    Some(match work {
        Work::SignUser | Work::SignHs512 => sign(work, user()),
        Work::SignAccess => sign(work, access()),
        Work::SignUserByCall => sign_by_call(work),
        Work::VerifyUser | Work::VerifyForeignHeader | Work::VerifyHs512 => accept::<User>(work),
        Work::VerifyUserByCall => accept_by_call(work),
        Work::VerifyAccess => accept::<Access>(work),
        Work::VerifyValue => accept::<Value>(work),
        Work::VerifyPadded(_) => accept::<Padded>(work),
        Work::VerifyUserBorrowed => borrow_user(work),
        Work::VerifyAccessBorrowed => borrow_access(work),
        Work::RefuseForged => refuse(work, |error| error.code() == "invalid_signature"),
        Work::RefuseExpired => refuse(work, VerifyError::is_expired),
        Work::RefuseGarbage(..) => refuse(work, |_| true),
    })
}

fn key(work: Work) -> HmacKey {
    let secret = work.hash().secret();
    match work.hash() {
        Hash::Sha256 => HmacKey::hs256(secret),
        Hash::Sha512 => HmacKey::hs512(secret),
    }
    .expect("as long as the hash")
}

fn verifier(work: Work) -> Verifier {
    let verifier = Verifier::new(key(work));
    if work.checks_access() {
        verifier.issuer(ISSUER).audience(AUDIENCE)
    } else {
        verifier
    }
}

fn sign<C: Serialize + Send + 'static>(work: Work, claims: C) -> Batch {
    let signer = Signer::new(key(work));
    signing(work, move || signer.sign(black_box(&claims)))
}

/// Adds `iat` and `exp` by the clock: the token's length is W1's, its times are not.
fn sign_by_call(work: Work) -> Batch {
    let (key, claims) = (key(work), user_own());
    let operation = move || generate_token(black_box(&claims), &key, Duration::from_secs(900));
    let text = operation().expect("signs");
    assert_eq!(text.len(), work.token().len());
    let signed = token::open(work.hash(), &text).expect("genuine");
    assert_eq!(signed["username"], work.claims()["username"]);
    repeat(operation)
}

fn accept<C: DeserializeOwned + Serialize + 'static>(work: Work) -> Batch {
    accepting(work, Token::<C>::claims, verify(work))
}

fn accept_by_call(work: Work) -> Batch {
    let (key, text) = (key(work), work.token());
    accepting(work, Token::<User>::claims, move || {
        verify_token(black_box(&text), &key)
    })
}

fn refuse(work: Work, right: fn(&VerifyError) -> bool) -> Batch {
    refusing(right, verify::<User>(work))
}

fn verify<C: DeserializeOwned>(work: Work) -> impl FnMut() -> Result<Token<C>, VerifyError> {
    let (verifier, text) = (verifier(work), work.token());
    move || verifier.verify(black_box(&text))
}

fn borrow_user(work: Work) -> Batch {
    let (verifier, text, mut buffer) = (verifier(work), work.token(), Vec::new());
    let token = verifier.verify_in::<UserBorrowed<'_>>(&text, &mut buffer);
    assert_borrowed(work, token.as_ref().map(Token::claims));
    drop(token);
    repeat(move || {
        let token = verifier.verify_in::<UserBorrowed<'_>>(black_box(&text), &mut buffer);
        black_box(&token);
    })
}

fn borrow_access(work: Work) -> Batch {
    let (verifier, text, mut buffer) = (verifier(work), work.token(), Vec::new());
    let token = verifier.verify_in::<AccessBorrowed<'_>>(&text, &mut buffer);
    assert_borrowed(work, token.as_ref().map(Token::claims));
    drop(token);
    repeat(move || {
        let token = verifier.verify_in::<AccessBorrowed<'_>>(black_box(&text), &mut buffer);
        black_box(&token);
    })
}

fn assert_borrowed(work: Work, claims: Result<&impl Serialize, impl Debug>) {
    assert_eq!(json(claims.expect("verifies")), work.claims());
}

/// One verifier for all threads.
pub fn share(threads: usize) -> Vec<Batch> {
    shared(threads, key(Work::VerifyUser))
}

/// The same with a key id, which tokens and headers carry around.
pub fn share_with_key_id(threads: usize) -> Vec<Batch> {
    shared(threads, key(Work::VerifyUser).with_key_id("2026-11"))
}

fn shared(threads: usize, key: HmacKey) -> Vec<Batch> {
    let text = Signer::new(key.clone()).sign(&user()).expect("signs");
    let verifier = Arc::new(Verifier::new(key));
    let one = |_| {
        let (verifier, text) = (Arc::clone(&verifier), text.clone());
        let operation = move || verifier.verify::<User>(black_box(&text));
        accepting(Work::VerifyUser, Token::claims, operation)
    };
    (0..threads).map(one).collect()
}
