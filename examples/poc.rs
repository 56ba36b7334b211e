//! The article's three steps. An authentication server signs the user's detail with the secret of
//! one application. That application verifies the token; another one cannot, and nobody can after
//! it has expired. A refresh token gets a new access token without a password, until logout.
//!
//! `cargo run --example poc` moves a clock of its own; `cargo run --example poc -- --wait` waits
//! ten real seconds instead.

use std::time::Duration;

use glassbox::session::{MemoryStore, NewSession, Presenter, Sessions};
use glassbox::time::{Clock, FixedClock, SystemClock};
use glassbox::{Algorithm, Claims, HmacKey, Signer, Verifier};
use pollster::block_on;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct User {
    username: String,
    role: String,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let wait = std::env::args().any(|argument| argument == "--wait");
    let clock = FixedClock::new(SystemClock.now());
    // The article's secrets are shorter than RFC 7518 requires, so the call has to say so.
    let key = |secret: &str| HmacKey::with_short_secret(Algorithm::Hs256, secret);
    let app_01 = key("accessToken-secret-app-01")?;
    let app_02 = key("accessToken-secret-app-02")?;

    println!("Step 1 : Token generation at the authentication server :");
    let (username, role) = ("testAdmin".into(), "admin".into());
    let user = User { username, role };
    println!("Token created for user:{}", json(&user));
    let signer = Signer::new(app_01.clone()).validity("5s");
    let signer = signer.clock(clock.clone());
    let token = signer.sign(&user)?;
    println!("JWT token created using accessToken-secret-app-01:\n{token}\n");

    println!("Step 2: Verification & user detail retrieval at the client application :");
    let verify = |name: &str, key: &HmacKey, token: &str| {
        let verifier = Verifier::new(key.clone()).clock(clock.clone());
        // `User` alone would be enough; `Claims<User>` also keeps iat and exp.
        match verifier.verify::<Claims<User>>(token) {
            Ok(token) => println!("Verified with {name} :{}", json(token.claims())),
            Err(error) => println!("Verified with {name} :{error}"),
        }
    };
    verify("accessToken-secret-app-01", &app_01, &token);
    verify("accessToken-secret-app-02", &app_02, &token);
    let ten_seconds_later = || {
        if wait {
            std::thread::sleep(Duration::from_secs(10));
        }
        clock.advance(Duration::from_secs(10));
    };
    println!("\nAfter expiry ........: ");
    ten_seconds_later();
    verify("accessToken-secret-app-01", &app_01, &token);

    println!("\nStep 3: Refresh & logout at the authentication server :");
    let own = HmacKey::generate(Algorithm::Hs256)?; // no application has it
    let sessions = Sessions::builder(signer, own, MemoryStore::new());
    let sessions = sessions.clock(clock.clone()).build()?;
    let browser = Presenter::first_party();
    let login = block_on(sessions.login(NewSession::new("42", browser.clone()).detail(&user)))?;
    println!("Logged in: an access token for 5s, and a refresh token\n\nAfter expiry ........: ");
    ten_seconds_later();
    verify("accessToken-secret-app-01", &app_01, login.access_token());
    let fresh = block_on(sessions.refresh(login.refresh_token(), &browser))?;
    println!("Access token refreshed without a password:");
    verify("accessToken-secret-app-01", &app_01, fresh.access_token());
    block_on(sessions.logout(fresh.refresh_token()))?;
    let refused = block_on(sessions.refresh(fresh.refresh_token(), &browser)).err();
    println!("Refreshed after logout :{}", refused.ok_or("it was taken")?);
    Ok(())
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
