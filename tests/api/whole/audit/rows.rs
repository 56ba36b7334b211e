//! The findings as a table.

use glassbox::jwt::Severity::{self, Danger, Notice, Warning};
use glassbox::{Algorithm, HmacKey, Verifier};

use super::{safe_with, secs, short};
use crate::support::Down;
use crate::support::key;

/// Code, severity, a configuration that has it, its nearest neighbour that has not, and the call
/// that mends it, as the text names it.
pub fn rows() -> Vec<(&'static str, Severity, Verifier, Verifier, &'static str)> {
    let safe = || safe_with(key());
    let issued = || Verifier::new(key()).typ("at+jwt").issuer("i");
    let meant = || Verifier::new(key()).typ("at+jwt").audience("a");
    let endless = || Verifier::new(key()).audience("a").issuer("i").typ("at+jwt");
    let plain = || Verifier::new(key()).audience("a").issuer("i");
    let base64 = "wMHAvQr0uXhSWvAYEfqHn5/Mi7mZy8CyPDJLhJQfMzI=";
    let white_space = HmacKey::options(Algorithm::Hs256).allow_white_space();
    vec![
        (
            "no_audience",
            Warning,
            issued(),
            issued().audience("a"),
            ".audience(..)",
        ),
        (
            "no_audience",
            Warning,
            issued(),
            issued().check("aud", |_| true),
            ".audience(..)",
        ),
        // That it is there says nothing of whom it names.
        (
            "no_audience",
            Warning,
            issued().require("aud"),
            issued().expect("aud", "a"),
            ".audience(..)",
        ),
        (
            "any_audience",
            Warning,
            issued().any_audience(),
            issued().audience("a"),
            ".audience(..), instead of .any_audience()",
        ),
        (
            "any_audience",
            Warning,
            issued().any_audience().require("aud"),
            issued().any_audience().expect("aud", "a"),
            ".audience(..)",
        ),
        (
            "no_issuer",
            Warning,
            meant(),
            meant().issuer("i"),
            ".issuer(..)",
        ),
        (
            "no_issuer",
            Warning,
            meant().require("iss"),
            meant().check("iss", |_| true),
            ".issuer(..)",
        ),
        (
            "any_typ",
            Warning,
            plain().any_typ(),
            plain().typ("JWT"),
            ".typ(..), instead of .any_typ()",
        ),
        (
            "no_typ",
            Notice,
            plain(),
            plain().typ("at+jwt"),
            ".typ(\"at+jwt\")",
        ),
        (
            "no_typ",
            Notice,
            plain(),
            plain().typ_or_absent("at+jwt"),
            ".typ(\"at+jwt\")",
        ),
        (
            "missing_exp",
            Warning,
            endless().allow_missing_exp(),
            endless(),
            ".allow_missing_exp()",
        ),
        (
            "missing_exp",
            Warning,
            endless().allow_missing_exp(),
            endless().allow_missing_exp().max_age(secs(60)),
            ".max_age(..)",
        ),
        (
            "missing_exp",
            Warning,
            endless().allow_missing_exp(),
            endless().allow_missing_exp().require("exp"),
            ".allow_missing_exp()",
        ),
        (
            "no_max_validity",
            Notice,
            endless(),
            endless().max_validity("365 days"),
            ".max_validity(..)",
        ),
        (
            "no_max_validity",
            Notice,
            endless().require("exp"),
            endless().max_age(secs(60)),
            ".max_age(..)",
        ),
        (
            "no_max_validity",
            Notice,
            endless().allow_missing_exp().require("exp"),
            // Of one that need not end at all the graver thing is said.
            endless().allow_missing_exp(),
            ".max_validity(..)",
        ),
        (
            "expired_allowed",
            Danger,
            safe().allow_expired(),
            safe(),
            ".allow_expired()",
        ),
        // A limit of the age does not make it good: the end was there for a reason.
        (
            "expired_allowed",
            Danger,
            safe().allow_expired().max_age(secs(60)),
            safe().max_age(secs(60)),
            ".allow_expired()",
        ),
        (
            "leeway",
            Notice,
            safe().leeway(secs(61)),
            safe().leeway(secs(60)),
            ".leeway(..)",
        ),
        (
            "leeway",
            Notice,
            safe().leeway(secs(600)),
            safe().long_leeway(secs(60)),
            ".leeway(..)",
        ),
        (
            "long_leeway",
            Warning,
            safe().long_leeway(secs(601)),
            safe().long_leeway(secs(600)),
            ".long_leeway(..)",
        ),
        (
            "configuration",
            Danger,
            safe().audience("b"),
            safe(),
            ".audience(..) was called twice",
        ),
        (
            "configuration",
            Danger,
            safe().leeway(secs(601)),
            safe().long_leeway(secs(601)),
            ".long_leeway(..)",
        ),
        (
            "short_secret",
            Danger,
            safe_with(short(Algorithm::Hs256, 31)),
            safe_with(short(Algorithm::Hs256, 32)),
            "HmacKey::new",
        ),
        (
            "short_secret",
            Danger,
            safe_with(short(Algorithm::Hs512, 63)),
            safe_with(short(Algorithm::Hs512, 64)),
            "HmacKey::new",
        ),
        (
            "encoded_secret",
            Notice,
            safe_with(HmacKey::hs256("0123456789abcdef".repeat(4)).unwrap()),
            safe_with(HmacKey::from_hex(Algorithm::Hs256, &"0123456789abcdef".repeat(4)).unwrap()),
            "HmacKey::from_hex",
        ),
        (
            "encoded_secret",
            Notice,
            safe_with(HmacKey::hs256(base64).unwrap()),
            safe_with(HmacKey::from_base64(Algorithm::Hs256, base64).unwrap()),
            "HmacKey::from_base64",
        ),
        (
            "encoded_secret",
            Notice,
            safe_with(
                HmacKey::from_base64(Algorithm::Hs256, &"0123456789abcdef".repeat(4)).unwrap(),
            ),
            safe_with(HmacKey::hs256("a text of words that somebody thought up").unwrap()),
            "HmacKey::from_hex",
        ),
        (
            "encoded_secret",
            Notice,
            safe_with(HmacKey::hs256(format!("base64:{base64}")).unwrap()),
            safe_with(HmacKey::from_base64(Algorithm::Hs256, base64).unwrap()),
            "HmacKey::from_base64",
        ),
        (
            "encoded_secret",
            Notice,
            safe_with(HmacKey::hs256(format!("0x{}", "0123456789abcdef".repeat(4))).unwrap()),
            safe_with(HmacKey::from_hex(Algorithm::Hs256, &"0123456789abcdef".repeat(4)).unwrap()),
            "HmacKey::from_hex",
        ),
        (
            "quoted_secret",
            Notice,
            safe_with(HmacKey::hs256("'a secret of words in a file of variables'").unwrap()),
            safe_with(HmacKey::hs256("a secret of words in a 'file' of variables").unwrap()),
            "take them away",
        ),
        (
            "white_space",
            Notice,
            safe_with(
                white_space
                    .secret("a secret that was read from a file\n")
                    .unwrap(),
            ),
            safe_with(
                white_space
                    .secret("a secret that was read from a file")
                    .unwrap(),
            ),
            "trim it",
        ),
        (
            "keys_unavailable",
            Warning,
            safe_with(Down),
            safe_with(key()),
            "key source",
        ),
    ]
}
