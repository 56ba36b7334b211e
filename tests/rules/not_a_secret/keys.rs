//! Keys of other kinds, each in what it is usually written in.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

const PEM: &str = include_str!("keys.pem");

/// Lines of `authorized_keys`: RSA, DSA, ECDSA, Ed25519, a certificate, and two of hardware.
pub(super) const SSH: &str = include_str!("keys.pub");

/// One of each kind (RFC 7518 §6.1, RFC 8037 §2, RFC 9864): the members are what counts.
pub(super) const JWKS: [(&str, &str); 5] = [
    (
        "RSA",
        r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2Q","e":"AQAB","alg":"RS256"}"#,
    ),
    (
        "EC",
        r#"{"kid":"1","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","kty":"EC"}"#,
    ),
    (
        "OKP",
        r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
    ),
    (
        "oct",
        r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#,
    ),
    ("AKP", r#"{"kty":"AKP","alg":"ML-DSA-44","pub":"unH59k4R"}"#),
];

/// OpenID Connect Discovery §4.2: where the keys are, not yet what they are.
pub(super) const DISCOVERY: &str = r#"{"issuer":"https://auth.example","jwks_uri":"https://auth.example/jwks.json","response_types_supported":["code"]}"#;

/// XML Signature §4.5, SAML metadata.
pub(super) const XML: [(&str, &str); 4] = [
    (
        "RSA",
        "<RSAKeyValue><Modulus>0vx7agoebGcQSuuPiLJXZptN9nndrQmb</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>",
    ),
    (
        "a prefix, and line breaks",
        "<?xml version=\"1.0\"?>\n<ds:RSAKeyValue\n>\n  <ds:Modulus>\n0vx7</ds:Modulus>\n</ds:RSAKeyValue>",
    ),
    (
        "an elliptic curve",
        r#"<ECKeyValue xmlns="http://www.w3.org/2009/xmldsig11#"><NamedCurve URI="urn:oid:1.2.840.10045.3.1.7"/></ECKeyValue>"#,
    ),
    (
        "a certificate",
        "<KeyInfo><X509Data><X509Certificate>MAoGCCqG</X509Certificate></X509Data></KeyInfo>",
    ),
];

/// Every key of the file, each with the first line for a name.
pub(super) fn pems() -> Vec<(String, String)> {
    let blocks = PEM.split("\n\n").skip(1);
    let named = blocks.map(|pem| (pem.lines().next().unwrap().to_owned(), pem.to_owned()));
    named.collect()
}

/// What is within the armour, save that of OpenSSH, which is no DER; and keys with a name alone, which
/// this machine's tools cannot make.
pub(super) fn ders() -> Vec<(String, Vec<u8>)> {
    let pems = pems().into_iter().filter(|(name, _)| !name.contains("SSH"));
    let ders = pems.map(|(name, pem)| {
        let body: String = pem.lines().filter(|line| !line.contains('-')).collect();
        (name, STANDARD.decode(body).unwrap())
    });
    let start = |start: &[u8]| [start, &[7; 60]].concat();
    let names = [
        (
            "RSASSA-PSS (RFC 4055)",
            start(b"\x30\x82\x01\x20\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a\x03\x82"),
        ),
        (
            "ML-DSA (RFC 9881)",
            start(b"\x30\x82\x05\x32\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x11\x03\x82"),
        ),
        (
            "ML-KEM (RFC 9935)",
            start(b"\x30\x82\x03\x32\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x04\x01\x03\x82"),
        ),
    ];
    ders.chain(names.map(|(name, der)| (name.to_owned(), der)))
        .collect()
}
