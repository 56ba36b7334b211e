use super::debug::error_debug;

/// What keeps a text from being PEM (RFC 7468).
#[derive(Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum PemProblem {
    /// No block begins.
    #[error("nothing begins with -----BEGIN (give what the file holds, and not its name)")]
    NoBegin,
    /// There is nothing at all.
    #[error("it is empty: is its file, environment variable or setting missing?")]
    Empty,
    /// It is a key in another notation (RFC 7517).
    #[error("it is JSON: from_jwk reads a JSON Web Key")]
    Json,
    /// It is what stands between begin and end, or a whole file in base64.
    #[error(
        "it is the base64 of a key without -----BEGIN and -----END: decode it, and give the bytes"
    )]
    Body,
    /// It is text of 16 bits a character.
    #[error("it is UTF-16, as PowerShell's > writes it: write it anew in UTF-8")]
    Utf16,
    /// It is a public key as OpenSSH writes it (RFC 4253 §6.6).
    #[error(
        "it is an OpenSSH public key: write one of RSA or ECDSA anew with `ssh-keygen -e -m PKCS8 -f \
         FILE`; of ssh-ed25519 give the last 32 bytes of its base64, decoded"
    )]
    OpenSsh,
    /// A block does not end with its own label.
    #[error("a block has no -----END of its label: was it cut off?")]
    NoEnd,
    /// Its line ends are the two characters of an escape.
    #[error(
        r#"its lines are joined by \n, written out: put line breaks there (.replace("\\n", "\n"))"#
    )]
    WrittenOut,
    /// What stands between begin and end is no base64.
    #[error("a block is no base64")]
    NotBase64,
    /// It is longer than any key.
    #[error("it is longer than 64 KiB")]
    TooLong,
}

error_debug! { PemProblem: NoBegin, Empty, Json, Body, Utf16, OpenSsh, NoEnd, WrittenOut, NotBase64, TooLong }
