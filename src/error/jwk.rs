use super::debug::error_debug;

/// What is wrong with a member of a JSON Web Key (RFC 7517 §4, RFC 7518 §6).
#[derive(Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum JwkProblem {
    /// It is not there.
    #[error("is missing")]
    Missing,
    /// It is there twice, so that two readers may read two keys.
    #[error("is given twice")]
    Duplicate,
    /// It is a number where a text is wanted, or the like.
    #[error("has another JSON type than it should")]
    WrongType,
    /// It is no base64url, or not of as many bytes as its number has.
    #[error("is not unpadded base64url of the right length")]
    NotBase64Url,
    /// It names what is not there.
    #[error("has a value that is not supported")]
    Unsupported,
    /// It says that the key is not for signatures, or contradicts itself (RFC 7517 §4.2, §4.3).
    #[error("is for another use than signatures")]
    OtherUse,
    /// It says that the key is not for encryption, or contradicts itself (RFC 7517 §4.2, §4.3).
    #[error("is for another use than encryption by agreement (ECDH-ES)")]
    NotForAgreement,
    /// It names another algorithm than the one that is asked for.
    #[error("names another algorithm than the one that is asked for")]
    OtherAlgorithm,
    /// It names an algorithm of other keys.
    #[error("does not fit the key's kind")]
    OtherKind,
    /// It lists something twice.
    #[error("has a value twice")]
    Repeats,
    /// It belongs to a private key, where a public one is read.
    #[error(
        "is private: give others the public half (.public_key(), to_jwk); PrivateKey::from_jwk and \
         EcdhPrivateKey::from_jwk read a private key"
    )]
    Private,
    /// The private number of an RSA key without its primes.
    #[error("stands alone, without the key's p, q, dp, dq and qi, which are needed")]
    WithoutPrimes,
    /// It says that the key is a shared secret.
    #[error("is oct, a shared secret: give its k to from_base64 of HmacKey or AesKey")]
    SharedSecret,
    /// There are more keys than are read.
    #[error("has more than 100 keys: this one and those after it are not read")]
    TooMany,
}

error_debug! { JwkProblem:
    Missing, Duplicate, WrongType, NotBase64Url, Unsupported, OtherUse, NotForAgreement, OtherAlgorithm,
    OtherKind, Repeats, Private, WithoutPrimes,
    SharedSecret, TooMany
}
