//! Keys, validities and signing.

use std::time::Duration;

use glassbox::key::RemoteKey;
use glassbox::{Algorithm, HmacKey, KeyError, KeyRing, SignError, Signer, Validity};
use serde_json::{Value, json};

use super::{Row, row};
use crate::support::{NOW, at, key};

pub fn keys() -> Vec<Row> {
    let error = |key: Result<HmacKey, KeyError>| key.unwrap_err();
    let twice = KeyRing::new(key().with_key_id("a")).accept(key().with_key_id("a"));
    vec![
        row(
            error(HmacKey::hs256("")),
            "the secret is empty: is its environment variable or setting missing?",
        ),
        row(
            error(HmacKey::hs256("secret")),
            "the secret has 6 bytes, HS256 needs at least 32: make one with `openssl rand -base64 32` and read it with HmacKey::from_base64, or accept the risk by name with HmacKey::options(..).allow_short_secret()",
        ),
        row(
            error(HmacKey::hs256("-----BEGIN PUBLIC KEY-----")),
            "this is not a shared secret, but holds a PEM block (a key, a certificate): whoever knows a public key could sign or decrypt with it. Make a secret with `openssl rand -base64 32` (HS384: 48, HS512: 64) and read it with from_base64 of HmacKey or AesKey (of a JSON Web Key of type oct, give that its \"k\"); a public key goes to PublicKey or EcdhPublicKey (feature public-keys)",
        ),
        row(
            error(HmacKey::from_base64(Algorithm::Hs256, "correct horse")),
            "the secret is not base64 (either alphabet, padded or not): HmacKey::from_hex takes hexadecimal digits, HmacKey::new plain text, AesKey::new the bytes of an AES key (`xxd -r -p | base64` turns hexadecimal digits into base64)",
        ),
        row(
            error(HmacKey::from_base64(
                Algorithm::Hs256,
                "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0",
            )),
            "the secret stands for 24 bytes, HS256 needs at least 32: make one with `openssl rand -base64 32` and read it with HmacKey::from_base64, or accept the risk by name with HmacKey::options(..).allow_short_secret()",
        ),
        row(
            error(HmacKey::from_base64(
                Algorithm::Hs256,
                "\"c2VjcmV0c2VjcmV0\"",
            )),
            "the text of the secret has quotes around it, which is no part of it: take that away",
        ),
        row(
            error(HmacKey::from_base64(
                Algorithm::Hs256,
                "base64:c2VjcmV0c2VjcmV0",
            )),
            "the text of the secret has `base64:` before it, which is no part of it: take that away",
        ),
        row(
            error(HmacKey::from_hex(Algorithm::Hs256, "0x00ff")),
            "the text of the secret has `0x` before it, which is no part of it: take that away",
        ),
        row(
            error(HmacKey::from_hex(Algorithm::Hs256, "correct horse")),
            "the secret is not hexadecimal (an even number of digits 0-9, a-f or A-F): give base64 \
             to HmacKey::from_base64, and plain text to HmacKey::new",
        ),
        row(
            error(HmacKey::hs256("a secret that was read from a file\n")),
            "the secret is text with white space at its end (a line feed of the file it was read \
             from?): trim it, or, if the issuer signs with it, keep it by name with \
             HmacKey::options(..).allow_white_space()",
        ),
        row(
            error(HmacKey::new(Algorithm::Rs256, [7; 64])),
            "RS256 does not use a shared secret: HmacKey takes HS256, HS384 or HS512",
        ),
        row(
            twice.unwrap_err(),
            "the key id \"a\" is used twice in the ring: give each key its own with .with_key_id(..)",
        ),
        // What only an operating system can bring about.
        row(
            KeyError::Random,
            "the operating system gave no random bytes: does a sandbox keep them from this program?",
        ),
    ]
}

pub fn validities() -> Vec<Row> {
    let of = |text: &str, expected| row(text.parse::<Validity>().unwrap_err(), expected);
    vec![
        of("soon", "a duration begins with a whole number, as in 15m"),
        of(
            "120",
            "a duration needs a unit: 15s is seconds, 15m minutes",
        ),
        of("", "the text is empty: is a setting missing?"),
        of(
            "1h30m",
            "a duration is one whole number and one unit in lower case: s, m, h, d, w or its English name (90m, not 1h30m; nothing below a second)",
        ),
        of(
            "99999999999999999999s",
            "a duration of more than 2^64 seconds is too long: choose a shorter one",
        ),
    ]
}

