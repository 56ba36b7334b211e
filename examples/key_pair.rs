//! Key pairs: the authorization server alone has the private keys, and the applications have public
//! ones, which are no secret. Whoever breaks into an application can sign nothing.

use std::time::Duration;

use glassbox::time::{Clock, FixedClock, SystemClock};
use glassbox::{Algorithm, PrivateKey, PublicKey, Signer, Verifier};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let clock = FixedClock::new(SystemClock.now());

    // Once: as `openssl genpkey -algorithm ed25519` does. The server keeps the private file.
    let key_01 = PrivateKey::generate(Algorithm::EdDsa)?;
    let key_02 = PrivateKey::generate(Algorithm::EdDsa)?;
    let private_file = key_01.to_private_pem();
    // Each application gets the public half of its own pair, in a file that anybody may read.
    let public_file = key_01.public_key().to_pem();
    println!("what app 01 gets:\n{public_file}");

    println!("at the authorization server");
    let signer = Signer::new(PrivateKey::eddsa(private_file.reveal())?)
        .audience("app-01")
        .validity("5s")
        .clock(clock.clone());
    let token = signer.sign(&json!({"username": "testAdmin", "role": "admin"}))?;
    println!("  signed: {token}");

    let app = |key: PublicKey, name: &str| {
        let verifier = Verifier::new(key).audience(name).clock(clock.clone());
        match verifier.verify::<Value>(&token) {
            Ok(token) => println!("  at {name}: accepted {}", token.claims()),
            Err(error) => println!("  at {name}: {error}"),
        }
    };
    println!("at the applications");
    app(PublicKey::eddsa(&public_file)?, "app-01");
    app(key_02.public_key(), "app-02");
    // A public key signs nothing, and says so.
    if let Err(error) = PrivateKey::eddsa(&public_file) {
        println!("  signing with what app 01 has: {error}");
    }

    clock.advance(Duration::from_secs(10));
    println!("ten seconds later");
    app(PublicKey::eddsa(&public_file)?, "app-01");
    Ok(())
}
