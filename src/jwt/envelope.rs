//! The encryption around a signed token: to whom a signer encrypts, and with what a verifier decrypts.
//! Without the feature `jwe` these types have no size, and every token is plain.

#[cfg(not(feature = "jwe"))]
pub(super) use without::{Incoming, Origin, OuterToken, Outgoing};

#[cfg(feature = "jwe")]
pub(super) use with::{Incoming, Origin, OuterToken, Outgoing};

#[cfg(not(feature = "jwe"))]
mod without {
    use alloc::string::String;
    use alloc::vec::Vec;

    use crate::error::{SignError, VerifyError};
    use crate::jws::Verification;
    use crate::key::Now;
    #[cfg(feature = "session")]
    use crate::key::sealed::Mark;

    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Outgoing;

    impl Outgoing {
        /// Tokens are not encrypted.
        pub(crate) const PLAIN: Self = Self;

        #[allow(clippy::unused_self, clippy::unnecessary_wraps)] // the other half uses it
        pub(crate) const fn encrypt(&self, token: String) -> Result<String, SignError> {
            Ok(token)
        }

        #[allow(clippy::unused_self)]
        pub(crate) const fn wipe(&self, _payload: &mut [u8]) {}

        #[cfg(feature = "session")]
        #[allow(clippy::unused_self)]
        pub(crate) const fn marks(&self, _visit: &mut dyn FnMut(&Mark)) {}
    }

    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Origin;

    impl Origin {
        /// It was not encrypted.
        pub(crate) const PLAIN: Self = Self;
    }

    /// There is no such token.
    pub(crate) enum OuterToken {}

    impl OuterToken {
        pub(crate) const fn check(&self, _payload: &[u8]) -> Result<(), VerifyError> {
            match *self {}
        }

        pub(crate) const fn into_origin(self) -> Origin {
            match self {}
        }
    }

    #[derive(Clone, Debug)]
    pub(crate) struct Incoming;

    impl Incoming {
        /// Tokens are not decrypted.
        pub(crate) const PLAIN: Self = Self;

        #[allow(clippy::unused_self, clippy::unnecessary_wraps)]
        pub(crate) const fn decrypt(
            &self,
            _token: &str,
            _verification: &Verification<'_>,
            _now: &Now<'_>,
            _buffer: &mut Vec<u8>,
        ) -> Result<Option<OuterToken>, VerifyError> {
            Ok(None)
        }
    }
}

#[cfg(feature = "jwe")]
mod with {
    use alloc::string::String;
    use alloc::sync::Arc;
    use alloc::vec::Vec;
    use core::fmt;
    use core::panic::AssertUnwindSafe;

    use zeroize::Zeroize;

    use crate::claim::Registered;
    use crate::codec::base64url;
    use crate::codec::json::{self, Members};
    use crate::error::{DecryptError, ReplicatedClaim, SignError, VerifyError};
    use crate::jwe::{
        ContentType, Decryption, DecryptionKeys, EncryptingKey, Encryption, encrypt_compact,
    };
    use crate::jws::{Parts, Verification};
    use crate::key::Now;
    #[cfg(feature = "session")]
    use crate::key::sealed::{Mark, Ours};

    /// To whom tokens are encrypted.
    ///
    /// A value with a key in it is to be as safe after a panic as one without: keys change nothing.
    pub(crate) struct Outgoing(Option<AssertUnwindSafe<Recipient>>);

    type Recipient = Arc<dyn EncryptingKey + Send + Sync>;

    impl Outgoing {
        /// Tokens are not encrypted.
        pub(crate) const PLAIN: Self = Self(None);

        pub(crate) fn to(recipient: impl EncryptingKey + Send + Sync + 'static) -> Self {
            Self(Some(AssertUnwindSafe(Arc::new(recipient))))
        }

        /// The signed token, encrypted if there is a recipient; never the plain one instead.
        pub(crate) fn encrypt(&self, token: String) -> Result<String, SignError> {
            match &self.0 {
                None => Ok(token),
                Some(recipient) => {
                    let mut token = token.into_bytes();
                    let encrypted = encrypt_compact(&token, &***recipient, true);
                    token.as_mut_slice().zeroize();
                    Ok(encrypted?)
                }
            }
        }

        /// Wipes what was written of a token, if it is encrypted: somebody wants to hide it.
        pub(crate) fn wipe(&self, payload: &mut [u8]) {
            if self.0.is_some() {
                payload.zeroize();
            }
        }

        #[cfg(feature = "session")]
        pub(crate) fn marks(&self, visit: &mut dyn FnMut(&Mark)) {
            if let Some(recipient) = &self.0 {
                recipient.marks(visit, Ours(()));
            }
        }
    }

    impl Clone for Outgoing {
        fn clone(&self) -> Self {
            let recipient = self.0.as_ref();
            Self(recipient.map(|recipient| AssertUnwindSafe(Arc::clone(recipient))))
        }
    }

