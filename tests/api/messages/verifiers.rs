//! Configurations that contradict themselves, and what an audit finds.

use std::time::Duration;

use glassbox::jwt::ConfigurationError;
use glassbox::key::KeySource;
use glassbox::{Algorithm, HmacKey, KeyRing, Verifier, VerifyError};

use super::{Row, row};
use crate::support::Down;
use crate::support::key;

pub fn errors() -> Vec<Row> {
    let of =
        |verifier: Verifier, expected| row(verifier.check_configuration().unwrap_err(), expected);
    let new = || Verifier::new(key());
    vec![
        of(
            new().issuer(""),
            "the verifier's configuration: .issuer(..) was given nothing to expect: is a setting missing?",
        ),
        of(
            new().audience("a").any_audience(),
            "the verifier's configuration: .audience and .any_audience contradict each other: keep one of them",
        ),
        of(
            new().audience("a").audience("b"),
            "the verifier's configuration: .audience(..) was called twice: keep one of the two, \
             and to accept any of several values, give them in one call",
        ),
        of(
            new().max_age(Duration::from_millis(999)),
            "the verifier's configuration: .max_age(..) was given less than one second, but counts \
             whole seconds",
        ),
        of(
            new().max_age("1h").max_age("2h"),
            "the verifier's configuration: .max_age(..) was called twice: keep one of the two, and \
             to accept any of several values, give them in one call",
        ),
        of(
            new().max_validity("900"),
            "the verifier's configuration: .max_validity(..) was given a text that is not a duration: a duration needs a unit: 15s is seconds, 15m minutes",
        ),
        of(
            new().allow_missing_exp().max_validity("1h"),
            "the verifier's configuration: .allow_missing_exp and .max_validity contradict each other: keep one of them",
        ),
        of(
            new().expect("sub", 42),
            "the verifier's configuration: .expect(\"sub\", ..) was given a value whose type RFC \
             7519 does not allow for that claim, so no token could have it",
        ),
        of(
            new().expect("ratio", f64::NAN),
            "the verifier's configuration: .expect(..) was given a value that JSON would change: a \
             number that is NaN, infinite or an integer of more than 64 bits, a name of \
             serde_json's own, or no JSON at all",
        ),
        of(
            new().leeway(Duration::from_secs(601)),
            "the verifier's configuration: a leeway of more than 10 minutes needs .long_leeway(..)",
        ),
        // What only a platform can bring about.
        row(
            VerifyError::from(ConfigurationError::NoClock),
            "the verifier's configuration: this platform has no clock: give one with .clock(..), or an instant with .at(..)",
        ),
    ]
}

/// Nothing to say of it.
fn safe() -> Verifier {
    safe_with(key())
}

fn safe_with(keys: impl KeySource + 'static) -> Verifier {
    let named = Verifier::new(keys).issuer("i").audience("a");
    named.typ("at+jwt").max_validity("1h")
}

/// A ring of so many keys without ids.
fn open_keys(count: u8) -> KeyRing {
    let key = |byte: u8| HmacKey::hs256([byte; 32]).unwrap();
    let others = (1..count).map(key);
    others.fold(KeyRing::new(key(0)), |ring, key| ring.accept(key).unwrap())
}

#[test]
fn sixteen_open_keys_are_all_tried() {
    assert!(safe_with(open_keys(16)).audit().findings().is_empty());
    // Once, however many there are.
    assert_eq!(safe_with(open_keys(40)).audit().findings().len(), 1);
}

