//! Key pairs: what a file can be in the place of a key, and what is said then.

use std::fmt::Debug;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use glassbox::key::{PemProblem, RemoteKey};
use glassbox::{Algorithm, KeyError, PrivateKey, PublicKey, Signer};
use serde_json::json;

use super::{Row, row};
use crate::pairs::{file, text};

#[track_caller]
fn public(algorithm: Algorithm, key: impl AsRef<[u8]>, expected: &'static str) -> Row {
    of(PublicKey::new(algorithm, key), expected)
}

#[track_caller]
fn private(algorithm: Algorithm, key: impl AsRef<[u8]>, expected: &'static str) -> Row {
    of(PrivateKey::new(algorithm, key), expected)
}

#[track_caller]
fn of<K: Debug>(key: Result<K, KeyError>, expected: &'static str) -> Row {
    row(key.unwrap_err(), expected)
}

pub fn keys() -> Vec<Row> {
    use Algorithm::{EdDsa, Es256, Es256k, Es384, Es512, Hs256, Ps256, Ps384, Rs256};
    let rsa = || text("rsa.pem");
    let der = |name: &str, at: usize, byte: u8| {
        let mut der = file(name);
        let at = if at == 0 { der.len() - 1 } else { at };
        der[at] = byte;
        der
    };
    let mut rows = problems_of_text();
    rows.extend([
        private(
            Rs256,
            text("request.pem"),
            "the file holds CERTIFICATE REQUEST, and no private key",
        ),
        public(
            Es256,
            text("request.pem"),
            "the file holds CERTIFICATE REQUEST, and no public key as such: `openssl req -noout -pubkey -in FILE` writes the one that is in it",
        ),
        private(
            EdDsa,
            text("ssh-ed25519.pem"),
            "the file holds OPENSSH PRIVATE KEY, and no private key in PKCS#8, PKCS#1 or SEC 1: write a copy anew with `ssh-keygen -p -m PKCS8 -f COPY` (it overwrites COPY); OpenSSH cannot write an Ed25519 key as PKCS#8, so make one with `openssl genpkey -algorithm ed25519 -out key.pem`",
        ),
        public(
            EdDsa,
            text("ssh-ed25519.pem"),
            "the file holds OPENSSH PRIVATE KEY, and no public key as such: `ssh-keygen -e -m PKCS8 -f FILE` writes the one of RSA or ECDSA that is in it; of Ed25519 give the last 32 bytes of the base64 in FILE.pub, decoded",
        ),
        public(
            Rs256,
            "-----BEGIN TRUSTED CERTIFICATE-----AAAA-----END TRUSTED CERTIFICATE-----",
            "the file holds TRUSTED CERTIFICATE, and no public key as such: `openssl x509 -in FILE` writes the certificate that is in it",
        ),
        public(
            Rs256,
            "-----BEGIN PKCS7-----AAAA-----END PKCS7-----",
            "the file holds PKCS7, and no public key as such: `openssl pkcs7 -print_certs -in FILE` writes the certificates that are in it",
        ),
        public(
            Rs256,
            "-----BEGIN \u{1b}[31m-----AAAA-----END \u{1b}[31m-----",
            "the file holds \\u001b[31m, and no public key",
        ),
        private(Rs256, text("encrypted.pem"), ENCRYPTED),
        private(Rs256, text("encrypted.legacy.pem"), ENCRYPTED),
        private(Rs256, file("encrypted.der"), ENCRYPTED),
        private(
            Rs256,
            rsa() + &rsa(),
            "the file holds more than one key: give the one that is meant",
        ),
        private(Rs256, text("rsa.pub.pem"), PUBLIC_GIVEN),
        private(Rs256, text("rsa.crt.pem"), CERTIFICATE_GIVEN),
        private(Rs256, file("rsa.crt.der"), CERTIFICATE_GIVEN),
        private(
            Rs256,
            text("rsa.crt.pem") + &text("rsa.pub.pem"),
            PUBLIC_GIVEN,
        ),
        private(Rs256, file("rsa.pub.der"), PUBLIC_GIVEN),
        private(Rs256, file("rsa.pub.pkcs1.der"), PUBLIC_GIVEN),
        public(Rs256, rsa(), PRIVATE_GIVEN),
        public(Rs256, text("encrypted.pem"), PRIVATE_GIVEN),
        public(Rs256, file("rsa.der"), PRIVATE_GIVEN),
        public(Es256, file("p256.sec1.der"), PRIVATE_GIVEN),
    ]);
    rows.extend([
        public(
            Hs256,
            rsa(),
            "HS256 is no algorithm of PublicKey and PrivateKey, which take RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, EdDSA and Ed25519 (a shared secret is an HmacKey)",
        ),
        private(
            Es512,
            text("p521.pem"),
            "ES512 is no algorithm of PublicKey and PrivateKey, which take RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, EdDSA and Ed25519 (a shared secret is an HmacKey)",
        ),
        of(
            PrivateKey::generate(Es256k),
            "ES256K is no algorithm of PublicKey and PrivateKey, which take RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, EdDSA and Ed25519 (a shared secret is an HmacKey)",
        ),
        public(
            Es384,
            text("p256.pub.pem"),
            "ES384 needs a key on the curve P-384, and this is a key on the curve P-256",
        ),
        private(
            Es256,
            text("p384.pem"),
            "ES256 needs a key on the curve P-256, and this is a key on the curve P-384",
        ),
        private(
            EdDsa,
            rsa(),
            "EdDSA needs a key of Ed25519, and this is an RSA key",
        ),
        public(
            Rs256,
            text("ed25519.pub.pem"),
            "RS256 needs an RSA key, and this is a key of Ed25519",
        ),
        private(
            Ps256,
            text("p256.pem"),
            "PS256 needs an RSA key, and this is a key on the curve P-256",
        ),
        public(
            Rs256,
            text("pss.pub.pem"),
            "RS256 needs an RSA key that is not for PSS alone, and this is an RSA key for PSS alone",
        ),
        private(
            Ps256,
            text("pss384.pem"),
            "PS256 needs an RSA key that is not for another hash alone, and this is an RSA key for PSS with SHA-384 alone",
        ),
        public(
            Ps256,
            text("pss-mixed.pub.pem"),
            "this is a key of RSA-PSS with parameters that PS256, PS384 and PS512 do not have, which is not supported",
        ),
        private(
            EdDsa,
            text("ed448.pem"),
            "this is a key of Ed448, which is not supported",
        ),
        public(
            EdDsa,
            text("x25519.pub.pem"),
            "this is a key of X25519, which does not sign: it is for encryption, and EcdhPublicKey and EcdhPrivateKey read it (features jwe and public-keys)",
        ),
        public(
            Es384,
            text("p521.pub.pem"),
            "this is a key of the curve P-521, which is not supported",
        ),
        private(
            Es256,
            text("secp256k1.pem"),
            "this is a key of the curve secp256k1, which is not supported",
        ),
        private(
            Es256,
            text("p256.explicit.pem"),
            "this is a key of a curve whose parameters are written out, which is not supported",
        ),
        private(
            Rs256,
            text("dsa.pem"),
            "this is a key of DSA, which is not supported",
        ),
        public(
            Rs256,
            text("dsa.pub.pem"),
            "this is a key of DSA, which is not supported",
        ),
        private(
            Rs256,
            text("rsa-primes.pem"),
            "this is a key of RSA with more than two primes, which is not supported",
        ),
    ]);
    rows.extend([
        private(Ps384, text("rsa1024.pem"), "the RSA key has 1024 bits: 2048 to 8192 are taken, in steps of 64 (make one with `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072`)"),
        public(Rs256, text("rsa2056.pub.pem"), "the RSA key has 2056 bits: 2048 to 8192 are taken, in steps of 64 (make one with `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072`)"),
        of(
            PrivateKey::generate_rsa(Rs256, 2112),
            "an RSA key of 2112 bits is taken, but not made here: generate_rsa makes those of 2048, 3072, 4096, 6144 and 8192",
        ),
        public(
            Rs256,
            der("rsa.pub.pkcs1.der", 0, 0),
            "the RSA key's public exponent has to be odd, 3 or more, and below 2^32 (65537 is usual)",
        ),
        public(
            Es256,
            text("p256.compressed.pub.pem"),
            "the key's point is compressed: write it out with `openssl ec -conv_form uncompressed -in FILE -out NEW` (of a public key with -pubin)",
        ),
        public(Es256, der("p256.pub.der", 0, 0xaa), WEAK),
        public(EdDsa, [0; 32], WEAK),
        private(
            Rs256,
            b"\x00\x01\xff",
            "the bytes are no key: no key has this form (PEM begins with -----BEGIN, DER with the byte 0x30)",
        ),
        private(
            Rs256,
            file("p256.p12"),
            "the bytes are no key: this is PKCS#12 (.p12, .pfx), which `openssl pkcs12 -nodes -in FILE -out NEW` opens (PEM begins with -----BEGIN, DER with the byte 0x30)",
        ),
        private(
            Es256,
            der("p256.sec1.der", 4, 7),
            "the bytes are no key: a private key (SEC1) cannot be read (PEM begins with -----BEGIN, DER with the byte 0x30)",
        ),
        private(
            EdDsa,
            der("ed25519.der", 4, 7),
            "the bytes are no key: a private key (PKCS#8) cannot be read (PEM begins with -----BEGIN, DER with the byte 0x30)",
        ),
        public(
            Es256,
            file("request.der"),
            "the bytes are no key: a certificate cannot be read (PEM begins with -----BEGIN, DER with the byte 0x30)",
        ),
        private(
            Es256,
            der("p256.sec1.der", 8, 0xaa),
            "the key is damaged: its public half is another key's",
        ),
        row(
            KeyError::UnsupportedCpu,
            "this processor lacks instructions that key pairs need (on x86_64: AES, PCLMULQDQ, AVX, AVX2, BMI1 and ADX; on aarch64: AES, PMULL, SHA2 and NEON): run on a newer one, or have the machine show them to this program",
        ),
    ]);
    rows
}

