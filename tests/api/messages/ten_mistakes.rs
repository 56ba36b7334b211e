//! What people get wrong with JWT libraries, and the words that lead them out.

use std::fmt::Display;
use std::time::Duration;

use glassbox::{
    Algorithm, Claims, HmacKey, Signer, Validity, Verifier, generate_token, verify_token,
};
use serde_json::{Value, json};

use crate::support::{NOW, at, key, token};

/// The text of the error has all these words.
#[track_caller]
fn leads_out<T, E: Display>(result: Result<T, E>, words: &[&str]) {
    let Err(error) = result else {
        panic!("no error, though it should say {words:?}");
    };
    let text = error.to_string();
    for word in words {
        assert!(text.contains(word), "{word:?} is not in: {text}");
    }
}

fn verify(verifier: &Verifier, token: &str) -> Result<(), glassbox::VerifyError> {
    verifier.at(at(NOW)).verify::<Value>(token).map(drop)
}

#[test]
fn ten_mistakes() {
    let good = token(&json!({"exp": NOW + 900}).to_string());
    let verifier = Verifier::new(key());
    assert_eq!(verify(&verifier, &good), Ok(()));

    // 1. A secret off the top of one's head. The text makes a good one, and says how to read it.
    leads_out(
        HmacKey::hs256("mysecret"),
        &["openssl rand -base64 32", "HmacKey::from_base64"],
    );

    // 2. The base64 text of a secret on one side, its bytes on the other: both are good keys, so only
    //    the signature can tell. The report names the keys that were tried, and the other readings.
    let secret = "YSBzZWNyZXQgb2YgYXQgbGVhc3QgdGhpcnR5LXR3byBieXRlcw==";
    let as_text = HmacKey::hs256(secret).unwrap();
    let as_bytes = HmacKey::from_base64(Algorithm::Hs256, secret).unwrap();
    let signed = generate_token(&json!({}), &as_text, Duration::from_secs(9)).unwrap();
    leads_out(
        verify_token::<Value>(&signed, &as_bytes),
        &["invalid signature"],
    );
    let report = Verifier::new(as_bytes.clone()).explain(&signed).to_string();
    let signed = generate_token(&json!({}), &as_bytes, Duration::from_secs(9)).unwrap();
    let reverse = Verifier::new(as_text).explain(&signed).to_string();
    for (report, call) in [(report, "HmacKey::new"), (reverse, "HmacKey::from_base64")] {
        assert!(
            report.contains("candidate: its signature does not fit"),
            "{report}"
        );
        assert!(report.contains(call), "{report}");
    }

    // 3. The whole header of the request as a token.
    leads_out(
        verify(&verifier, &format!("Bearer {good}")),
        &["the token alone", "no \"Bearer \""],
    );
    leads_out(verify(&verifier, &format!("{good}\n")), &["no white space"]);

    // 4. Another algorithm on the two sides.
    let hs512 = HmacKey::hs512([7; 64]).unwrap();
    let signed = generate_token(&json!({}), &hs512, Duration::from_secs(9)).unwrap();
    leads_out(
        verify_token::<Value>(&signed, &key()),
        &["HS256", "if the issuer signs with HS512", "an HmacKey"],
    );

    // 5. A public key as a shared secret.
    let public = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE";
    leads_out(
        HmacKey::hs256(public),
        &["not a shared secret", "whoever knows a public key"],
    );

    // 6. Milliseconds, or no unit at all. The half of it that cannot be told by a parser, an `exp` in
    //    milliseconds, the explanation shows as what it is: no date of this age.
    leads_out(
        "900".parse::<Validity>(),
        &["needs a unit", "15s is seconds", "15m minutes"],
    );
    let late = token(&json!({"exp": (NOW + 900) * 1000}).to_string());
    let report = verifier.at(at(NOW)).explain(&late).to_string();
    assert!(
        report.contains("1700000900000") && report.contains("in 19656"),
        "{report}"
    );

    // 7. A token without an end, made or met.
    leads_out(
        Signer::new(key()).sign(&json!({"sub": "42"})),
        &[".validity(..)", ".without_expiry()"],
    );
    leads_out(
        verify(&verifier, &token("{}")),
        &["exp is missing", ".allow_missing_exp()"],
    );

    // 8. An audience on the issuer's side alone.
    let meant = token(&json!({"exp": NOW + 900, "aud": "app-01"}).to_string());
    leads_out(
        verify(&verifier, &meant),
        &["\"app-01\"", "Verifier::audience(..)", ".any_audience()"],
    );
    assert_eq!(verify(&verifier.clone().audience("app-01"), &meant), Ok(()));

    // 9. Clocks that differ by a second or two.
    let early = token(&json!({"exp": NOW + 900, "nbf": NOW + 2}).to_string());
    leads_out(
        verify(&verifier, &early),
        &["another 2s", "clocks differ", ".leeway(..)"],
    );
    assert_eq!(
        verify(&verifier.clone().leeway(Duration::from_secs(2)), &early),
        Ok(())
    );

    // 10. A claim of another type than the struct has: a number for an id, most of all.
    let numbered = token(&json!({"exp": NOW + 900, "sub": 42}).to_string());
    let read = verifier.at(at(NOW)).verify::<Claims>(&numbered);
    leads_out(
        read,
        &["do not fit", "`sub` has to be a string", "`sub: u64`"],
    );
}
