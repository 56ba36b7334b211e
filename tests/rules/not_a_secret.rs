//! What everybody may know is no secret (RFC 8725 §2.1): keys of other kinds, in whatever they are
//! written and wherever in the text they stand. What a generator of secrets makes is never refused.

mod encodings;
mod good;
mod keys;

pub use good::random;

use glassbox::{Algorithm, HmacKey, KeyError};

use crate::support::base64url;

/// What is found in a text, however a key is made of it.
#[track_caller]
fn found(secret: &[u8]) -> Option<&'static str> {
    let found = |key: Result<HmacKey, KeyError>| match key {
        Ok(_) | Err(KeyError::TooShort { .. } | KeyError::WhiteSpace { .. }) => None,
        Err(KeyError::NotASecret { found }) => Some(found),
        Err(error) => panic!("{error:?}"),
    };
    let first = found(HmacKey::hs256(secret));
    let short = HmacKey::with_short_secret(Algorithm::Hs512, secret);
    assert_eq!(found(short), first);
    let encoded = HmacKey::from_base64(Algorithm::Hs384, &base64url(secret));
    assert_eq!(found(encoded), first);
    first
}

/// Every encoding of a text is refused, and the refusal says what it is.
#[track_caller]
fn refused(name: &str, text: &str, kind: &str) {
    for (encoding, secret) in encodings::of_text(text) {
        let found = found(&secret);
        assert!(
            found.is_some_and(|found| found.contains(kind)),
            "{name}, {encoding}: {found:?}"
        );
    }
    // Given as if it were encoded already.
    let options = HmacKey::options(Algorithm::Hs256).allow_short_secret();
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    for key in [options.base64(text), options.hex(text), options.hex(&hex)] {
        let error = key.unwrap_err();
        assert!(matches!(error, KeyError::NotASecret { .. }), "{name}");
    }
}

#[test]
fn pem_of_any_kind() {
    for (name, pem) in keys::pems() {
        let (first, rest) = pem.split_once('\n').unwrap();
        for text in [
            &pem,
            &pem.to_lowercase(),
            &format!("Bag Attributes\n    friendlyName: a\nsubject=CN = a\n{pem}"),
            // Half of it was lost on the way.
            first,
            rest,
        ] {
            assert_eq!(
                found(text.as_bytes()),
                Some("a PEM block (a key, a certificate)")
            );
        }
        refused(&name, first, "PEM");
    }
    let (name, pem) = &keys::pems()[5];
    refused(name, pem, "PEM");
    refused(
        name,
        &format!("Bag Attributes\n    friendlyName: a\n{pem}"),
        "PEM",
    );
    assert!(found(b"-----BEGIN").is_some());
}

#[test]
fn der_of_any_kind() {
    for (name, der) in keys::ders() {
        for (encoding, secret) in encodings::of_bytes(&der) {
            let found = found(&secret);
            assert!(
                found.is_some_and(|found| found.contains("DER")),
                "{name}, {encoding}: {found:?}"
            );
        }
    }
}

#[test]
fn ssh_of_any_kind() {
    for line in keys::SSH.lines() {
        let [kind, blob, comment] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        refused(kind, line, "SSH");
        refused(kind, &format!("{kind} {blob}"), "SSH");
        refused(kind, blob, "SSH");
        let options = r#"no-pty,command="/bin/echo \"hi\"",from="10.0.0.?""#;
        refused(kind, &format!("{options} {line}"), "SSH");
        refused(kind, &format!("# {comment}\n\n{line}\n"), "SSH");
        refused(kind, &format!("example.com,10.0.0.1 {line}"), "SSH");
        let (start, end) = blob.split_at(blob.len() / 2);
        let lines = format!("Comment: \"a key\"\n{start}\n{end}");
        let armoured =
            format!("---- BEGIN SSH2 PUBLIC KEY ----\n{lines}\n---- END SSH2 PUBLIC KEY ----");
        refused(kind, &armoured, "SSH");
        let putty = format!("PuTTY-User-Key-File-3: {kind}\nEncryption: none\nPublic-Lines: 2\n");
        refused(kind, &putty, "SSH");
    }
}

#[test]
fn json_web_keys_and_where_they_are() {
    for (name, jwk) in keys::JWKS {
        let value: serde_json::Value = serde_json::from_str(jwk).unwrap();
        refused(name, jwk, "JSON Web Key");
        refused(
            name,
            &serde_json::to_string_pretty(&value).unwrap(),
            "JSON Web Key",
        );
        refused(name, &format!("[{jwk}]"), "JSON Web Key");
        refused(name, &format!(r#"{{"keys":[{jwk}]}}"#), "JSON Web Key");
        refused(name, &jwk.replace("kty", r"\u006bt\u0079"), "JSON Web Key");
        refused(name, &jwk.replace('"', "'"), "JSON Web Key");
        refused(name, &format!("the key is {jwk}."), "JSON Web Key");
        // Of the kind alone, and last.
        let kind = value["kty"].as_str().unwrap();
        let last = format!(r#"{{ "kid" : "a" , "kty" : "{kind}" }}"#);
        refused(name, &last, "JSON Web Key");
    }
    assert!(found(br#"{ "keys": [ ] }"#).is_some());
    refused("a discovery", keys::DISCOVERY, "JSON Web Key Set");
    let address = "https://auth.example/.well-known/jwks.json";
    refused("an address", address, "JSON Web Key Set");
}

#[test]
fn keys_in_xml() {
    for (name, xml) in keys::XML {
        refused(name, xml, "XML");
    }
}