const ENCRYPTED: &str = "the key is encrypted: decrypt it first, with `openssl pkcs8 -topk8 -nocrypt -in FILE -out NEW`";
const PUBLIC_GIVEN: &str = "the file holds a public key, where a private one is needed: PublicKey or EcdhPublicKey reads it";
const CERTIFICATE_GIVEN: &str = "the file holds a certificate, where a private key is needed: PublicKey or EcdhPublicKey reads the public one of it";
const PRIVATE_GIVEN: &str = "the file holds a private key: give others its public half, which .public_key() makes (or `openssl pkey -pubout`)";
const WEAK: &str = "the public key is not a point on its curve, or one of small order";

const EMPTY: &str =
    "the key is no PEM text: it is empty: is its file, environment variable or setting missing?";
const BODY: &str = "the key is no PEM text: it is the base64 of a key without -----BEGIN and -----END: decode it, and give the bytes";
const UTF_16: &str =
    "the key is no PEM text: it is UTF-16, as PowerShell's > writes it: write it anew in UTF-8";
const JSON: &str = "the key is no PEM text: it is JSON: from_jwk reads a JSON Web Key";
const OPEN_SSH: &str = "the key is no PEM text: it is an OpenSSH public key: write one of RSA or ECDSA anew with `ssh-keygen -e -m PKCS8 -f FILE`; of ssh-ed25519 give the last 32 bytes of its base64, decoded";

