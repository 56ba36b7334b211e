//! Two providers of identities, each with a set of public keys (JWKS) and a verifier of its own. The token's
//! `iss` says which verifier to ask, and proves nothing: that verifier judges it.

use std::collections::HashMap;

use glassbox::jwk::JwkSet;
use glassbox::jws::Unverified;
use glassbox::{Algorithm, Claims, PrivateKey, Signer, Verifier};

const FIRST: &str = "https://first.example";
const SECOND: &str = "https://second.example";

/// Never one set for all: a key of one provider would speak for the others.
type Providers = HashMap<&'static str, Verifier>;

fn user(providers: &Providers, token: &str) -> Result<String, Box<dyn std::error::Error>> {
    // Anybody can write an `iss`. Here it finds a verifier, and nothing else is done with it.
    let said: Claims<()> = Unverified::parse(token)?.dangerous_claims()?;
    let issuer = said.registered.issuer.unwrap_or_default();
    let verifier = providers.get(&*issuer).ok_or("no provider of ours")?;
    let token = verifier.verify::<Claims<()>>(token)?;
    Ok(format!(
        "{} of {issuer}",
        token.subject().unwrap_or_default()
    ))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Ids are each provider's own affair: two may choose the same.
    let first_key = PrivateKey::generate(Algorithm::Es256)?.with_key_id("2026-11");
    let second_key = PrivateKey::generate(Algorithm::Es256)?.with_key_id("2026-11");

    // As the providers publish them. The second has a key for encryption, too.
    let first_set = serde_json::to_string(&JwkSet::of([&first_key.public_key()]))?;
    let second_set = format!(
        r#"{{"keys": [{}, {{"kty": "RSA", "kid": "enc", "use": "enc", "n": "AQAB", "e": "AQAB"}}]}}"#,
        second_key.public_key().to_jwk()
    );

    let mut providers = Providers::new();
    for (issuer, set) in [(FIRST, first_set), (SECOND, second_set)] {
        let keys: JwkSet = set.parse()?;
        println!("{issuer} has {} key that we use", keys.keys().len());
        for skipped in keys.skipped() {
            println!("  not used: {skipped}");
        }
        let verifier = Verifier::new(keys).issuer(issuer).audience("app-01");
        verifier.check_configuration()?;
        providers.insert(issuer, verifier);
    }

    let sign = |key: &PrivateKey, issuer: &str| {
        let signer = Signer::new(key.clone()).issuer(issuer).audience("app-01");
        signer.subject("42").validity("15m").sign(&Claims::new(()))
    };
    for (what, token) in [
        ("by the first", sign(&first_key, FIRST)?),
        ("by the second", sign(&second_key, SECOND)?),
        ("by the first, for the second", sign(&first_key, SECOND)?),
        (
            "by a stranger",
            sign(&first_key, "https://stranger.example")?,
        ),
    ] {
        match user(&providers, &token) {
            Ok(user) => println!("{what}: {user}"),
            Err(error) => println!("{what}: {error}"),
        }
    }
    Ok(())
}
