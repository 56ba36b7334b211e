//! What happened with each key that was tried on a token, and why none may fit.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::explanation::Explanation;
use super::verifier::Verifier;
use crate::algorithm::Algorithm;
use crate::error::Escaped;
use crate::jws::{MAX_CANDIDATES, Unverified};
use crate::key::sealed::{Eligibility, Mark, Ours, Remark};
use crate::key::{KeyId, KeySource, Lookup, Now};

/// Explains each key of the source and what happened with it, and why the signature may fit none.
pub(super) fn explain(
    unverified: &Unverified<'_>,
    algorithm: Algorithm,
    verifier: &Verifier,
    now: &Now<'_>,
) -> (Explanation, Explanation) {
    let wanted = Lookup {
        algorithm,
        key_id: unverified.key_id().map(KeyId::as_str),
        now,
    };
    let (mut lines, mut tried, mut is_found) = (Vec::new(), 0_usize, false);
    let signature = unverified.signature().unwrap_or_default();
    let mut hints = hints_of_signature(algorithm, &signature);
    let mut lengths = Vec::new();
    let shown = verifier.verification().keys.show_every_key(
        &wanted,
        &mut |key, eligibility| {
            let id = key.key_id().map(KeyId::as_str);
            let name = id.map_or("without an id".into(), |id| format!("\"{}\"", Escaped(id)));
            let kind = key.own_kind(Ours(()));
            let kind = kind.map_or(String::new(), |kind| format!(", {kind}"));
            let name = format!("key {name} ({}{kind})", key.algorithm());
            let became = match eligibility {
                Eligibility::OtherKeyId => "passed over: another key id".into(),
                Eligibility::Retired(until) => format!("passed over: retired since {until:?}"),
                Eligibility::Candidate if key.algorithm() != algorithm => {
                    "passed over: another algorithm".into()
                }
                Eligibility::Candidate if is_found => "not tried".into(),
                Eligibility::Candidate if tried == MAX_CANDIDATES => {
                    format!("passed over: {MAX_CANDIDATES} candidates were tried before")
                }
                Eligibility::Candidate => {
                    tried = tried.saturating_add(1);
                    lengths.push(key.own_signature_len(Ours(())));
                    is_found = key.verify(unverified.signing_input(), &signature);
                    let look = &mut |mark: &Mark| {
                        let of_secret = mark.form.hints();
                        let of_secret = of_secret.map(|said| format!("{name}: its secret {said}"));
                        hints.extend(of_secret);
                    };
                    key.marks(look, Ours(()));
                    let fits = if is_found { "fits" } else { "does not fit" };
                    format!("candidate: its signature {fits}")
                }
            };
            lines.push(format!("{name}: {became}"));
        },
        Ours(()),
    );
    if shown.is_err() {
        lines.push("the key source is unavailable".into());
    }
    lines.extend(not_used(verifier.verification().keys));
    // Where the algorithm leaves it open, the keys say it, if all that were tried say the same.
    let first = lengths.first().copied().flatten();
    let of_keys = first.filter(|_| lengths.iter().all(|len| *len == first));
    let kid = wanted.key_id;
    let keys = Explanation {
        found: Some(kid.map_or("no kid".into(), |kid| format!("kid \"{}\"", Escaped(kid)))),
        details: lines,
        ..Explanation::default()
    };
    let signature = Explanation {
        found: Some(format!("{} bytes", signature.len())),
        expected: Some(match algorithm.signature_len().or(of_keys) {
            Some(len) => format!("{algorithm}, {len} bytes"),
            None => algorithm.to_string(),
        }),
        details: if is_found { Vec::new() } else { hints },
        ..Explanation::default()
    };
    (keys, signature)
}

/// The keys of the source that no token is tried with, and why: the first of them.
fn not_used(keys: &dyn KeySource) -> Vec<String> {
    const MOST: usize = 8;
    let (mut lines, mut more) = (Vec::new(), 0_usize);
    let say = &mut |remark: Remark<'_>| match remark {
        Remark::NotUsed(what) if lines.len() < MOST => lines.push(format!("not used: {what}")),
        Remark::NotUsed(_) => more = more.saturating_add(1),
        Remark::PrivateKey(_) | Remark::DuplicateKeyId(_) | Remark::NoKey => {}
    };
    keys.remarks(say, Ours(()));
    if more > 0 {
        lines.push(format!("not used: {more} more"));
    }
    lines
}

/// Why the signature itself may fit no key.
fn hints_of_signature(algorithm: Algorithm, signature: &[u8]) -> Vec<String> {
    let due = algorithm.signature_len();
    let is_text_of = |len: usize| {
        let digits = signature.iter().filter(|byte| byte.is_ascii_hexdigit());
        signature.len() == len.saturating_mul(2) && digits.count() == signature.len()
    };
    match due {
        _ if signature.is_empty() => alloc::vec!["the token has no signature".into()],
        Some(due) if is_text_of(due) => alloc::vec![format!(
            "the signature is the hex digits of {due} bytes: its issuer has to encode the bytes"
        )],
        _ if is_der(algorithm, signature) => alloc::vec![
            "the signature is in DER, as OpenSSL and services that keep keys make it: its issuer has to \
             convert it, as Unsigned::attach_der does"
                .into()
        ],
        _ => Vec::new(),
    }
}

/// Whether a signature of ECDSA is written as a SEQUENCE of two INTEGERs (RFC 3279 §2.2.3), not as JOSE
/// writes it (RFC 7518 §3.4).
const fn is_der(algorithm: Algorithm, signature: &[u8]) -> bool {
    use Algorithm::{Es256, Es256k, Es384, Es512};
    matches!(algorithm, Es256 | Es384 | Es512 | Es256k)
        && matches!(signature, [0x30, 0x81, _, 0x02, ..] | [0x30, _, 0x02, ..])
        && !matches!(signature.len(), 64 | 96 | 132)
}
