//! Verifies tokens into borrowed claims: a loop over many requests allocates nothing for them.

use std::borrow::Cow;

use glassbox::{HmacKey, Signer, Verifier};
use serde::{Deserialize, Serialize};

// `Cow` instead of `&str`, because a text with an escape in it cannot be borrowed.
#[derive(Serialize, Deserialize)]
struct User<'a> {
    #[serde(borrow)]
    username: Cow<'a, str>,
    #[serde(borrow)]
    role: Cow<'a, str>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
    let signer = Signer::new(key.clone()).validity("15m");
    let sign = |username: &'static str| {
        signer.sign(&User {
            username: username.into(),
            role: "admin".into(),
        })
    };
    let requests = [
        sign("testAdmin")?,
        sign("quote \" inside")?,
        "garbage".into(),
    ];

    let verifier = Verifier::new(key);
    let mut buffer = Vec::new();
    for request in &requests {
        match verifier.verify_in::<User<'_>>(request, &mut buffer) {
            Ok(token) => {
                let User { username, role } = token.claims();
                let borrowed = matches!(username, Cow::Borrowed(_));
                println!("{username} is {role} (borrowed: {borrowed})");
            }
            Err(error) => println!("refused: {error}"),
        }
    }
    Ok(())
}
