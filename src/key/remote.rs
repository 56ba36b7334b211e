use super::{KeyId, KeyInfo};
use crate::algorithm::Algorithm;

/// A key that is elsewhere: this type has its algorithm and id, and cannot sign.
///
/// With it, a [`Signer`](crate::Signer) [prepares](crate::Signer::prepare) tokens, and the caller
/// attaches the signature afterwards.
///
/// ```
/// use glassbox::key::RemoteKey;
/// use glassbox::{Algorithm, Signer};
///
/// let key = RemoteKey::new(Algorithm::Es256).with_key_id("kms-1");
/// let unsigned = Signer::new(key)
///     .validity("15m")
///     .prepare(&serde_json::json!({"sub": "42"}))?;
/// let signature = [7; 64]; // what the KMS answers for unsigned.signing_input()
/// let token = unsigned.attach(&signature)?;
/// # Ok::<(), glassbox::SignError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteKey {
    algorithm: Algorithm,
    key_id: Option<KeyId>,
}

impl RemoteKey {
    /// A key with that algorithm.
    #[must_use]
    pub const fn new(algorithm: Algorithm) -> Self {
        Self {
            algorithm,
            key_id: None,
        }
    }

    /// The same key with an id.
    #[must_use]
    pub fn with_key_id(self, key_id: impl Into<KeyId>) -> Self {
        Self {
            key_id: Some(key_id.into()),
            ..self
        }
    }
}

impl KeyInfo for RemoteKey {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn key_id(&self) -> Option<&KeyId> {
        self.key_id.as_ref()
    }
}
