//! The floor: the raw primitives that a work item cannot do without, each at its best, with reused
//! buffers and no check at all. HMAC from a prepared, cloned state, by whole blocks, or by the calls of
//! `hmac` that everybody uses; base64url by the vector engine; one pass of serde_json.

use std::hint::black_box;

use base64::Engine;
use base64::engine::Simd;
use base64::engine::general_purpose::NO_PAD;
use hmac::block_api::HmacCore;
use hmac::digest::block_api::{Buffer, FixedOutputCore, UpdateCore};
use hmac::digest::{KeyInit, Output};
use hmac::{EagerHash, Hmac, Mac as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Sha256, Sha512};

use super::{Batch, Candidate, checks_all, json};
use crate::claims::{Access, Padded, User, access, user};
use crate::token::{self, Hash};
use crate::work::Work;

pub const CANDIDATE: Candidate = Candidate {
    name: "floor",
    prepare: prepare::<HmacCore<Sha256>, HmacCore<Sha512>>,
    unchecked: checks_all,
};

/// The same, its HMAC by `clone`, `update`, `finalize`.
pub const BUFFERED: Candidate = Candidate {
    name: "floor, buffered HMAC",
    prepare: prepare::<Hmac<Sha256>, Hmac<Sha512>>,
    unchecked: checks_all,
};

fn prepare<Hs256: Mac, Hs512: Mac>(work: Work) -> Option<Batch> {
    match work {
        Work::SignUser | Work::SignUserByCall => Some(sign::<Hs256, _>(work, user())),
        Work::SignHs512 => Some(sign::<Hs512, _>(work, user())),
        Work::SignAccess => Some(sign::<Hs256, _>(work, access())),
        Work::VerifyUser
        | Work::VerifyUserByCall
        | Work::VerifyUserBorrowed
        | Work::VerifyForeignHeader
        | Work::RefuseExpired => Some(verify::<Hs256, User>(work)),
        Work::VerifyHs512 => Some(verify::<Hs512, User>(work)),
        Work::VerifyAccess | Work::VerifyAccessBorrowed => Some(verify::<Hs256, Access>(work)),
        Work::VerifyPadded(_) => Some(verify::<Hs256, Padded>(work)),
        Work::VerifyValue => Some(verify::<Hs256, Value>(work)),
        Work::RefuseForged => Some(refuse_forged::<Hs256>(work)),
        Work::RefuseGarbage(..) => None,
    }
}

pub fn share(threads: usize) -> Vec<Batch> {
    let one = |_| verify::<HmacCore<Sha256>, User>(Work::VerifyUser);
    (0..threads).map(one).collect()
}

/// The primitives and their buffers.
struct Floor<M> {
    mac: M,
    engine: Simd,
    json: Vec<u8>,
    signature: [u8; 64],
}

/// A token whose dots are known.
struct Split {
    text: String,
    payload: std::ops::Range<usize>,
}

/// HMAC whose message comes at once, from a prepared state.
trait Mac: Clone + Send + 'static {
    type Tag: AsRef<[u8]>;

    fn prepared(secret: &[u8]) -> Self;

    fn tag(&self, message: &[u8]) -> Self::Tag;
}

impl<D: EagerHash> Mac for HmacCore<D>
where
    Self: FixedOutputCore + UpdateCore + KeyInit + Clone + Send + 'static,
{
    type Tag = Output<Self>;

    fn prepared(secret: &[u8]) -> Self {
        <Self as KeyInit>::new_from_slice(secret).expect("any length")
    }

    fn tag(&self, message: &[u8]) -> Self::Tag {
        let mut mac = self.clone();
        let mut buffer = Buffer::<Self>::default();
        let mut tag = Output::<Self>::default();
        buffer.digest_blocks(message, |blocks| mac.update_blocks(blocks));
        mac.finalize_fixed_core(&mut buffer, &mut tag);
        tag
    }
}

