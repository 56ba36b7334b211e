use super::debug::error_debug;

/// What keeps a text from being PEM (RFC 7468).
#[derive(Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum PemProblem {
    /// No block begins.
    #[error("nothing begins with -----BEGIN")]
    NoBegin,
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

error_debug! { PemProblem: NoBegin, NoEnd, WrittenOut, NotBase64, TooLong }
