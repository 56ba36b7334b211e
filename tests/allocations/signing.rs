//! W1, W4: signing.

use std::time::Duration;

use glassbox::key::SigningKey;
use glassbox::{KeyRing, NumericDate, Signer, generate_token, jws};
use serde::Serialize;

use crate::{User, access, count, key, keys, user};

#[test]
fn w1_w4_signing_takes_scratch_and_result() {
    let minute = Duration::from_secs(60);
    for key in keys() {
        let signer = Signer::new(key.clone());
        assert_eq!(count(|| signer.sign(&user()).unwrap()), 2 + count(user));
        let (user, access) = (user(), access());
        assert_eq!(count(|| signer.sign(&user).unwrap()), 2);
        assert_eq!(count(|| signer.sign(&access).unwrap()), 2);
        assert_eq!(
            count(|| signer.at(NumericDate::MAX).sign(&access).unwrap()),
            2
        );
        assert_eq!(count(|| signer.prepare(&user).unwrap()), 2);

        #[derive(Serialize)]
        struct Own<'a> {
            role: &'a str,
        }
        let own = Own { role: "admin" };
        assert_eq!(count(|| generate_token(&own, &key, minute).unwrap()), 2);
        #[derive(Serialize)]
        struct Meant<'a> {
            aud: [&'a str; 2],
            sub: &'a str,
        }
        let meant = Meant {
            aud: ["app-01", "app-02"],
            sub: "42",
        };
        assert_eq!(count(|| generate_token(&meant, &key, minute).unwrap()), 2);
        let full = Signer::new(key.clone())
            .issuer("https://auth.example")
            .audience(["app-01", "app-02"])
            .subject("42")
            .validity(minute)
            .not_before(Duration::ZERO)
            .random_jwt_id()
            .typ("at+jwt")
            .header_member("x", 1);
        assert_eq!(count(|| full.sign(&own).unwrap()), 2);
        let ring = Signer::new(KeyRing::new(key));
        assert_eq!(count(|| ring.sign(&user).unwrap()), 2);
    }
}

#[test]
fn signing_much_allocates_a_little_more() {
    // The scratch has room for most tokens, and grows in doubles.
    let signer = Signer::new(key());
    let claims = |bytes: usize| User {
        username: "x".repeat(bytes),
        ..user()
    };
    let (most, large) = (claims(400), claims(64 * 1024));
    assert_eq!(count(|| signer.sign(&most).unwrap()), 2);
    assert!(count(|| signer.sign(&large).unwrap()) <= 10);
}

#[test]
fn bytes_take_their_own_vector() {
    let text = jws::sign(b"any bytes", &key()).unwrap();
    // The result, and what an unusual header is kept in.
    assert!(count(|| jws::verify(&text, &key()).unwrap()) <= 3 + count(key));
    let signature = key();
    assert_eq!(count(|| signature.sign(b"message").unwrap()), 0);
    assert!(count(|| jws::sign(b"any bytes", &signature).unwrap()) <= 4);
}
