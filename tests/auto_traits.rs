//! What the compiler grants the public types without being asked, and their sizes. A change here is a
//! breaking change that no other test would notice.

use std::error::Error;
use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::mem::size_of;
use std::panic::{RefUnwindSafe, UnwindSafe};

use glassbox::jws::{Header, Unverified};
use glassbox::jwt::{
    AnyOf, Audit, Check, Claim, ClaimError, ClaimReason, ConfigurationError, Finding, HeaderError,
    JsonType, Misfit, Outcome, PayloadError, Report, Severity, SignerAt, Unsigned, VerifierAt,
};
use glassbox::key::{
    HmacKeyOptions, KeyId, KeyInfo, KeySource, Lookup, One, RemoteKey, Signature, SigningKey,
    Unavailable, VerifyingKey,
};
use glassbox::time::{Clock, FixedClock, ParseValidityError, SystemClock};
use glassbox::{
    Algorithm, Audience, Claims, HmacKey, KeyError, KeyRing, NumericDate, RegisteredClaims,
    SignError, Signer, Token, Validity, Verifier, VerifyError,
};

/// Calls a function for each of several types.
macro_rules! each {
    ($check:ident: $($type:ty),+ $(,)?) => { $($check::<$type>();)+ };
}

#[test]
fn everything_crosses_threads_and_shows_itself() {
    fn check<T: Send + Sync + Unpin + Debug>() {}
    each!(check: Algorithm, Audience, Claims, Claims<String>, HmacKey, HmacKeyOptions, KeyError, KeyRing, NumericDate,
        RegisteredClaims, SignError, Signer, Signer<KeyRing>, Signer<RemoteKey>, SignerAt<'_, HmacKey>,
        Token<()>, Token<String>, Validity, Verifier, VerifierAt<'_>, VerifyError, AnyOf, Claim, ClaimError,
        ClaimReason, ConfigurationError, HeaderError, JsonType, Misfit, PayloadError, Header, Unsigned,
        Unverified<'_>, KeyId, One<HmacKey>, RemoteKey, Signature, Unavailable, FixedClock,
        ParseValidityError, SystemClock, Audit, Check, Finding, Outcome, Report, Severity);
    fn show<T: Debug>() {}
    each!(show: Lookup<'_>);
}

#[test]
fn a_panic_beside_them_leaves_values_whole() {
    fn check<T: UnwindSafe + RefUnwindSafe>() {}
    each!(check: Algorithm, Audience, Claims, HmacKey, HmacKeyOptions, KeyError, NumericDate, RegisteredClaims, SignError,
        Token<()>, Validity, VerifyError, ClaimError, HeaderError, PayloadError, ConfigurationError, Misfit,
        Header, Unsigned, Unverified<'_>, KeyId, One<HmacKey>, RemoteKey, Signature, Unavailable,
        FixedClock, ParseValidityError, SystemClock, Audit, Check, Finding, Outcome, Report, Severity);
    // Not for KeyRing, Signer and Verifier: they hold keys and clocks of any type.
}

#[test]
fn values_compare_and_hash() {
    fn eq<T: Eq + Clone>() {}
    each!(eq: Algorithm, Audience, Claims, NumericDate, RegisteredClaims, Token<()>, Validity, AnyOf, Claim,
        JsonType, Header, Unsigned, KeyId, RemoteKey, Unavailable, Audit, Check, Finding, Outcome, Severity);
    fn hash<T: Hash>() {}
    each!(hash: Algorithm, NumericDate, Validity, Claim, ClaimReason, JsonType, KeyId, Outcome, Severity);
    fn ordered<T: Ord + Copy>() {}
    each!(ordered: NumericDate, Validity, Severity);
    fn default<T: Default>() {}
    each!(default: Claims, Claims<String>, RegisteredClaims, SystemClock);
}

#[test]
fn errors_are_errors_of_every_program() {
    fn check<T: Error + Send + Sync + Clone + Eq + 'static>() {}
    each!(check: KeyError, SignError, VerifyError, ClaimError, HeaderError, PayloadError,
        ConfigurationError, Misfit, ParseValidityError, Audit, Unavailable);
    fn shown<T: Display>() {}
    each!(shown: Algorithm, NumericDate, Validity, Claim, JsonType, KeyId, Audit, Check, Finding, Outcome, Report, Severity);
    fn written<T: serde::Serialize>() {}
    each!(written: Report, Check, Outcome, Audit, Finding, Severity);
    // As `?` wants it.
    let _: Box<dyn Error + Send + Sync> = VerifyError::Malformed.into();
}

#[test]
fn keys_signers_and_verifiers_are_cheap_to_clone() {
    fn check<T: Clone + 'static>() {}
    each!(check: HmacKey, KeyRing, RemoteKey, KeyId, Signature, Signer, Verifier, FixedClock);
    assert_eq!(size_of::<HmacKey>(), size_of::<usize>());
    assert_eq!(size_of::<KeyId>(), 2 * size_of::<usize>());
}

#[test]
fn the_open_traits_are_object_safe() {
    type Objects<'a> = (
        &'a dyn KeyInfo,
        Box<dyn SigningKey>,
        std::sync::Arc<dyn VerifyingKey + Send + Sync>,
        std::sync::Arc<dyn KeySource>,
        Box<dyn Clock>,
    );
    fn check<T>() {}
    check::<Objects<'_>>();
    fn crosses_threads<T: Send + Sync + ?Sized>() {}
    crosses_threads::<dyn KeySource>();
    crosses_threads::<dyn Clock>();
    // A source of any kind behind the pointers that people hold.
    fn source<T: KeySource>() {}
    each!(source: HmacKey, KeyRing, One<HmacKey>, &HmacKey, Box<dyn KeySource>, std::sync::Arc<dyn KeySource>);
}

