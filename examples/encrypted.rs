//! A token that nobody on the way can read: one secret signs it, another hides it.
//!
//! `cargo run --example encrypted --features jwe`

use glassbox::jwe::{AesKey, ContentEncryption::A256Gcm, Encrypted, KeyManagement::A256Kw};
use glassbox::{Algorithm, HmacKey, Signer, Verifier};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Two secrets, each made with `openssl rand -base64 32`; real ones stand in no source.
    let signing_key = HmacKey::from_base64(
        Algorithm::Hs256,
        "wMHAvQr0uXhSWvAYEfqHn5/Mi7mZy8CyPDJLhJQfMzI=",
    )?;
    let encryption_key = AesKey::from_base64(
        A256Kw,
        A256Gcm,
        "nOI4Jfrz0pZKtk1gsIVAUyaFmIhFiKm4mDC7HBMvUCg=",
    )?;

    let signer = Signer::new(signing_key.clone())
        .audience("payroll")
        .validity("15m")
        .encrypt_to(encryption_key.clone());
    let text = signer.sign(&json!({"sub": "42", "salary": 90_000}))?;

    println!("What everybody sees of it:");
    println!("{}", Encrypted::parse(&text)?);

    let verifier = Verifier::new(signing_key.clone())
        .audience("payroll")
        .decrypt_with(encryption_key);
    verifier.check_configuration()?;
    let token = verifier.verify::<Value>(&text)?;
    println!("Who has both secrets reads: {}", token.claims()["salary"]);

    let stranger = AesKey::generate(A256Kw, A256Gcm)?;
    let wrong = Verifier::new(signing_key)
        .audience("payroll")
        .decrypt_with(stranger);
    if let Err(error) = wrong.verify::<Value>(&text) {
        println!("Who has another one that hides: {error}");
    }
    Ok(())
}
