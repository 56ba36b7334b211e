//! Encrypted tokens, and the keys of them.

use glassbox::jwe::{AesKey, ContentEncryption, DecryptionRing, EncryptError, KeyManagement};
use glassbox::{HmacKey, SignError, Signer, Verifier};
use serde_json::json;

use super::{Row, row};
use crate::jwe::{
    DIRECT, Down, NESTED, SECRET, direct, forge, forge_under, lock, steel, token, verifier,
};
use crate::support::{base64url, verdict};

pub fn keys() -> Vec<Row> {
    let encryption = ContentEncryption::A256CbcHs512;
    #[allow(unused_mut)]
    let mut rows = vec![
        row(
            AesKey::direct(encryption, SECRET).unwrap_err(),
            "the secret has 32 bytes, A256CBC-HS512 takes exactly 64: make one with `openssl rand -base64 64` and read it with AesKey::from_base64",
        ),
        row(
            AesKey::new(KeyManagement::A128Kw, encryption, SECRET).unwrap_err(),
            "the secret has 32 bytes, A128KW takes exactly 16: make one with `openssl rand -base64 16` and read it with AesKey::from_base64",
        ),
        row(
            AesKey::from_base64(KeyManagement::A256Kw, encryption, &"0f".repeat(32)).unwrap_err(),
            "the secret is not base64 (either alphabet, padded or not): HmacKey::from_hex takes hexadecimal digits, HmacKey::new plain text, AesKey::new the bytes of an AES key (`xxd -r -p | base64` turns hexadecimal digits into base64)",
        ),
        row(
            AesKey::direct(encryption, [7; 64]).unwrap_err(),
            "both halves of the secret are the same bytes, and one is a key for HMAC and the other one for AES: make a whole one with `openssl rand -base64 32` (A256CBC-HS512: 64)",
        ),
        row(
            AesKey::generate(KeyManagement::RsaOaep, encryption).unwrap_err(),
            "RSA-OAEP does not use a shared secret: AesKey takes dir, A128KW and A256KW (ECDH-ES is for EcdhPublicKey and EcdhPrivateKey, RSA-OAEP for a key type of your own: examples/rsa_oaep.rs)",
        ),
    ];
    #[cfg(feature = "public-keys")]
    rows.extend(agreeing());
    rows
}

