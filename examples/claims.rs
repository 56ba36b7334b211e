//! Registered claims and your own in one payload, signed and verified with a policy.

use glassbox::{Claims, HmacKey, Signer, Verifier};
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
struct Mine {
    role: String,
    scope: Vec<String>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
    let signer = Signer::new(key.clone())
        .issuer("https://auth.example")
        .audience("app-01")
        .validity("15m")
        .random_jwt_id();
    let mine = Mine {
        role: "admin".into(),
        scope: vec!["orders:read".into(), "orders:write".into()],
    };
    let text = signer.sign(&Claims::new(mine).subject("42"))?;
    println!("{text}");

    let verifier = Verifier::new(key)
        .issuer("https://auth.example")
        .audience("app-01")
        .require("jti")
        .check("scope", |scope| {
            let scope = scope.as_array().into_iter().flatten();
            scope.into_iter().any(|one| one == "orders:read")
        });
    verifier.check_configuration()?;
    let token = verifier.verify::<Claims<Mine>>(&text)?;
    let Claims {
        registered, custom, ..
    } = token.claims();
    println!(
        "{:?} is {}, until {:?}",
        registered.subject,
        custom.role,
        token.expires_at()
    );

    let elsewhere = Verifier::new(HmacKey::hs256([7; 32])?);
    if let Err(error) = elsewhere.verify::<Claims<Mine>>(&text) {
        println!("with another key: {error}");
    }
    Ok(())
}
