//! The article's two steps: an authentication server signs the user's detail with the secret of one
//! application; that application verifies it, another one cannot, and nobody can after its end.
//!
//! `cargo run --example poc` moves a clock of its own; with `-- --wait` it waits ten real seconds.

use std::time::Duration;

use glassbox::time::{Clock, FixedClock, SystemClock};
use glassbox::{Algorithm, Claims, HmacKey, Signer, Validity, Verifier};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct User {
    username: String,
    role: String,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let wait = std::env::args().any(|argument| argument == "--wait");
    let clock = FixedClock::new(SystemClock.now());
    // The article's secrets are shorter than RFC 7518 asks for, which has to be said aloud.
    let key = |secret: &str| HmacKey::with_short_secret(Algorithm::Hs256, secret);
    let app_01 = key("accessToken-secret-app-01")?;
    let app_02 = key("accessToken-secret-app-02")?;

    println!("Step 1 : Token generation at the authentication server :");
    let user = User {
        username: "testAdmin".into(),
        role: "admin".into(),
    };
    println!("Token created for user:{}", json(&user));
    let token = Signer::new(app_01.clone())
        .validity("5s".parse::<Validity>()?)
        .clock(clock.clone())
        .sign(&user)?;
    println!("JWT token created using accessToken-secret-app-01:");
    println!("{token}\n");

    println!("Step 2: Verification & user detail retrieval at the client application :");
    let verifiers = [
        ("accessToken-secret-app-01", Verifier::new(app_01)),
        ("accessToken-secret-app-02", Verifier::new(app_02)),
    ]
    .map(|(name, verifier)| (name, verifier.clock(clock.clone())));
    let verify = |(name, verifier): &(&str, Verifier)| {
        // `User` alone would do; `Claims<User>` keeps iat and exp beside it.
        match verifier.verify::<Claims<User>>(&token) {
            Ok(token) => println!("Verified with {name} :{}", json(token.claims())),
            Err(error) => println!("Verified with {name} :{error}"),
        }
    };
    verifiers.iter().for_each(verify);

    println!("\nAfter expiry ........: ");
    let ten_seconds = Duration::from_secs(10);
    if wait {
        std::thread::sleep(ten_seconds);
        clock.set(SystemClock.now());
    } else {
        clock.advance(ten_seconds);
    }
    verify(&verifiers[0]);
    Ok(())
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
