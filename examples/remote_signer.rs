//! The key is elsewhere, in a KMS or an HSM: the signer prepares what the KMS has to sign, and
//! attaches the signature that it returns. Here a thread plays the KMS.

use std::sync::mpsc;
use std::thread;

use glassbox::key::{RemoteKey, SigningKey};
use glassbox::{Algorithm, HmacKey, Signer, Verifier};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = HmacKey::generate(Algorithm::Hs256)?;
    let (ask, requests) = mpsc::channel::<Vec<u8>>();
    let (answer, answers) = mpsc::channel();
    let inside = secret.clone();
    let kms = thread::spawn(move || {
        for message in requests {
            let signature = inside
                .sign(&message)
                .map(|signature| signature.as_ref().to_vec());
            if answer.send(signature).is_err() {
                return;
            }
        }
    });

    // This side knows the key's algorithm and id, but no secret.
    let signer = Signer::new(RemoteKey::new(Algorithm::Hs256).with_key_id("kms-1"))
        .issuer("https://auth.example")
        .validity("15m");
    let unsigned = signer.prepare(&json!({"sub": "42"}))?;
    ask.send(unsigned.signing_input().to_vec())?;
    let signature = answers.recv()??;
    let token = unsigned.attach(&signature)?;
    println!("{token}");

    // A signature in another encoding is refused before a token is made of it.
    let der = [&[0x30, 0x44][..], &signature].concat();
    if let Err(error) = unsigned.attach(&der) {
        println!("as DER: {error}");
    }

    let verifier = Verifier::new(secret).issuer("https://auth.example");
    println!("verified: {}", verifier.verify::<Value>(&token)?.claims());
    drop(ask);
    kms.join().map_err(|_| "the KMS panicked")?;
    Ok(())
}
