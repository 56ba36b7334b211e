//! The parts of a [`KeyError`](super::KeyError)'s text that depend on the case.

use core::fmt;

use super::jwk::JwkProblem;
use crate::algorithm::Algorithm;
use crate::encryption::{ContentEncryption, KeyManagement};

/// Which half of a pair.
pub(super) struct Half(pub(super) bool);

impl fmt::Display for Half {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0 { "private" } else { "public" })
    }
}

/// Which member belongs to a set, and not to a key.
pub(super) struct Set<'a>(pub(super) &'a str);

impl fmt::Display for Set<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0 == "keys" { " Set" } else { "" })
    }
}

/// How a key is read in which this is wrong.
pub(super) struct Said<'a>(pub(super) &'a str, pub(super) JwkProblem);

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.0, self.1) {
            ("alg", JwkProblem::Missing) => {
                ", and the key fits several: add it, or read the public key as Jwk and say it with \
                 .public_key(..)"
            }
            _ => "",
        })
    }
}

/// What fixes the length of a secret that encrypts.
pub(super) struct Takes(pub(super) KeyManagement, pub(super) ContentEncryption);

impl fmt::Display for Takes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            KeyManagement::Dir => self.1.fmt(f),
            algorithm => algorithm.fmt(f),
        }
    }
}

/// What leads from a block of this label to a key of that half.
pub(super) struct Way<'a>(pub(super) &'a str, pub(super) bool);

impl fmt::Display for Way<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.0, self.1) {
            // Its one form of Ed25519 is its own.
            ("OPENSSH PRIVATE KEY", true) => {
                " in PKCS#8, PKCS#1 or SEC 1: write a copy anew with `ssh-keygen -p -m PKCS8 -f COPY` (it \
                 overwrites COPY); OpenSSH cannot write an Ed25519 key as PKCS#8, so make one with `openssl \
                 genpkey -algorithm ed25519 -out key.pem`"
            }
            ("OPENSSH PRIVATE KEY", false) => {
                " as such: `ssh-keygen -e -m PKCS8 -f FILE` writes the one of RSA or ECDSA that is in it; of \
                 Ed25519 give the last 32 bytes of the base64 in FILE.pub, decoded"
            }
            ("CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST", false) => {
                " as such: `openssl req -noout -pubkey -in FILE` writes the one that is in it"
            }
            ("TRUSTED CERTIFICATE", false) => {
                " as such: `openssl x509 -in FILE` writes the certificate that is in it"
            }
            ("PKCS7", false) => {
                " as such: `openssl pkcs7 -print_certs -in FILE` writes the certificates that are in it"
            }
            _ => "",
        })
    }
}

/// What is said of an RSA key of so many bits.
pub(super) struct RsaBits(pub(super) usize);

impl fmt::Display for RsaBits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = self.0;
        match bits {
            // A key that is read has such a size; few are made.
            2048..=8192 if bits.is_multiple_of(64) => write!(
                f,
                "an RSA key of {bits} bits is taken, but not made here: generate_rsa makes those of 2048, \
                 3072, 4096, 6144 and 8192"
            ),
            _ => write!(
                f,
                "the RSA key has {bits} bits: 2048 to 8192 are taken, in steps of 64 (make one with \
                 `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072`)"
            ),
        }
    }
}

/// What is to be done with a key of a kind that does not sign here.
pub(super) struct Instead<'a>(pub(super) &'a str);

impl fmt::Display for Instead<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            "X25519" => {
                "which does not sign: it is for encryption, and EcdhPublicKey and EcdhPrivateKey read it \
                 (features jwe and public-keys)"
            }
            _ => "which is not supported",
        })
    }
}

/// The key that an algorithm needs, in the place of what it is.
pub(super) struct Needs<'a>(pub(super) Algorithm, pub(super) &'a str);

impl fmt::Display for Needs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_rsa = self.1.starts_with("an RSA key"); // and for PSS, or it would fit
        f.write_str(match self.0 {
            Algorithm::Rs256 | Algorithm::Rs384 | Algorithm::Rs512 => match is_rsa {
                true => "an RSA key that is not for PSS alone",
                false => "an RSA key",
            },
            Algorithm::Ps256 | Algorithm::Ps384 | Algorithm::Ps512 => match is_rsa {
                true => "an RSA key that is not for another hash alone",
                false => "an RSA key",
            },
            Algorithm::Es256 => "a key on the curve P-256",
            Algorithm::Es384 => "a key on the curve P-384",
            Algorithm::EdDsa | Algorithm::Ed25519 => "a key of Ed25519",
            _ => "another key",
        })
    }
}