#[cfg(feature = "public-keys")]
fn agreeing() -> Vec<Row> {
    use glassbox::jwe::{EcdhCurve, EcdhPrivateKey, EcdhPublicKey};

    let (algorithm, encryption) = (KeyManagement::EcdhEs, ContentEncryption::A256Gcm);
    let public = |file| EcdhPublicKey::new(algorithm, encryption, crate::pairs::text(file));
    let jwk = |members: &str| {
        let jwk = crate::jwe::ecdh::known::P256.ephemeral;
        let jwk = jwk.replace('}', &format!(",{members}}}"));
        EcdhPublicKey::from_jwk(algorithm, encryption, &jwk).unwrap_err()
    };
    vec![
        row(
            EcdhPrivateKey::generate(KeyManagement::A256Kw, encryption, EcdhCurve::P256)
                .unwrap_err(),
            "A256KW does not agree on keys: EcdhPublicKey and EcdhPrivateKey take ECDH-ES, ECDH-ES+A128KW and ECDH-ES+A256KW (a shared secret is an AesKey, RSA-OAEP needs a key type of your own: examples/rsa_oaep.rs)",
        ),
        row(
            public("rsa.pub.pem").unwrap_err(),
            "ECDH-ES needs a key on P-256, P-384 or X25519, and this is an RSA key: make one with `openssl genpkey -algorithm X25519`",
        ),
        row(
            public("ed25519.pub.pem").unwrap_err(),
            "ECDH-ES needs a key on P-256, P-384 or X25519, and this is a key of Ed25519: make one with `openssl genpkey -algorithm X25519`",
        ),
        row(
            jwk(r#""use":"sig""#),
            "the JSON Web Key's member use is for another use than encryption by agreement (ECDH-ES)",
        ),
        row(
            jwk(r#""alg":"ES256""#),
            "the JSON Web Key's member alg names another algorithm than the one that is asked for",
        ),
        row(
            EcdhPublicKey::from_jwk(algorithm, encryption, r#"{"keys":[]}"#).unwrap_err(),
            "the text is no JSON Web Key, but a set of them: give the one that is meant (JwkSet reads a set of those that verify)",
        ),
    ]
}

pub fn encrypting() -> Vec<Row> {
    vec![
        row(
            EncryptError::KeyExhausted,
            "the key has encrypted as many texts as AES-GCM allows (2^32 with dir): make a new one, or let a key wrap a new one for each text (A256KW)",
        ),
        row(EncryptError::SharedSecret, SHARED),
        row(
            EncryptError::key("the card\nwas pulled"),
            "the key failed to encrypt: the card\\nwas pulled",
        ),
    ]
}

const SHARED: &str = "the key that encrypts and the key that signs have one secret: give each its own, or a flaw of one is a flaw of both";

pub fn signing() -> Vec<Row> {
    let key = HmacKey::hs256(SECRET).unwrap();
    let signer = Signer::new(key).without_expiry().encrypt_to(steel());
    let error: SignError = signer.sign(&json!({})).unwrap_err();
    vec![row(error, SHARED)]
}

pub fn verifying() -> Vec<Row> {
    let of = |verifier: &Verifier, token: &str, expected| {
        row(verdict(verifier, token).unwrap_err(), expected)
    };
    let new = |keys| Verifier::new(lock()).allow_missing_exp().decrypt_with(keys);
    let nested = forge(NESTED, token("{}"));
    let header = |header: &str, expected| of(&verifier(), &forge(header, token("{}")), expected);
    let with =
        |member: &str, expected| header(&NESTED.replace('}', &format!(",{member}}}")), expected);
    let named = DecryptionRing::new(direct().with_key_id("a"));
    let wrong = AesKey::direct(ContentEncryption::A256Gcm, [1; 32]).unwrap();
    let shared = Verifier::new(HmacKey::hs256(SECRET).unwrap()).decrypt_with(steel());
    vec![
        of(
            &verifier(),
            &token("{}"),
            "the token is not encrypted, and .decrypt_with(..) takes no other: while issuers change over, .or_unencrypted() takes both",
        ),
        of(
            &verifier(),
            &format!("{nested}="),
            "malformed encrypted token: not five parts of unpadded base64url with four dots between, each of the length that its algorithms make",
        ),
        of(
            &verifier().max_token_bytes(9),
            &nested,
            "the encrypted token is longer than 9 bytes (Verifier::max_token_bytes(..) sets the limit)",
        ),
        header(
            r#"{"alg":"dir"}"#,
            "of the encrypted token: the header has no enc",
        ),
        with(
            r#""zip":"DEF""#,
            "of the encrypted token: the content is compressed (zip), which is not supported: its issuer has to leave it out",
        ),
        with(
            r#""epk":{"d":"AAAA"}"#,
            "of the encrypted token: the header's ephemeral key (epk) is no public key of the recipient's curve",
        ),
        with(
            r#""apu":"=""#,
            "of the encrypted token: the header's member apu is not unpadded base64url of at most 512 bytes",
        ),
        with(
            r#""epk":1"#,
            "of the encrypted token: the header's member epk is not an object",
        ),
        header(
            r#"{"alg":"RSA1_5","enc":"A256GCM"}"#,
            "the token's key management (alg) or content encryption (enc) is not supported: no setting accepts such a token, so its issuer has to choose others",
        ),
        header(
            r#"{"alg":"dir","enc":"A128GCM"}"#,
            "the token is encrypted with dir and A128GCM, the key is for dir and A256GCM, and a key has one of each: if the issuer encrypts with the former, decrypt with an AesKey for both; a DecryptionRing holds keys of several",
        ),
        of(
            &verifier(),
            &forge_under(
                &base64url(br#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#),
                &base64url(&[7; 256]),
                token("{}"),
            ),
            "the token is encrypted with RSA-OAEP and A256GCM, the key is for dir and A256GCM, and a key has one of each: if the issuer encrypts with the former, decrypt with a DecryptingKey of your own (examples/rsa_oaep.rs) for both; a DecryptionRing holds keys of several",
        ),
        of(
            &Verifier::new(lock()).decrypt_with(named),
            &forge(r#"{"alg":"dir","enc":"A256GCM","kid":"b"}"#, token("{}")),
            "no key decrypts for the encrypted token's key id (kid): was a key rotated out, or not yet added with DecryptionRing::accept(..)?",
        ),
        of(
            &Verifier::new(lock()).decrypt_with(Down),
            &nested,
            "the source of the decryption keys is unavailable: the token may be valid, so try again (503, not 401)",
        ),
        of(&new(wrong), &nested, "the token could not be decrypted"),
        of(
            &verifier(),
            &forge(NESTED, "{}"),
            "the decrypted content is no signed token: encryption proves nothing about who made it, so its issuer has to sign it first",
        ),
        header(
            DIRECT,
            "the header of the encrypted token does not say that a token is within (cty JWT): where the issuer leaves it out, .allow_missing_cty() takes it",
        ),
        with(
            r#""iss":"a""#,
            "the claim iss in the header of the encrypted token is not the one that was signed",
        ),
        with(
            r#""sub":"a""#,
            "the claim sub in the header of the encrypted token is not the one that was signed",
        ),
        with(
            r#""aud":"a""#,
            "the claim aud in the header of the encrypted token is not the one that was signed",
        ),
        of(
            &shared,
            "",
            "the verifier's configuration: the key of .decrypt_with(..) and a key that verifies have one secret: give each its own, or a flaw of one is a flaw of both",
        ),
    ]
}

pub fn findings() -> Vec<Row> {
    let found = |verifier: Verifier| {
        let verifier = verifier
            .issuer("i")
            .audience("a")
            .typ("t")
            .max_validity("1h");
        verifier.audit()
    };
    let new = || Verifier::new(lock());
    vec![
        row(
            found(new().decrypt_with(steel()).or_unencrypted()),
            "warning (or_unencrypted): tokens that everybody can read are accepted beside encrypted ones: remove .or_unencrypted() when all issuers encrypt",
        ),
        row(
            found(new().decrypt_with(steel()).allow_missing_cty()),
            "notice (allow_missing_cty): encrypted tokens are accepted that do not say what is within: have the issuer set cty to JWT, and remove .allow_missing_cty()",
        ),
        row(
            found(new().decrypt_with(Down)),
            "warning (keys_unavailable): the source of the keys that decrypt is unavailable, so they were not audited",
        ),
        row(
            found(new().decrypt_with(direct().with_key_id("a"))),
            "notice (direct_gcm): the key \"a\" (dir, A256GCM) may encrypt 2^32 texts in all, by whichever process: let it wrap a new key for each (A256KW), or use A256CBC-HS512",
        ),
    ]
}
