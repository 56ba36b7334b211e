//! Every variant of every public error is walked; the list of variants is read from the source.

use std::fmt::Debug;

#[cfg(feature = "jwe")]
use glassbox::jwe::DecryptError;
use glassbox::{
    Algorithm, HmacKey, KeyError, KeyRing, SignError, Signer, Validity, Verifier, VerifyError,
};
use serde_json::{Value, json};

use super::errors::{PRIVATE, after, before, logged};
use crate::support::key;

fn configuration() -> Vec<VerifyError> {
    let long = std::time::Duration::from_secs(601);
    let contradictory = [
        Verifier::new(key()).issuer(""),
        Verifier::new(key()).audience("a").any_audience(),
        Verifier::new(key()).audience("a").audience("b"),
        Verifier::new(key()).leeway(long),
        Verifier::new(key()).expect("sub", PRIVATE.len()),
        Verifier::new(key()).leeway(long / 1000),
        Verifier::new(key()).expect("a", f64::NAN),
        Verifier::new(key()).max_validity(PRIVATE),
    ];
    let errors = contradictory.map(|verifier| verifier.check_configuration().unwrap_err());
    #[allow(unused_mut)]
    let mut errors = Vec::from(errors);
    #[cfg(feature = "jwe")]
    errors.push(super::encryption::configuration());
    errors
}

fn signing() -> Vec<SignError> {
    let signer = || Signer::new(key());
    let second = std::time::Duration::from_secs(1);
    let failed = |signer: Signer, claims: Value| signer.sign(&claims).unwrap_err();
    let mut errors = vec![
        failed(signer(), json!({"sub": PRIVATE})),
        failed(signer(), json!([PRIVATE])),
        failed(
            signer().subject("a").without_expiry(),
            json!({"sub": PRIVATE}),
        ),
        failed(signer(), json!({"exp": PRIVATE})),
        failed(signer().validity(second / 2), json!({"sub": PRIVATE})),
        failed(
            signer().validity(second),
            json!({"iat": i64::MAX, "sub": PRIVATE}),
        ),
        failed(signer(), json!({"exp": 1, "sub": PRIVATE})),
        failed(
            signer().validity(second).not_before(second),
            json!({"sub": PRIVATE}),
        ),
        failed(signer().header_member("crit", PRIVATE), json!({})),
        failed(
            signer().header_member("jku", json!([PRIVATE])),
            json!({"exp": 1}),
        ),
        failed(signer().issuer(""), json!({"sub": PRIVATE})),
        failed(signer().validity(PRIVATE), json!({})),
        failed(signer().header_member("x", [f64::NAN]), json!({})),
        SignError::key("the card was pulled"),
    ];
    let nan = std::collections::BTreeMap::from([(PRIVATE, f64::NAN)]);
    errors.push(signer().without_expiry().sign(&nan).unwrap_err());
    let tagged: Result<&str, ()> = Ok(PRIVATE);
    errors.push(signer().without_expiry().sign(&tagged).unwrap_err());
    let remote = Signer::new(glassbox::key::RemoteKey::new(Algorithm::Es256)).without_expiry();
    let unsigned = remote.prepare(&json!({"sub": PRIVATE})).unwrap();
    errors.push(unsigned.attach(PRIVATE.as_bytes()).unwrap_err());
    #[cfg(feature = "public-keys")]
    errors.push(unsigned.attach_der(PRIVATE.as_bytes()).unwrap_err());
    #[cfg(feature = "jwe")]
    errors.extend(super::encryption::signing());
    for error in &errors {
        assert!(!logged(error).contains(&PRIVATE[..4]), "{error:?}");
    }
    errors
}

fn keys() -> Vec<KeyError> {
    let twice = KeyRing::new(key().with_key_id("a")).accept(key().with_key_id("a"));
    #[allow(unused_mut)]
    let mut errors = vec![
        HmacKey::hs256("").unwrap_err(),
        HmacKey::hs256(PRIVATE).unwrap_err(),
        HmacKey::hs256("-----BEGIN PUBLIC KEY-----").unwrap_err(),
        HmacKey::from_base64(Algorithm::Hs256, "%").unwrap_err(),
        HmacKey::from_hex(Algorithm::Hs256, PRIVATE).unwrap_err(),
        HmacKey::from_hex(Algorithm::Hs256, &format!("'{PRIVATE}'")).unwrap_err(),
        HmacKey::hs256(format!("{PRIVATE}\n")).unwrap_err(),
        HmacKey::generate(Algorithm::Rs256).unwrap_err(),
        twice.unwrap_err(),
    ];
    #[cfg(feature = "public-keys")]
    errors.extend(crate::pairs::hiding::errors());
    #[cfg(feature = "public-keys")]
    errors.extend(crate::jwk::hiding::errors());
    #[cfg(feature = "jwe")]
    errors.extend(super::encryption::keys());
    errors
}