impl<D: EagerHash> Mac for Hmac<D>
where
    Self: hmac::Mac + KeyInit + Clone + Send + 'static,
{
    type Tag = Output<Self>;

    fn prepared(secret: &[u8]) -> Self {
        <Self as KeyInit>::new_from_slice(secret).expect("any length")
    }

    fn tag(&self, message: &[u8]) -> Self::Tag {
        let mut mac = self.clone();
        mac.update(message);
        mac.finalize().into_bytes()
    }
}

impl<M: Mac> Floor<M> {
    fn new(hash: Hash, bytes: usize) -> Self {
        Self {
            mac: M::prepared(hash.secret()),
            engine: Simd::url_safe(NO_PAD),
            json: vec![0; bytes],
            signature: [0; 64],
        }
    }

    /// The tag that the message should have, and the one that came, both to be compared.
    fn check(&mut self, token: &Split) -> usize {
        let message = &token.text.as_bytes()[..token.payload.end];
        let signature = &token.text[token.payload.end + 1..];
        black_box(self.mac.tag(message));
        self.engine
            .decode_slice(signature, &mut self.signature)
            .expect("base64url")
    }

    fn verify<C: DeserializeOwned>(&mut self, token: &Split) -> C {
        self.check(token);
        let payload = &token.text[token.payload.clone()];
        let length = self
            .engine
            .decode_slice(payload, &mut self.json)
            .expect("base64url");
        serde_json::from_slice(&self.json[..length]).expect("claims")
    }

    /// Writes payload and signature behind the header, which takes the first `start` bytes.
    fn sign<C: Serialize>(&mut self, claims: &C, text: &mut [u8], start: usize) -> usize {
        self.json.clear();
        serde_json::to_writer(&mut self.json, claims).expect("claims");
        let room = "text has room";
        let payload = self.engine.encode_slice(&self.json, &mut text[start..]);
        let dot = start + payload.expect(room);
        let tag = self.mac.tag(&text[..dot]);
        text[dot] = b'.';
        let signature = self.engine.encode_slice(tag, &mut text[dot + 1..]);
        dot + 1 + signature.expect(room)
    }
}

impl Split {
    fn new(text: String) -> Self {
        let header = text.find('.').expect("two dots");
        let payload = text.rfind('.').expect("two dots");
        Self {
            text,
            payload: header + 1..payload,
        }
    }
}

fn verify<M, C>(work: Work) -> Batch
where
    M: Mac,
    C: DeserializeOwned + Serialize,
{
    let token = Split::new(work.token());
    let mut floor = Floor::<M>::new(work.hash(), token.text.len());
    let claims: C = floor.verify(&token);
    assert_eq!(json(&claims), work.claims());
    super::repeat(move || floor.verify::<C>(black_box(&token)))
}

fn refuse_forged<M: Mac>(work: Work) -> Batch {
    let token = Split::new(work.token());
    let mut floor = Floor::<M>::new(work.hash(), 0);
    let length = floor.check(&token);
    let tag = floor.mac.tag(&token.text.as_bytes()[..token.payload.end]);
    assert_ne!(&floor.signature[..length], tag.as_ref());
    super::repeat(move || {
        floor.check(black_box(&token));
        black_box(&floor.signature);
    })
}

fn sign<M, C>(work: Work, claims: C) -> Batch
where
    M: Mac,
    C: Serialize + Send + 'static,
{
    let mut floor = Floor::<M>::new(work.hash(), 0);
    let model = token::sign(work.hash(), work.hash().header(), b"");
    let start = model.find('.').expect("two dots") + 1;
    let mut text = vec![0; 4096];
    text[..start].copy_from_slice(&model.as_bytes()[..start]);
    let length = floor.sign(&claims, &mut text, start);
    let signed = std::str::from_utf8(&text[..length]).expect("ASCII");
    assert_eq!(token::open(work.hash(), signed), Some(work.claims()));
    super::repeat(move || {
        let length = floor.sign(black_box(&claims), &mut text, start);
        black_box(&text[..length]);
    })
}
