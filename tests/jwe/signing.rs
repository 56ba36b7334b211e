//! Tokens that are signed and encrypted: through every verb of a signer and of a verifier.

use glassbox::jwe::ContentEncryption;
use glassbox::key::{RemoteKey, SigningKey};
use glassbox::{Algorithm, SignError, Signer, Verifier};
use serde_json::{Value, json};

use super::{direct, lock, signer, steel};
use crate::support::{NOW, at};

#[test]
fn through_every_verb() {
    let signer = signer().encrypt_to(steel().with_key_id("outer"));
    let verifier = Verifier::new(lock()).decrypt_with(steel());
    signer.check_configuration().unwrap();
    verifier.check_configuration().unwrap();
    let (now, claims) = (at(NOW), json!({"sub": "42"}));
    let unsigned = signer.at(now).prepare(&claims).unwrap();
    let signature = lock().sign(unsigned.signing_input()).unwrap();
    let attached = unsigned.attach(signature.as_ref()).unwrap();
    for text in [signer.at(now).sign(&claims).unwrap(), attached] {
        assert_eq!(text.split('.').count(), 5);
        let token = verifier.at(now).verify::<Value>(&text).unwrap();
        assert_eq!(token.claims()["sub"], "42");
        assert_eq!(token.expires_at(), Some(at(NOW + 900)));
        assert_eq!(token.header().algorithm(), Some(Algorithm::Hs256));
        let encryption = token.encryption().unwrap();
        assert_eq!(encryption.encryption(), ContentEncryption::A256Gcm);
        let mut buffer = Vec::new();
        let borrowed = verifier
            .at(now)
            .verify_in::<Value>(&text, &mut buffer)
            .unwrap();
        assert_eq!(borrowed, token);
        assert!(verifier.at(now).explain(&text).verdict().is_ok());
        let late = verifier
            .at(at(NOW + 900))
            .verify::<Value>(&text)
            .unwrap_err();
        assert!(late.is_expired());
    }
    let now = signer.sign(&claims).unwrap();
    assert!(verifier.verify::<Value>(&now).is_ok());
    let plain = super::signer().sign(&claims).unwrap();
    let token = Verifier::new(lock()).verify::<Value>(&plain).unwrap();
    assert_eq!(token.encryption(), None);
}

/// Two signatures attached to one text: two keys, two nonces.
#[test]
fn each_text_is_encrypted_anew() {
    let signer = signer().encrypt_to(direct());
    let unsigned = signer.prepare(&json!({})).unwrap();
    let signature = lock().sign(unsigned.signing_input()).unwrap();
    let [one, other] =
        [&unsigned, &unsigned.clone()].map(|unsigned| unsigned.attach(signature.as_ref()).unwrap());
    assert_ne!(one.split('.').nth(2), other.split('.').nth(2));
}

#[test]
fn an_unsigned_token_knows_its_recipient() {
    let remote = || Signer::new(RemoteKey::new(Algorithm::Es256)).without_expiry();
    let prepare = |signer: &Signer<RemoteKey>| signer.at(at(NOW)).prepare(&json!({})).unwrap();
    let (plain, encrypting) = (remote(), remote().encrypt_to(steel()));
    assert_eq!(prepare(&plain), prepare(&plain));
    assert_eq!(prepare(&encrypting), prepare(&encrypting.clone()));
    assert_ne!(prepare(&plain), prepare(&encrypting));
    let shown = format!("{:?}", prepare(&encrypting));
    assert!(shown.contains("Encrypted(A256KW, A256GCM)"), "{shown}");
    // A signature of a wrong length is refused before anything is encrypted.
    let refused = prepare(&encrypting).attach(&[7; 70]);
    assert!(matches!(refused, Err(SignError::SignatureLength { .. })));
}

#[test]
fn decrypt_with_is_called_once() {
    let twice = Verifier::new(lock())
        .decrypt_with(steel())
        .decrypt_with(direct());
    let error = twice.check_configuration().unwrap_err();
    assert!(
        error
            .to_string()
            .contains(".decrypt_with(..) was called twice"),
        "{error}"
    );
}