pub fn findings() -> Vec<Row> {
    let one = |verifier: Verifier, expected| {
        let audit = verifier.audit();
        assert_eq!(audit.findings().len(), 1, "{audit}");
        row(audit, expected)
    };
    let with = |keys: KeyRing| safe_with(keys);
    let short = HmacKey::with_short_secret(Algorithm::Hs256, "secret").unwrap();
    let hs512 = |secret: &[u8]| HmacKey::hs512(secret).unwrap();
    let shared = KeyRing::new(HmacKey::hs256([7; 64]).unwrap().with_key_id("a"));
    let given_as_text = HmacKey::hs256("0123456789abcdef".repeat(4)).unwrap();
    let with_white_space = HmacKey::options(Algorithm::Hs256).allow_white_space();
    let with_white_space = with_white_space
        .secret("a secret that was read from a file\n")
        .unwrap();
    let new = || Verifier::new(key()).max_validity("1h");
    let endless = || Verifier::new(key()).issuer("i").audience("a").typ("at+jwt");
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    #[allow(unused_mut)]
    let mut rows = vec![
        one(
            safe().issuer("j"),
            "danger (configuration): the verifier's configuration: .issuer(..) was called twice: \
             keep one of the two, and to accept any of several values, give them in one call",
        ),
        one(
            with(KeyRing::new(short.with_key_id("demo"))),
            "danger (short_secret): the secret of the key \"demo\" (HS256) is shorter than its \
             hash, so it can be guessed from one token: replace it, and make the key with \
             HmacKey::new",
        ),
        one(
            with(shared.accept(hs512(&[7; 64])).unwrap()),
            "warning (shared_secret): the keys \"a\" (HS256) and without an id (HS512) share a secret: give each purpose and each algorithm a secret of its own",
        ),
        one(
            with(KeyRing::new(given_as_text)),
            "notice (encoded_secret): the secret of the key without an id (HS256) is 64 hex digits: if the issuer signs with the bytes they stand for, make the key with HmacKey::from_hex",
        ),
        one(
            with(KeyRing::new(
                HmacKey::hs256("\"a secret of a file of variables\"").unwrap(),
            )),
            "notice (quoted_secret): the secret of the key without an id (HS256) is between quotes: if the issuer signs with what stands between them, take them away",
        ),
        one(
            with(KeyRing::new(with_white_space)),
            "notice (white_space): the secret of the key without an id (HS256) is text with white space at its end: if the issuer signs without it, trim it",
        ),
        one(
            safe_with(open_keys(17)),
            "warning (many_open_keys): there are more than 16 keys of HS256 without an id, and no token tries more: give each its own with .with_key_id(..)",
        ),
        one(
            safe_with(Down),
            "warning (keys_unavailable): the key source is unavailable, so its keys were not \
             audited",
        ),
        one(
            new().issuer("i").typ("at+jwt"),
            "warning (no_audience): tokens that name no audience are accepted, whichever service \
             they were made for: name your own with .audience(..)",
        ),
        one(
            new().issuer("i").typ("at+jwt").any_audience(),
            "warning (any_audience): tokens for every audience are accepted: name your own with \
             .audience(..), instead of .any_audience()",
        ),
        one(
            new().audience("a").typ("at+jwt"),
            "warning (no_issuer): tokens of every issuer that has the key are accepted: name yours with .issuer(..)",
        ),
        one(
            new().issuer("i").audience("a").any_typ(),
            "warning (any_typ): tokens of every kind are accepted, refresh and logout tokens among them: pin the kind with .typ(..), instead of .any_typ()",
        ),
        one(
            new().issuer("i").audience("a"),
            "notice (no_typ): the kind of token is not pinned: if the issuer sets a typ, name it \
             with .typ(\"at+jwt\")",
        ),
        one(
            endless().allow_missing_exp(),
            "warning (missing_exp): tokens that never expire are accepted: remove \
             .allow_missing_exp(), or limit their age with .max_age(..)",
        ),
        one(
            endless(),
            "notice (no_max_validity): tokens are valid for as long as their issuer says, even for \
             years: limit that with .max_validity(..), or their age with .max_age(..)",
        ),
        one(
            safe().allow_expired(),
            "danger (expired_allowed): tokens that have expired are accepted: ask this verifier \
             whose token it was and grant nothing for it, or remove .allow_expired()",
        ),
        one(
            safe().leeway(minutes(5)),
            "notice (leeway): tokens are accepted for more than a minute after exp: clocks that \
             are synchronized need less .leeway(..)",
        ),
        one(
            safe().long_leeway(minutes(11)),
            "warning (long_leeway): tokens are accepted for more than ten minutes after exp: \
             synchronize the clocks, and remove .long_leeway(..)",
        ),
    ];
    #[cfg(feature = "public-keys")]
    {
        use glassbox::PublicKey;
        let file = || crate::pairs::file("rsa.pub.pem");
        let ring =
            KeyRing::new(crate::pairs::private(Algorithm::Rs256, "rsa.pem").with_key_id("a"));
        let ring = ring.accept(PublicKey::ps256(file()).unwrap()).unwrap();
        rows.push(one(
            with(ring),
            "warning (shared_key): the keys \"a\" (RS256) and without an id (PS256) are one key under two algorithms: give each algorithm a key of its own",
        ));
        rows.extend(
            super::jwk::sets()
                .into_iter()
                .map(|(set, text)| one(safe_with(set), text)),
        );
    }
    rows
}