/// What stands between begin and end.
fn body(pem: &str) -> String {
    let lines = pem.lines().filter(|line| !line.starts_with("-----"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The text of a key as PowerShell redirects it into a file.
fn utf16(mark: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let text = mark.to_owned() + &text("rsa.pem");
    text.encode_utf16().flat_map(bytes).collect()
}

fn problems_of_text() -> Vec<Row> {
    use Algorithm::Rs256;
    let rsa = text("rsa.pem");
    let cut = &rsa[..rsa.len() / 2];
    vec![
        private(
            Rs256,
            "key.pem",
            "the key is no PEM text: nothing begins with -----BEGIN (give what the file holds, and not its name)",
        ),
        private(
            Rs256,
            "ssh-rsa.pem",
            "the key is no PEM text: nothing begins with -----BEGIN (give what the file holds, and not its name)",
        ),
        public(Algorithm::EdDsa, text("ssh-ed25519.line"), OPEN_SSH),
        public(Rs256, "ssh-rsa AAAAB3NzaC1yc2E= somebody", OPEN_SSH),
        public(
            Algorithm::Es256,
            "ecdsa-sha2-nistp256 AAAAE2VjZHNh\n",
            OPEN_SSH,
        ),
        public(Rs256, body(&text("rsa.pub.pem")), BODY),
        private(Rs256, body(&rsa).replace('\n', ""), BODY),
        public(Algorithm::EdDsa, body(&text("ed25519.pub.pem")), BODY),
        private(Rs256, STANDARD.encode(&rsa), BODY),
        public(Rs256, STANDARD.encode(&rsa), BODY),
        public(Rs256, utf16("\u{feff}", u16::to_le_bytes), UTF_16),
        private(Rs256, utf16("\u{feff}", u16::to_be_bytes), UTF_16),
        public(Rs256, "", EMPTY),
        private(Rs256, " \n", EMPTY),
        public(Rs256, r#"{"kty":"RSA"}"#, JSON),
        private(Rs256, "\n{ \"keys\": [] }", JSON),
        private(
            Rs256,
            cut,
            "the key is no PEM text: a block has no -----END of its label: was it cut off?",
        ),
        private(
            Rs256,
            rsa.replace('\n', "\\n"),
            "the key is no PEM text: its lines are joined by \\n, written out: put line breaks there (.replace(\"\\\\n\", \"\\n\"))",
        ),
        private(
            Rs256,
            rsa.replace("MII", "***"),
            "the key is no PEM text: a block is no base64",
        ),
        private(
            Rs256,
            rsa.repeat(50),
            "the key is no PEM text: it is longer than 64 KiB",
        ),
    ]
}

pub fn problems() -> Vec<Row> {
    vec![
        row(
            PemProblem::NoBegin,
            "nothing begins with -----BEGIN (give what the file holds, and not its name)",
        ),
        row(
            PemProblem::Empty,
            "it is empty: is its file, environment variable or setting missing?",
        ),
        row(
            PemProblem::Json,
            "it is JSON: from_jwk reads a JSON Web Key",
        ),
        row(
            PemProblem::Body,
            "it is the base64 of a key without -----BEGIN and -----END: decode it, and give the bytes",
        ),
        row(
            PemProblem::Utf16,
            "it is UTF-16, as PowerShell's > writes it: write it anew in UTF-8",
        ),
        row(
            PemProblem::OpenSsh,
            "it is an OpenSSH public key: write one of RSA or ECDSA anew with `ssh-keygen -e -m PKCS8 -f FILE`; of ssh-ed25519 give the last 32 bytes of its base64, decoded",
        ),
        row(
            PemProblem::NoEnd,
            "a block has no -----END of its label: was it cut off?",
        ),
        row(
            PemProblem::WrittenOut,
            "its lines are joined by \\n, written out: put line breaks there (.replace(\"\\\\n\", \"\\n\"))",
        ),
        row(PemProblem::NotBase64, "a block is no base64"),
        row(PemProblem::TooLong, "it is longer than 64 KiB"),
    ]
}

pub fn signing() -> Vec<Row> {
    let signer = Signer::new(RemoteKey::new(Algorithm::Es256)).without_expiry();
    let unsigned = signer.prepare(&json!({})).unwrap();
    vec![row(
        unsigned.attach_der(&[7; 64]).unwrap_err(),
        "this is not a signature of ES256 in DER: Unsigned::attach_der takes the answer of a key service for ES256, ES384, ES512 or ES256K; raw bytes go to .attach(..)",
    )]
}