#[cfg(target_pointer_width = "64")]
#[test]
fn sizes() {
    // How a token was encrypted, and to whom: nothing without the feature.
    const ENCRYPTION: usize = if cfg!(feature = "jwe") { 24 } else { 0 };
    const RECIPIENT: usize = if cfg!(feature = "jwe") { 16 } else { 0 };
    // Recorded, and none may grow unnoticed.
    for (name, size, most) in [
        ("KeyError", size_of::<KeyError>(), 24),
        ("SignError", size_of::<SignError>(), 32),
        ("Header", size_of::<Header>(), 24),
        ("Token<()>", size_of::<Token<()>>(), 40 + ENCRYPTION),
        ("Token<String>", size_of::<Token<String>>(), 64 + ENCRYPTION),
        (
            "Result<Token<()>, _>",
            size_of::<Result<Token<()>, VerifyError>>(),
            48 + ENCRYPTION,
        ),
        ("Signature", size_of::<Signature>(), 80),
        ("Unsigned", size_of::<Unsigned>(), 32 + RECIPIENT),
        ("Audience", size_of::<Audience>(), 32),
        ("RegisteredClaims", size_of::<RegisteredClaims>(), 152),
        ("Signer", size_of::<Signer>(), 320),
        ("Verifier", size_of::<Verifier>(), 320),
        ("VerifierAt", size_of::<VerifierAt<'_>>(), 16),
    ] {
        assert!(size <= most, "{name} has {size} bytes");
    }
}

/// Whether a type has a trait: the inherent method is there for those that have.
macro_rules! has {
    ($type:ty: $($bound:tt)+) => {{
        #[allow(unused)]
        struct Probe<T: ?Sized>(std::marker::PhantomData<T>);
        #[allow(unused)]
        impl<T: ?Sized + $($bound)+> Probe<T> {
            fn answer(&self) -> bool {
                true
            }
        }
        #[allow(unused)]
        trait Otherwise {
            fn answer(&self) -> bool {
                false
            }
        }
        impl<T: ?Sized> Otherwise for &Probe<T> {}
        (&Probe::<$type>(std::marker::PhantomData)).answer()
    }};
}

#[test]
fn what_no_type_may_have() {
    use serde::Serialize;
    use serde::de::DeserializeOwned;
    assert!(has!(u8: DeserializeOwned) && has!(u8: Default) && has!(Claims: Serialize));
    // A token is made by a verification alone.
    assert!(!has!(Token<()>: Default));
    assert!(!has!(Token<()>: DeserializeOwned));
    assert!(!has!(Token<()>: From<()>));
    assert!(!has!(Header: DeserializeOwned));
    // Nor is a verdict made by reading one.
    assert!(!has!(Report: DeserializeOwned) && !has!(Report: Default));
    // Keys are not compared in variable time, nor written anywhere.
    assert!(!has!(HmacKey: PartialEq));
    assert!(!has!(HmacKey: Display));
    assert!(!has!(HmacKey: Serialize));
    assert!(!has!(HmacKey: AsRef<[u8]>));
    assert!(!has!(KeyRing: PartialEq));
    assert!(!has!(Signature: PartialEq));
    // An identity signs nothing.
    assert!(has!(HmacKey: SigningKey) && !has!(RemoteKey: SigningKey));
    assert!(!has!(One<HmacKey>: SigningKey) && !has!(RemoteKey: KeySource));
}

#[test]
fn a_verifier_needs_no_type_parameter_in_a_struct() {
    struct Service {
        verifier: Verifier,
        signer: Signer,
    }
    let key = crate::support::key();
    let service = Service {
        verifier: Verifier::new(KeyRing::new(key.clone())),
        signer: Signer::new(key),
    };
    let _: (Verifier, Signer) = (service.verifier, service.signer);
}

#[cfg(feature = "session")]
#[test]
fn sessions_cross_threads_and_their_futures_too() {
    use glassbox::session::{
        BuildError, ClientAction, Columns, Contention, Grace, Group, Loaded, MemoryStore,
        NewSession, ParseSessionIdError, Presented, Presenter, RefreshError, RefreshKind,
        Refreshed, Rotation, Session, SessionId, Sessions, SessionsBuilder, Stamp, Stamps,
        StoreError, Version,
    };
    type Server = Sessions<std::sync::Arc<MemoryStore>>;
    fn check<T: Send + Sync + Unpin + Debug>() {}
    each!(check: BuildError, ClientAction, Columns<'_>, Contention, Grace, Group<'_>, Loaded, MemoryStore, NewSession, ParseSessionIdError,
        Presented<'_, MemoryStore>, Presenter, RefreshError, RefreshKind, Refreshed, Rotation, Session,
        SessionId, Server, SessionsBuilder<MemoryStore>, Stamp, Stamps, StoreError, Version);
    fn error<T: Error + Send + Sync + Clone + 'static>() {}
    each!(error: BuildError, RefreshError, StoreError, ParseSessionIdError);
    // A refresh token is no thing to be written or compared by accident.
    assert!(!has!(Refreshed: serde::Serialize) && !has!(Refreshed: PartialEq));
    // A clone shares the sessions, whatever the store and the key.
    assert!(has!(Server: Clone) && has!(Sessions<MemoryStore>: Clone));

    fn runs_anywhere<T: Send>(_: T) {}
    #[allow(dead_code)]
    fn futures(server: &Server, presented: Presented<'_, MemoryStore>, id: &SessionId) {
        let by = Presenter::first_party();
        runs_anywhere(server.login(NewSession::new("42", by.clone())));
        runs_anywhere(server.refresh("", &by));
        runs_anywhere(server.present("", &by));
        runs_anywhere(presented.grant(&0));
        runs_anywhere(server.introspect(""));
        runs_anywhere(server.logout(""));
        runs_anywhere(server.sessions("42"));
        runs_anywhere(server.revoke_session("42", id));
        runs_anywhere(server.revoke_others("42", id));
        runs_anywhere(server.revoke_subject("42"));
        runs_anywhere(server.revoke_subject_at("42", "app"));
        runs_anywhere(server.revoke_client("app"));
        runs_anywhere(server.revoke_all());
        runs_anywhere(server.prune(1));
    }
}

#[cfg(feature = "web")]
#[test]
fn what_protects_requests_crosses_threads_and_is_cheap_to_clone() {
    use glassbox::web::{
        Ambiguous, Answer, CrossSite, Protect, ProtectBuilder, ProtectError, Refusal, SameOrigin,
        Why,
    };
    fn check<T: Send + Sync + Unpin + Debug + 'static>() {}
    each!(check: Ambiguous, Answer, CrossSite, Protect, ProtectBuilder, ProtectError, Refusal, SameOrigin, Why);
    fn whole<T: UnwindSafe + RefUnwindSafe>() {}
    each!(whole: Ambiguous, Answer, CrossSite, ProtectError, SameOrigin, Why);
    fn error<T: Error + Send + Sync + Clone + 'static>() {}
    each!(error: Ambiguous, CrossSite, ProtectError, Refusal, Why);
    fn eq<T: Eq>() {}
    each!(eq: Ambiguous, CrossSite, ProtectError, Why);
    fn cheap<T: Clone>() {}
    each!(cheap: Protect, Refusal);
    assert_eq!(size_of::<Protect>(), size_of::<usize>());
    assert!(size_of::<Refusal>() <= 48, "{}", size_of::<Refusal>());
    // What may have tokens is not written or copied by accident.
    assert!(!has!(Answer: serde::Serialize) && !has!(Answer: Display) && !has!(Answer: Clone));
}

#[cfg(all(feature = "web", feature = "session"))]
#[test]
fn a_cookie_crosses_threads_and_is_cheap_to_clone() {
    use glassbox::web::{CookieError, CookieRefusal, TokenCookie, TokenCookieBuilder};
    fn check<T: Send + Sync + Unpin + UnwindSafe + RefUnwindSafe + Debug + Clone + 'static>() {}
    each!(check: CookieError, CookieRefusal, TokenCookie, TokenCookieBuilder);
    fn error<T: Error + Eq>() {}
    each!(error: CookieError, CookieRefusal);
    assert_eq!(size_of::<TokenCookie>(), size_of::<usize>());
}

#[cfg(feature = "public-keys")]
#[test]
fn key_pairs_cross_threads_and_are_cheap_to_clone() {
    use glassbox::jwk::{Jwk, JwkSet, Skipped};
    use glassbox::key::{JwkProblem, PemProblem, PrivateText};
    use glassbox::{PrivateKey, PublicKey};
    fn check<T: Send + Sync + Unpin + Debug + UnwindSafe + RefUnwindSafe + 'static>() {}
    each!(check: PrivateKey, PublicKey, PrivateText, PemProblem, Jwk, JwkSet, Skipped, JwkProblem);
    fn error<T: Error + Send + Sync + Copy + Eq + Hash + 'static>() {}
    each!(error: PemProblem, JwkProblem);
    fn cheap<T: Clone>() {}
    each!(cheap: PrivateKey, PublicKey, Signer<PrivateKey>, Jwk, JwkSet);
    assert_eq!(size_of::<PublicKey>(), size_of::<usize>());
    assert_eq!(size_of::<PrivateKey>(), 2 * size_of::<usize>());
    // A private key signs, and is no source of keys: a verifier is given the public half.
    assert!(has!(PrivateKey: SigningKey) && has!(PrivateKey: VerifyingKey));
    assert!(has!(PublicKey: VerifyingKey) && has!(PublicKey: KeySource));
    assert!(!has!(PrivateKey: KeySource) && !has!(PublicKey: SigningKey));
    // A public key and a set of them are read and written as JSON, and so is no private one.
    fn json<T: serde::Serialize + serde::de::DeserializeOwned + std::str::FromStr>() {}
    each!(json: Jwk, JwkSet);
    assert_eq!(size_of::<JwkSet>(), size_of::<usize>());
    assert!(has!(JwkSet: KeySource) && !has!(Jwk: KeySource) && !has!(Jwk: VerifyingKey));
    // Nothing of it is compared, written or copied by accident.
    assert!(!has!(PrivateKey: PartialEq) && !has!(PrivateKey: Display));
    assert!(!has!(PrivateKey: serde::Serialize) && !has!(PrivateKey: AsRef<[u8]>));
    assert!(!has!(PrivateText: Clone) && !has!(PrivateText: Display));
    assert!(!has!(PrivateText: serde::Serialize) && !has!(PrivateText: PartialEq));
}

#[cfg(all(feature = "jwe", feature = "public-keys"))]
#[test]
fn keys_that_agree_cross_threads_and_are_cheap_to_clone() {
    use glassbox::jwe::{
        DecryptingKey, DecryptionKeys, EcdhCurve, EcdhPrivateKey, EcdhPublicKey, EncryptingKey,
    };
    fn check<T: Send + Sync + Unpin + Debug + Clone + UnwindSafe + RefUnwindSafe>() {}
    each!(check: EcdhCurve, EcdhPrivateKey, EcdhPublicKey);
    fn named<T: Eq + Hash + Copy + Display>() {}
    each!(named: EcdhCurve);
    assert_eq!(size_of::<EcdhPublicKey>(), size_of::<usize>());
    assert_eq!(size_of::<EcdhPrivateKey>(), 2 * size_of::<usize>());
    // One half encrypts, the other decrypts, and neither signs.
    assert!(has!(EcdhPublicKey: EncryptingKey) && !has!(EcdhPublicKey: DecryptionKeys));
    assert!(has!(EcdhPrivateKey: DecryptionKeys) && !has!(EcdhPrivateKey: EncryptingKey));
    assert!(has!(EcdhPrivateKey: DecryptingKey) && !has!(EcdhPublicKey: DecryptingKey));
    assert!(!has!(EcdhPrivateKey: SigningKey) && !has!(EcdhPublicKey: KeySource));
    assert!(!has!(EcdhPrivateKey: PartialEq) && !has!(EcdhPrivateKey: Display));
    assert!(!has!(EcdhPrivateKey: serde::Serialize) && !has!(EcdhPrivateKey: AsRef<[u8]>));
}

#[cfg(feature = "jwks")]
#[test]
fn keys_from_elsewhere_cross_threads_and_are_cheap_to_clone() {
    use glassbox::jwks::{
        JwksError, JwksEvent, Refresh, RemoteKeys, RemoteKeysBuilder, Request, Response, Transport,
        TransportError,
    };
    fn check<T: Send + Sync + Unpin + Debug>() {}
    each!(check: JwksError, JwksEvent<'_>, Refresh, RemoteKeys, RemoteKeysBuilder, Request<'_>, Response,
        TransportError);
    fn error<T: Error + Send + Sync + Clone + 'static>() {}
    each!(error: JwksError, TransportError);
    fn cheap<T: Clone + KeySource>() {}
    each!(cheap: RemoteKeys);
    assert_eq!(size_of::<RemoteKeys>(), size_of::<usize>());
    fn object<T>() {}
    object::<Box<dyn Transport>>();
    // Waiting is a future, and a client's answer is no set before it was judged.
    assert!(has!(Refresh: Future) && !has!(Refresh: Clone));
    assert!(!has!(JwksError: PartialEq) && !has!(RemoteKeys: PartialEq));
}

#[cfg(feature = "jwe")]
#[test]
fn keys_that_encrypt_cross_threads_and_are_cheap_to_clone() {
    use glassbox::jwe::{
        AesKey, ContentEncryption, ContentKey, DecryptError, Decrypted, DecryptingKey,
        DecryptionKeys, DecryptionRing, EncryptError, Encrypted, EncryptingKey, Encryption,
        Established, KeyManagement,
    };
    fn check<T: Send + Sync + Unpin + Debug>() {}
    each!(check: AesKey, ContentEncryption, ContentKey, DecryptError, Decrypted, DecryptionRing, EncryptError,
        Encrypted<'_>, Encryption, Established, KeyManagement);
    fn safe<T: UnwindSafe + RefUnwindSafe>() {}
    each!(safe: AesKey, ContentKey, DecryptError, Decrypted, EncryptError, Encrypted<'_>, Encryption);
    fn named<T: Eq + Hash + Copy + Display>() {}
    each!(named: KeyManagement, ContentEncryption);
    fn error<T: Error + Send + Sync + Clone + Eq + 'static>() {}
    each!(error: DecryptError, EncryptError);
    assert_eq!(size_of::<AesKey>(), size_of::<usize>());
    assert!(size_of::<DecryptError>() <= 16 && size_of::<EncryptError>() <= 24);
    type Objects<'a> = (
        &'a dyn EncryptingKey,
        &'a dyn DecryptingKey,
        Box<dyn DecryptionKeys>,
    );
    fn object<T>() {}
    object::<Objects<'_>>();
    // A key that encrypts signs nothing, and a key that signs encrypts nothing.
    assert!(has!(AesKey: EncryptingKey) && has!(AesKey: DecryptionKeys));
    assert!(!has!(AesKey: SigningKey) && !has!(AesKey: KeySource));
    assert!(!has!(HmacKey: EncryptingKey) && !has!(HmacKey: DecryptionKeys));
    // Nothing of it is compared, written or copied by accident.
    assert!(!has!(AesKey: PartialEq) && !has!(AesKey: Display));
    assert!(!has!(AesKey: serde::Serialize) && !has!(AesKey: AsRef<[u8]>));
    assert!(!has!(ContentKey: PartialEq) && !has!(ContentKey: Display));
    // What was only decrypted is no token.
    assert!(!has!(Token<()>: From<Decrypted>) && !has!(Decrypted: serde::Serialize));
}
