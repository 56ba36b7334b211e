//! Names that follow from a key alone.

use glassbox::Algorithm;
use glassbox::jwk::Jwk;
use glassbox::key::KeyInfo;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{ed25519, p256, p384, public, read, rsa, with};

/// RFC 7638 §3.1, with the members that it leaves out.
#[test]
fn rfc_7638_section_3_1() {
    let jwk: Jwk = r#"{
        "kty": "RSA",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
        "e": "AQAB",
        "alg": "RS256",
        "kid": "2011-04-29"
    }"#
    .parse()
    .unwrap();
    assert_eq!(
        jwk.thumbprint(),
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    );
    let uri =
        "urn:ietf:params:oauth:jwk-thumbprint:sha-256:NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";
    assert_eq!(jwk.thumbprint_uri(), uri, "the example of RFC 9278");
}

/// RFC 8037 A.3.
#[test]
fn rfc_8037_a_3() {
    let jwk: Jwk =
        r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#
            .parse()
            .unwrap();
    assert_eq!(
        jwk.thumbprint(),
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    );
}

/// The hash of the text that RFC 7638 §3.3 says, made here by hand.
#[test]
fn required_members_in_the_order_of_their_names() {
    let [rsa, p256, p384, ed] = [
        rsa(Algorithm::Ps384),
        p256(),
        p384(),
        ed25519(Algorithm::Ed25519),
    ];
    for (key, names) in [
        (rsa, &["e", "kty", "n"][..]),
        (p256, &["crv", "kty", "x", "y"]),
        (p384, &["crv", "kty", "x", "y"]),
        (ed, &["crv", "kty", "x"]),
    ] {
        let jwk = public(&key);
        let members = names
            .iter()
            .map(|name| format!("\"{name}\":{}", jwk[*name]));
        let text = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
        let hash = crate::support::base64url(&Sha256::digest(&text));
        assert_eq!(read(&jwk).unwrap().thumbprint(), hash, "{text}");
        // Nothing else of the key has a part in it.
        let other = with(&with(&jwk, "kid", json!("other")), "alg", None);
        assert_eq!(read(&other).unwrap().thumbprint(), hash);
        // As an id, of both halves.
        let public = key.public_key().with_thumbprint_key_id();
        assert_eq!(public.key_id().unwrap().as_str(), hash);
        let private = key.with_thumbprint_key_id();
        assert_eq!(private.key_id().unwrap().as_str(), hash);
        assert_eq!(private.public_key().key_id(), private.key_id());
    }
}