#[cfg(feature = "session")]
mod sessions {
    use glassbox::HmacKey;
    use glassbox::jwe::AesKey;
    use glassbox::session::{BuildError, MemoryStore, NewSession, Presenter, Sessions};

    use super::*;

    fn refresh() -> HmacKey {
        HmacKey::hs256([3; 32]).unwrap()
    }

    /// Nobody but the server reads a refresh token, and it holds nothing to hide.
    #[test]
    fn access_tokens_are_encrypted_and_refresh_tokens_are_not() {
        let access = signer().audience("app").encrypt_to(steel());
        let sessions = Sessions::builder(access, refresh(), MemoryStore::new());
        let sessions = sessions.build().unwrap();
        let by = Presenter::first_party();
        let login = sessions.login(NewSession::new("42", by.clone()));
        let login = pollster::block_on(login).unwrap();
        let again = pollster::block_on(sessions.refresh(login.refresh_token(), &by)).unwrap();
        let verifier = Verifier::new(lock()).audience("app").decrypt_with(steel());
        for refreshed in [login, again] {
            assert_eq!(refreshed.access_token().split('.').count(), 5);
            assert_eq!(refreshed.refresh_token().split('.').count(), 3);
            let token = verifier.verify::<Value>(refreshed.access_token()).unwrap();
            assert_eq!(token.claims()["sub"], "42");
        }
    }

    /// Encryption changes nothing of what a refresh token means: spent, stolen, logged out.
    #[test]
    fn a_session_lives_and_ends_as_without_encryption() {
        use glassbox::session::{Grace, RefreshError, SessionId};

        let access = signer().audience("app").encrypt_to(steel());
        let sessions = Sessions::builder(access, refresh(), MemoryStore::new());
        let sessions = sessions.grace(Grace::Strict).build().unwrap();
        let verifier = Verifier::new(lock()).audience("app").decrypt_with(steel());
        let by = Presenter::first_party();
        let login = || {
            let login = sessions.login(NewSession::new("42", by.clone()));
            pollster::block_on(login).unwrap()
        };
        let refresh = |token: &str| pollster::block_on(sessions.refresh(token, &by));
        let session_of = |token: &str| {
            let claims = verifier.verify::<Value>(token).unwrap().into_claims();
            claims["sid"]
                .as_str()
                .unwrap()
                .parse::<SessionId>()
                .unwrap()
        };

        let first = login();
        let second = refresh(first.refresh_token()).unwrap();
        assert_ne!(first.access_token(), second.access_token());
        let id = session_of(first.access_token());
        assert_eq!(session_of(second.access_token()), id);
        // Whoever has the key that signs, and not the one that hides, reads nothing.
        let error = Verifier::new(lock()).verify::<Value>(second.access_token());
        assert_eq!(error.unwrap_err().code(), "encrypted_token");
        // An access token is no refresh token, whatever is around it.
        let error = refresh(second.access_token()).unwrap_err();
        assert!(matches!(error, RefreshError::InvalidToken(_)), "{error:?}");
        let logout = |token: &str| pollster::block_on(sessions.logout(token)).unwrap();
        assert_eq!(logout(second.access_token()), None);
        // The spent token again: somebody has stolen it, and the session ends.
        let error = refresh(first.refresh_token()).unwrap_err();
        assert!(matches!(error, RefreshError::Reuse { .. }), "{error:?}");
        let error = refresh(second.refresh_token()).unwrap_err();
        assert!(matches!(error, RefreshError::Revoked), "{error:?}");

        let login = login();
        let ended = logout(login.refresh_token());
        assert_eq!(ended, Some(session_of(login.access_token())));
        let error = refresh(login.refresh_token()).unwrap_err();
        assert!(matches!(error, RefreshError::Revoked), "{error:?}");
    }

    #[test]
    fn a_secret_that_encrypts_signs_no_refresh_tokens() {
        let access = signer().encrypt_to(AesKey::a256kw([3; 32]).unwrap());
        let built = Sessions::builder(access, refresh(), MemoryStore::new()).build();
        assert!(matches!(built.map(drop), Err(BuildError::SharedSecret)));
    }
}