/// An error's variant, and that of the error within it: `Header(Critical: …`.
pub fn named(error: &VerifyError) -> String {
    match error {
        VerifyError::Header(inner) => format!("Header({inner:?}"),
        #[cfg(feature = "jwe")]
        VerifyError::Decrypt(DecryptError::Header(inner)) => format!("Decrypt(Header({inner:?}"),
        #[cfg(feature = "jwe")]
        VerifyError::Decrypt(inner) => format!("Decrypt({inner:?}"),
        VerifyError::Payload(inner) => format!("Payload({inner:?}"),
        VerifyError::Configuration(inner) => format!("Configuration({inner:?}"),
        VerifyError::Claim(inner) => format!("Claim(reason: {:?}", inner.reason()),
        other => format!("{other:?}"),
    }
}

/// The variants of a public enum, read from the source.
pub fn variants(name: &str) -> Vec<String> {
    let sources = crate::ladder::source::sources();
    let declares = |source: &&String| source.contains(&format!("pub enum {name} {{\n"));
    let source = sources.values().find(declares).unwrap();
    let body = source
        .split_once(&format!("pub enum {name} {{\n"))
        .unwrap()
        .1;
    let body = body.split_once("\n}").unwrap().0;
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    let names = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    let word = |line: &str| {
        line.split(|c: char| !c.is_alphanumeric())
            .next()
            .map(String::from)
    };
    let pairs_are_here = cfg!(feature = "public-keys") || name == "VerifyError";
    let encryption_is_here = cfg!(feature = "jwe") || ["BuildError", "JwkProblem"].contains(&name);
    let agreement_is_here = cfg!(all(feature = "jwe", feature = "public-keys"));
    let is_here = |variant: &String| {
        (agreement_is_here || !OF_AGREEMENT.contains(&&**variant))
            && (pairs_are_here || !OF_PAIRS.contains(&&**variant))
            && (encryption_is_here || !OF_ENCRYPTION.contains(&&**variant))
    };
    names.filter_map(word).filter(is_here).collect()
}

/// What nothing but encryption brings about.
const OF_ENCRYPTION: [&str; 13] = [
    "NotEncrypted",
    "Decrypt",
    "NotNested",
    "ReplicatedClaim",
    "Encrypt",
    "SharedSecret",
    "WrongLength",
    "NotOfThisKind",
    "EqualHalves",
    "MissingEncryption",
    "Compressed",
    "EphemeralKey",
    "Party",
];

/// What nothing but a key that agrees brings about.
const OF_AGREEMENT: [&str; 2] = ["NotEcdh", "NoAgreement"];

/// What nothing but a key pair brings about.
const OF_PAIRS: [&str; 20] = [
    "Pem",
    "NoKey",
    "Encrypted",
    "ManyKeys",
    "PublicGiven",
    "CertificateGiven",
    "PrivateGiven",
    "NotAPair",
    "WrongKind",
    "UnsupportedKey",
    "RsaSize",
    "RsaExponent",
    "CompressedPoint",
    "WeakPoint",
    "Der",
    "Damaged",
    "Jwk",
    "NotJwk",
    "UnsupportedCpu",
    "NotDer",
];

#[test]
fn every_variant_is_walked() {
    fn debugs(errors: &[impl Debug]) -> Vec<String> {
        errors.iter().map(|error| format!("{error:?}")).collect()
    }
    #[allow(unused_mut)]
    let mut verifying = [before(), after(), configuration()].concat();
    #[cfg(feature = "jwe")]
    verifying.extend(super::encryption::verifying());
    let verifying: Vec<_> = verifying.iter().map(named).collect();
    let parsing = ["", "soon", "1", "1y", "99999999999999999999s"]
        .map(|text| text.parse::<Validity>().unwrap_err());
    let all: [(&str, &str, Vec<String>); 8] = [
        ("KeyError", "", debugs(&keys())),
        ("SignError", "", debugs(&signing())),
        ("VerifyError", "", verifying.clone()),
        ("HeaderError", "Header(", verifying.clone()),
        ("PayloadError", "Payload(", verifying.clone()),
        ("ConfigurationError", "Configuration(", verifying.clone()),
        ("ClaimReason", "reason: ", verifying),
        ("ParseValidityError", "", debugs(&parsing)),
    ];
    // What only a platform can bring about, or a session, and holds nothing of the caller's.
    let elsewhere = [
        "Random",
        "NoClock",
        "SessionClaim",
        "UnsupportedCpu",
        "KeyExhausted",
    ];
    let mut walked = 0;
    #[cfg(feature = "jwe")]
    let all = {
        let verifying = super::encryption::verifying();
        let verifying = verifying.iter().map(named).collect();
        let encrypting = debugs(&super::encryption::encrypting());
        let more = [
            ("DecryptError", "Decrypt(", verifying),
            ("EncryptError", "", encrypting),
        ];
        all.into_iter().chain(more)
    };
    for (name, before, errors) in all {
        for variant in variants(name) {
            let is_it = |shown: &String| match before {
                "" => shown.starts_with(&variant),
                before => shown.contains(&format!("{before}{variant}")),
            };
            assert!(
                errors.iter().any(is_it) || elsewhere.contains(&&*variant),
                "{name}::{variant} is not walked"
            );
            walked += 1;
        }
    }
    assert!(walked > 50, "{walked}");
}
