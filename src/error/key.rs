use alloc::boxed::Box;

use super::debug::error_debug;
use super::escape::Escaped;
use super::jwk::JwkProblem;
use super::key_words::{Half, Instead, Needs, RsaBits, Said, Set, Takes, Way};
use super::pem::PemProblem;
use crate::algorithm::Algorithm;
use crate::encryption::{ContentEncryption, KeyManagement};

/// Why a key could not be made. It occurs at start-up and contains no part of the secret.
///
/// The variants from [`Pem`](Self::Pem) on are about key pairs (feature `public-keys`).
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The secret is empty.
    #[error("the secret is empty: is its environment variable or setting missing?")]
    Empty,
    /// The secret is shorter than the algorithm's hash (RFC 7518 §3.2).
    #[error(
        "the secret {} {actual} bytes, {algorithm} needs at least {minimum}: make one with \
         `openssl rand -base64 {minimum}` and read it with HmacKey::from_base64, or accept the risk \
         by name with HmacKey::options(..).allow_short_secret()",
        if *is_encoded { "stands for" } else { "has" }
    )]
    TooShort {
        /// The key's algorithm.
        algorithm: Algorithm,
        /// The minimum number of bytes.
        minimum: usize,
        /// The number of bytes that the secret has.
        actual: usize,
        /// Whether it was given in base64 or in hexadecimal digits, which are more characters.
        is_encoded: bool,
    },
    /// The secret is text with white space around it, most likely from a file or a shell.
    #[error(
        "the secret is text with white space {place} (a line feed of the file it was read from?): \
         trim it, or, if the issuer signs with it, keep it by name with \
         HmacKey::options(..).allow_white_space()"
    )]
    WhiteSpace {
        /// Where: `at its start`, `at its end` or `at both ends`.
        place: &'static str,
    },
    /// The secret is or contains a key of another kind, encoded or not. Everyone may know a public
    /// key, so a MAC made with one proves nothing (RFC 8725 §2.1).
    #[error(
        "this is not a shared secret, but holds {found}: whoever knows a public key could sign or \
         decrypt with it. Make a secret with `openssl rand -base64 32` (HS384: 48, HS512: 64) and read it \
         with from_base64 of HmacKey or AesKey (of a JSON Web Key of type oct, give that its \"k\"); a \
         public key goes to PublicKey or EcdhPublicKey (feature public-keys)"
    )]
    NotASecret {
        /// What it contains.
        found: &'static str,
    },
    /// The text is not base64.
    #[error(
        "the secret is not base64 (either alphabet, padded or not): HmacKey::from_hex takes hexadecimal \
         digits, HmacKey::new plain text, AesKey::new the bytes of an AES key (`xxd -r -p | base64` \
         turns hexadecimal digits into base64)"
    )]
    NotBase64,
    /// The text is not hexadecimal.
    #[error(
        "the secret is not hexadecimal (an even number of digits 0-9, a-f or A-F): give base64 to \
         HmacKey::from_base64, and plain text to HmacKey::new"
    )]
    NotHex,
    /// The text is not base64 or hexadecimal, because of something that is not part of the secret:
    /// quotes, as a file of variables for Docker keeps them, `base64:` or `0x`.
    #[error("the text of the secret has {found}, which is no part of it: take that away")]
    Surplus {
        /// What, and where.
        found: &'static str,
    },
    /// The algorithm does not use a shared secret.
    #[error("{algorithm} does not use a shared secret: HmacKey takes HS256, HS384 or HS512")]
    NotHmac {
        /// The algorithm that was asked for.
        algorithm: Algorithm,
    },
    /// A key that encrypts takes a secret of one length exactly (RFC 7518 §4.4, §4.5, feature `jwe`).
    #[error(
        "the secret has {actual} bytes, {} takes exactly {expected}: make one with `openssl rand \
         -base64 {expected}` and read it with AesKey::from_base64",
        Takes(*algorithm, *encryption)
    )]
    WrongLength {
        /// How the key is to be used.
        algorithm: KeyManagement,
        /// What it is to encrypt with.
        encryption: ContentEncryption,
        /// The number of bytes that it takes.
        expected: usize,
        /// The number of bytes that the secret has.
        actual: usize,
    },
    /// Both halves of a secret for AES-CBC with HMAC are the same, and each has to be a key of its own (RFC
    /// 7518 §5.2.2.1, feature `jwe`).
    #[error(
        "both halves of the secret are the same bytes, and one is a key for HMAC and the other one for \
         AES: make a whole one with `openssl rand -base64 32` (A256CBC-HS512: 64)"
    )]
    EqualHalves,
    /// The algorithm does not encrypt with a shared secret (feature `jwe`).
    #[error(
        "{algorithm} does not use a shared secret: AesKey takes dir, A128KW and A256KW (ECDH-ES is for \
         EcdhPublicKey and EcdhPrivateKey, RSA-OAEP for a key type of your own: examples/rsa_oaep.rs)"
    )]
    NotOfThisKind {
        /// The algorithm that was asked for.
        algorithm: KeyManagement,
    },
    /// Keys are not agreed on for the algorithm (features `jwe` and `public-keys`).
    #[error(
        "{algorithm} does not agree on keys: EcdhPublicKey and EcdhPrivateKey take ECDH-ES, \
         ECDH-ES+A128KW and ECDH-ES+A256KW (a shared secret is an AesKey, RSA-OAEP needs a key type of \
         your own: examples/rsa_oaep.rs)"
    )]
    NotEcdh {
        /// The algorithm that was asked for.
        algorithm: KeyManagement,
    },
    /// The key is good, and of a kind that does not agree on keys (RFC 7518 §4.6).
    #[error(
        "ECDH-ES needs a key on P-256, P-384 or X25519, and this is {found}: make one with `openssl \
         genpkey -algorithm X25519`"
    )]
    NoAgreement {
        /// What the key is.
        found: &'static str,
    },
    /// Two keys of a ring have the same key id, so a token's `kid` would not say which one is
    /// meant.
    #[error(
        "the key id \"{}\" is used twice in the ring: give each key its own with .with_key_id(..)",
        Escaped(key_id)
    )]
    DuplicateKeyId {
        /// The id.
        key_id: Box<str>,
    },
    /// The operating system gave no random bytes.
    #[error(
        "the operating system gave no random bytes: does a sandbox keep them from this program?"
    )]
    Random,
    /// The text is no PEM.
    #[error("the key is no PEM text: {problem}")]
    Pem {
        /// What is wrong with it.
        problem: PemProblem,
    },
    /// The file is well formed, and holds no key.
    #[error(
        "the file holds {}, and no {} key{}",
        Escaped(found),
        Half(*is_private),
        Way(found, *is_private)
    )]
    NoKey {
        /// The label of the first block.
        found: Box<str>,
        /// Whether a private key was looked for.
        is_private: bool,
    },
    /// The private key is encrypted.
    #[error(
        "the key is encrypted: decrypt it first, with `openssl pkcs8 -topk8 -nocrypt -in FILE -out NEW`"
    )]
    Encrypted,
    /// Which of several keys is meant cannot be told.
    #[error("the file holds more than one key: give the one that is meant")]
    ManyKeys,
    /// A public key where a private one is needed.
    #[error(
        "the file holds a public key, where a private one is needed: PublicKey or EcdhPublicKey reads it"
    )]
    PublicGiven,
    /// A certificate where a private key is needed.
    #[error(
        "the file holds a certificate, where a private key is needed: PublicKey or EcdhPublicKey reads the \
         public one of it"
    )]
    CertificateGiven,
    /// A private key where a public one belongs.
    #[error(
        "the file holds a private key: give others its public half, which .public_key() makes (or \
         `openssl pkey -pubout`)"
    )]
    PrivateGiven,
    /// The algorithm does not use a key pair, or one that does not exist here.
    #[error(
        "{algorithm} is no algorithm of PublicKey and PrivateKey, which take RS256, RS384, RS512, \
         PS256, PS384, PS512, ES256, ES384, EdDSA and Ed25519 (a shared secret is an HmacKey)"
    )]
    NotAPair {
        /// The algorithm that was asked for.
        algorithm: Algorithm,
    },
    /// The key is good, and for another algorithm (RFC 7518 §3.1, RFC 8725 §3.1).
    #[error("{algorithm} needs {}, and this is {found}", Needs(*algorithm, found))]
    WrongKind {
        /// The algorithm that was asked for.
        algorithm: Algorithm,
        /// What the key is.
        found: &'static str,
    },
    /// A key of a kind that is not there.
    #[error("this is a key of {found}, {}", Instead(found))]
    UnsupportedKey {
        /// Its kind.
        found: &'static str,
    },
    /// The RSA key is too short, too long, or of an odd size (RFC 7518 §3.3).
    #[error("{}", RsaBits(*bits))]
    RsaSize {
        /// The bits of its modulus.
        bits: usize,
    },
    /// The public exponent of an RSA key is none.
    #[error(
        "the RSA key's public exponent has to be odd, 3 or more, and below 2^32 (65537 is usual)"
    )]
    RsaExponent,
    /// The point of an elliptic curve is written in its short form.
    #[error(
        "the key's point is compressed: write it out with `openssl ec -conv_form uncompressed -in FILE \
         -out NEW` (of a public key with -pubin)"
    )]
    CompressedPoint,
    /// The public key proves nothing.
    #[error("the public key is not a point on its curve, or one of small order")]
    WeakPoint,
    /// The bytes are no DER of a key.
    #[error("the bytes are no key: {what} (PEM begins with -----BEGIN, DER with the byte 0x30)")]
    Der {
        /// What cannot be read.
        what: &'static str,
    },
    /// The numbers of the key do not belong together.
    #[error("the key is damaged: {what}")]
    Damaged {
        /// What is wrong with it.
        what: &'static str,
    },
    /// A member of a JSON Web Key, or of a set of them, is not as it should be (RFC 7517 §4, RFC 7518 §6).
    #[error("the JSON Web Key{}'s member {member} {problem}{}", Set(member), Said(member, *problem))]
    Jwk {
        /// Its name.
        member: &'static str,
        /// What is wrong with it.
        problem: JwkProblem,
    },
    /// The text is no JSON Web Key, or no set of them.
    #[error("the text is no {what}")]
    NotJwk {
        /// What it should be.
        what: &'static str,
    },
    /// The processor is too old for the arithmetic of key pairs.
    #[error(
        "this processor lacks instructions that key pairs need (on x86_64: AES, PCLMULQDQ, AVX, AVX2, \
         BMI1 and ADX; on aarch64: AES, PMULL, SHA2 and NEON): run on a newer one, or have the \
         machine show them to this program"
    )]
    UnsupportedCpu,
}

error_debug! { KeyError:
    Empty, TooShort, WhiteSpace, NotASecret, NotBase64, NotHex, Surplus, NotHmac, WrongLength,
    NotOfThisKind, NotEcdh, NoAgreement, EqualHalves, DuplicateKeyId,
    Random,
    Pem, NoKey, Encrypted, ManyKeys, PublicGiven, CertificateGiven, PrivateGiven, NotAPair, WrongKind, UnsupportedKey, RsaSize, RsaExponent,
    CompressedPoint, WeakPoint, Der, Damaged, Jwk, NotJwk, UnsupportedCpu
}
