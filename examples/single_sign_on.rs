//! One secret per application, and one shared secret for single sign-on, side by side.
//!
//! If each application has a secret of its own, the signature shows that a token is meant for
//! another one. With a shared secret only the audience shows it, so every signer and verifier names
//! it.

use glassbox::{HmacKey, Signer, Verifier};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let user = json!({"username": "testAdmin"});
    let sign = |key: &HmacKey| {
        let signer = Signer::new(key.clone()).audience("app-01");
        signer.validity("15m").sign(&user)
    };
    let report =
        |what: &str, verifier: &Verifier, token: &str| match verifier.verify::<Value>(token) {
            Ok(_) => println!("{what}: accepted"),
            Err(error) => println!("{what}: {error}"),
        };

    println!("a secret per application");
    let key_01 = HmacKey::hs256(b"the secret of application 01, 32 bytes")?;
    let key_02 = HmacKey::hs256(b"the secret of application 02, 32 bytes")?;
    let token = sign(&key_01)?;
    report(
        "  at app 01",
        &Verifier::new(key_01).audience("app-01"),
        &token,
    );
    report(
        "  at app 02",
        &Verifier::new(key_02).audience("app-02"),
        &token,
    );

    println!("one secret for all");
    let shared = HmacKey::hs256(b"the secret of the single sign-on, 32 bytes")?;
    let token = sign(&shared)?;
    report(
        "  at app 01",
        &Verifier::new(shared.clone()).audience("app-01"),
        &token,
    );
    report(
        "  at app 02",
        &Verifier::new(shared.clone()).audience("app-02"),
        &token,
    );
    report(
        "  at an app that names no audience",
        &Verifier::new(shared),
        &token,
    );
    Ok(())
}
