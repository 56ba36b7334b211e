//! The parts of a [`KeyError`](super::KeyError)'s text that depend on the case.

use core::fmt;

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

/// What leads from a block of this label to a key.
pub(super) struct Way<'a>(pub(super) &'a str);

impl fmt::Display for Way<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            // Its one form of Ed25519 is its own.
            "OPENSSH PRIVATE KEY" => {
                ": write a copy anew with `ssh-keygen -p -m PKCS8 -f COPY` (it overwrites COPY); OpenSSH \
                 cannot write an Ed25519 key as PKCS#8, so make one with `openssl genpkey -algorithm \
                 ed25519 -out key.pem`"
            }
            _ => "",
        })
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