pub fn signing() -> Vec<Row> {
    let signer = || Signer::new(key());
    let second = Duration::from_secs(1);
    let of =
        |signer: Signer, claims: Value, expected| row(signer.sign(&claims).unwrap_err(), expected);
    let length = |algorithm, signature: &[u8], expected| {
        let signer = Signer::new(RemoteKey::new(algorithm)).without_expiry();
        row(
            signer
                .prepare(&json!({}))
                .unwrap()
                .attach(signature)
                .unwrap_err(),
            expected,
        )
    };
    vec![
        row(
            signer()
                .sign(&std::collections::BTreeMap::from([("score", f64::NAN)]))
                .unwrap_err(),
            "the claims cannot be written as JSON: a number is NaN or infinite, which JSON cannot hold: leave it out",
        ),
        of(
            signer(),
            json!([1]),
            "the claims are not a JSON object: sign a struct or a map with string keys (Claims::new(()) where there is nothing to say)",
        ),
        of(
            signer(),
            json!({}),
            "the token would never expire: call .validity(..), put exp into the claims, or call \
             .without_expiry()",
        ),
        of(
            signer().subject("42"),
            json!({"exp": 4_102_444_800_i64, "sub": "42"}),
            "the claim sub is given twice: keep it in the claims or on the signer, not in both",
        ),
        of(
            signer(),
            json!({"exp": "2026-11-24"}),
            "the claim exp is a string, and must be a number of seconds since 1970",
        ),
        of(
            signer(),
            json!({"exp": null}),
            "the claim exp is null, and must be a number of seconds since 1970: leave it out if \
             there is none (#[serde(skip_serializing_if = \"Option::is_none\")])",
        ),
        of(
            signer(),
            json!({"aud": null}),
            "the claim aud is null, and must be a name, or an array of names: leave it out if \
             there is none (#[serde(skip_serializing_if = \"Option::is_none\")])",
        ),
        of(
            signer(),
            json!({"aud": []}),
            "the claim aud is an array that names nobody, and must be a name, or an array of names",
        ),
        of(
            signer(),
            json!({"sub": null}),
            "the claim sub is null, and must be a string: leave it out if there is none \
             (#[serde(skip_serializing_if = \"Option::is_none\")])",
        ),
        row(
            signer().sign(&Ok::<_, ()>(1)).unwrap_err(),
            "the claims are an enum of the form {\"Variant\":{..}}, which cannot be read back \
             beside iat and exp: give the enum #[serde(tag = \"..\")], or wrap it: sign \
             Claims::new(..) and read Claims",
        ),
        of(
            signer().validity(second / 2),
            json!({}),
            "the validity is less than one second, so the token would be expired at once: whole seconds are counted",
        ),
        of(
            signer().validity("900"),
            json!({}),
            "validity(..) was given a text that is not a duration: a duration needs a unit: 15s is seconds, 15m minutes",
        ),
        of(
            signer().validity(Duration::MAX),
            json!({}),
            "exp is after the year 9999: is it in milliseconds? Dates count seconds, and a validity or an offset that ends there is too long",
        ),
        of(
            signer(),
            json!({"exp": 1_750_000_900_000_i64}),
            "exp is after the year 9999: is it in milliseconds? Dates count seconds, and a validity or an offset that ends there is too long",
        ),
        row(
            signer().at(at(NOW)).sign(&json!({"exp": 9})).unwrap_err(),
            "the token would be expired at once: exp 9 is not after 1700000000, when it is issued \
             (to sign a token that has already expired, call .at(..) with an instant before exp)",
        ),
        row(
            signer()
                .not_before(second * 60)
                .validity(second * 30)
                .at(at(NOW))
                .sign(&json!({}))
                .unwrap_err(),
            "the token would never be valid: exp 1700000030 is not after nbf 1700000060, so give \
             it a longer validity or an earlier nbf",
        ),
        of(
            signer().header_member("alg", "none"),
            json!({"exp": 9}),
            "the header member \"alg\" cannot be set with .header_member(..): alg comes from the \
             key, kid from .with_key_id(..) on the key, typ and cty have calls of their own, and \
             extensions are not supported",
        ),
        of(
            signer().header_member("jku", 1),
            json!({"exp": 9}),
            "no verifier would accept this header, so check its .header_member(..): the header's \
             member jku is not a string",
        ),
        of(
            signer().header_member("x", f64::NAN),
            json!({"exp": 9}),
            "the header member \"x\" would not be read as it was given: a number in it is NaN, \
             infinite or an integer of more than 64 bits, it has a name of serde_json's own, or it \
             is not JSON at all",
        ),
        of(
            signer().issuer(""),
            json!({"exp": 9}),
            "Signer::issuer(..) was given an empty text or list: is a setting missing?",
        ),
        length(
            Algorithm::Es256,
            &[1; 70],
            "the signature has 70 bytes, ES256 makes 64: JOSE wants the raw bytes (r and s for ECDSA), not DER, which Unsigned::attach_der takes (feature public-keys)",
        ),
        length(
            Algorithm::Rs256,
            &[],
            "the signature has 0 bytes: JOSE wants the raw bytes (r and s for ECDSA), not DER, which Unsigned::attach_der takes (feature public-keys)",
        ),
        row(
            SignError::key("the card was pulled"),
            "the key failed to sign: the card was pulled",
        ),
        // Of a session (tests/sessions/dates.rs).
        row(
            SignError::SessionClaim {
                claim: "iat".into(),
            },
            "the claim iat is given by the session and its signer: leave it out of the claims",
        ),
        // What only a platform can bring about.
        row(
            SignError::NoClock,
            "this platform has no clock: give one with .clock(..), or an instant with .at(..)",
        ),
        row(
            SignError::Random,
            "the operating system gave no random bytes: does a sandbox keep them from this program?",
        ),
    ]
}
