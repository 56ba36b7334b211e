//! What the text of an error says of OpenSSH's keys holds.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use glassbox::{PrivateKey, PublicKey};

use super::text;

/// The last 32 bytes of a line of OpenSSH are the key of Ed25519.
#[test]
fn a_line_of_ed25519_ends_with_the_key() {
    let line = text("ssh-ed25519.line");
    let blob = STANDARD.decode(line.split(' ').nth(1).unwrap()).unwrap();
    let last = blob.last_chunk::<32>().unwrap();
    let key = PublicKey::eddsa(last).unwrap();
    // In the private file the seed stands before the key (PROTOCOL.key).
    let body: String = text("ssh-ed25519.pem")
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect();
    let body = STANDARD.decode(body).unwrap();
    let at = body.windows(32).rposition(|window| window == last).unwrap();
    let before = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";
    let der = [&before[..], &body[at - 32..at]].concat();
    let own = PrivateKey::eddsa(der).unwrap().public_key();
    assert_eq!(own.to_der(), key.to_der());
}