    impl PartialEq for Outgoing {
        fn eq(&self, other: &Self) -> bool {
            match (&self.0, &other.0) {
                (None, None) => true,
                (Some(one), Some(other)) => Arc::ptr_eq(one, other),
                _ => false,
            }
        }
    }

    impl Eq for Outgoing {}

    impl fmt::Debug for Outgoing {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            match &self.0 {
                None => f.write_str("Plain"),
                Some(to) => write!(f, "Encrypted({}, {})", to.algorithm(), to.encryption()),
            }
        }
    }

    /// How a verified token was encrypted.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(crate) struct Origin(pub(crate) Option<Encryption>);

    impl Origin {
        /// It was not encrypted.
        pub(crate) const PLAIN: Self = Self(None);
    }

    /// What is known of a token that was decrypted.
    pub(crate) struct OuterToken {
        encryption: Encryption,
        header: Vec<u8>,
    }

    impl OuterToken {
        /// The claims that the header repeats are those that were signed (RFC 7519 §5.3).
        pub(crate) fn check(&self, payload: &[u8]) -> Result<(), VerifyError> {
            let text = core::str::from_utf8;
            let (Ok(header), Ok(payload)) = (text(&self.header), text(payload)) else {
                return Ok(());
            };
            for (name, value) in json::members(header) {
                let claim = json::text(name)
                    .as_deref()
                    .and_then(ReplicatedClaim::from_name);
                let Some(claim) = claim else {
                    continue;
                };
                // What is no object is refused afterwards, for itself.
                let Ok(members) = Members::read(payload, &|_| None) else {
                    return Ok(());
                };
                let signed = members.registered(match claim {
                    ReplicatedClaim::Iss => Registered::Iss,
                    ReplicatedClaim::Sub => Registered::Sub,
                    ReplicatedClaim::Aud => Registered::Aud,
                });
                let [given, signed] = [Some(value), signed].map(|json| json::read_value(json?));
                if given.is_none() || given != signed {
                    return Err(VerifyError::ReplicatedClaim { claim });
                }
            }
            Ok(())
        }

        pub(crate) fn into_origin(self) -> Origin {
            Origin(Some(self.encryption))
        }
    }

    /// With what tokens are decrypted.
    #[derive(Clone)]
    pub(crate) struct Incoming {
        pub(crate) keys: Option<Arc<dyn DecryptionKeys>>,
        pub(crate) or_unencrypted: bool,
        pub(crate) allows_missing_cty: bool,
    }

    impl Incoming {
        /// Tokens are not decrypted.
        pub(crate) const PLAIN: Self = Self {
            keys: None,
            or_unencrypted: false,
            allows_missing_cty: false,
        };

        pub(crate) fn decryption<'a>(
            &'a self,
            verification: &Verification<'_>,
        ) -> Option<Decryption<'a>> {
            Some(Decryption {
                keys: self.keys.as_deref()?,
                room_behind: base64url::decoded_len,
                max_token_bytes: verification.max_token_bytes,
                max_header_bytes: verification.max_header_bytes,
            })
        }

        /// Decrypts a token into `buffer`, which then has the signed one, with room to decode its payload
        /// behind it; `None` if it is not encrypted and need not be. Of a refused one it has nothing.
        pub(crate) fn decrypt(
            &self,
            token: &str,
            verification: &Verification<'_>,
            now: &Now<'_>,
            buffer: &mut Vec<u8>,
        ) -> Result<Option<OuterToken>, VerifyError> {
            let Some(decryption) = self.decryption(verification) else {
                return Ok(None);
            };
            let opened = match decryption.decrypt(token.as_bytes(), now, buffer) {
                Ok(opened) => opened,
                Err(DecryptError::Malformed) => {
                    return match Parts::split(token.as_bytes(), verification.max_header_bytes) {
                        Err(VerifyError::Encrypted) => Err(DecryptError::Malformed.into()),
                        _ if self.or_unencrypted => Ok(None),
                        Ok(_) => Err(VerifyError::NotEncrypted),
                        Err(_) => Err(DecryptError::Malformed.into()),
                    };
                }
                Err(error) => return Err(error.into()),
            };
            let has_cty = match opened.content_type {
                ContentType::Absent if !self.allows_missing_cty => false,
                ContentType::Other => true,
                ContentType::Jwt | ContentType::Absent => {
                    return Ok(Some(OuterToken {
                        encryption: opened.encryption,
                        header: opened.header,
                    }));
                }
            };
            buffer.zeroize();
            Err(VerifyError::NotNested { has_cty })
        }
    }

    impl fmt::Debug for Incoming {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.debug_struct("Incoming")
                .field("decrypts", &self.keys.is_some())
                .field("or_unencrypted", &self.or_unencrypted)
                .field("allows_missing_cty", &self.allows_missing_cty)
                .finish_non_exhaustive()
        }
    }
}
