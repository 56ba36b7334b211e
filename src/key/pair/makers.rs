//! The makers that name their algorithm, for both halves alike.

/// `rs256(bytes)` and its like.
macro_rules! makers {
    ($($name:ident: $algorithm:ident, $what:literal;)+) => {
        $(
            #[doc = concat!("A key for ", $what, ".")]
            ///
            /// # Errors
            /// As [`new`](Self::new).
            pub fn $name(key: impl AsRef<[u8]>) -> Result<Self, KeyError> {
                Self::new(Algorithm::$algorithm, key)
            }
        )+
    };
    () => {
        makers! {
            rs256: Rs256, "RSASSA-PKCS1-v1_5 with SHA-256";
            rs384: Rs384, "RSASSA-PKCS1-v1_5 with SHA-384";
            rs512: Rs512, "RSASSA-PKCS1-v1_5 with SHA-512";
            ps256: Ps256, "RSASSA-PSS with SHA-256";
            ps384: Ps384, "RSASSA-PSS with SHA-384";
            ps512: Ps512, "RSASSA-PSS with SHA-512";
            es256: Es256, "ECDSA on P-256 with SHA-256";
            es384: Es384, "ECDSA on P-384 with SHA-384";
            eddsa: EdDsa, "Ed25519 under the name `EdDSA` (RFC 8037), which every library knows";
            ed25519: Ed25519, "Ed25519 under its own name (RFC 9864), which few libraries know yet";
        }
    };
}

pub(super) use makers;
