//! A set of everything at once: what is odd is skipped, each with the line that says why.

use glassbox::Algorithm;
use serde_json::json;

use super::{ed25519, p256, p384, public, rsa, set, with};

#[test]
fn usable_keys_among_all_the_others() {
    let ec = public(&p384());
    let ed = public(&ed25519(Algorithm::EdDsa));
    let rsa = public(&rsa(Algorithm::Rs256));
    let short = crate::support::base64url(&[0xff; 128]);
    let keys = [
        json!({"kty": "AKP", "kid": "pq", "alg": "ML-DSA-65", "use": "sig", "pub": "AAAA"}),
        json!({"kty": "oct", "kid": "mac", "alg": "HS256", "k": "AAAA"}),
        json!(42),
        with(
            &with(&with(&ed, "crv", json!("Ed448")), "alg", json!("EdDSA")),
            "kid",
            json!("448"),
        ),
        with(&with(&ec, "crv", json!("P-521")), "alg", json!("ES512")),
        with(&rsa, "n", json!(short)),
        with(&rsa, "key_ops", json!(["wrapKey"])),
        with(
            &with(&rsa, "use", json!("enc")),
            "kid",
            json!("\u{1b}[2J\u{202e}"),
        ),
        public(&p256().with_key_id("usable")),
        rsa,
    ];
    let set = set(&keys);
    let lines: Vec<String> = set.skipped().iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "keys[0] \"pq\": the JSON Web Key's member kty has a value that is not supported",
            "keys[1] \"mac\": the JSON Web Key's member kty is oct, a shared secret: give its k to from_base64 of HmacKey or AesKey",
            "keys[2]: the text is no JSON Web Key, which is a JSON object",
            "keys[3] \"448\": this is a key of Ed448, which is not supported",
            "keys[4]: this is a key of the curve P-521, which is not supported",
            "keys[5]: the RSA key has 1024 bits: 2048 to 8192 are taken, in steps of 64 (make one with `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072`)",
            "keys[6]: the JSON Web Key's member key_ops is for another use than signatures",
            "keys[7] \"\\u001b[2J\\u202e\": the JSON Web Key's member use is for another use than signatures",
        ]
    );
    let used: Vec<_> = set.keys().iter().map(|key| key.algorithm()).collect();
    assert_eq!(used, [Some(Algorithm::Es256), Some(Algorithm::Rs256)]);
}
