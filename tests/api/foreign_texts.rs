//! Texts from outside this crate in its errors: of a caller's `Serialize`, of a key, of a store. They
//! begin no line, no terminal obeys them, and they fill no log, whether `Display` or `Debug` shows them.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

use glassbox::{SignError, Signer, Verifier, VerifyError, write_error_debug};
use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny};
use serde::ser::{Error as _, Serialize, Serializer};

use crate::support::{NOW, at, key, token};

const HOSTILE: &str = "a\nb\r\u{1b}[31m\u{202e}";
const ESCAPED: &str = "a\\nb\\r\\u001b[31m\\u202e";

/// More than any text of this crate has beside it.
const LONGEST: usize = 1_000;

#[track_caller]
fn is_tame(error: &dyn Error) {
    for text in [error.to_string(), format!("{error:?}")] {
        assert!(text.contains(ESCAPED), "{text:?}");
        assert!(!text.contains(char::is_control), "{text:?}");
        assert!(
            text.ends_with('…') && text.chars().count() < LONGEST,
            "{text:?}"
        );
    }
}

fn long() -> String {
    format!("{HOSTILE}{}", "x".repeat(4 * LONGEST))
}

/// With such a message, or with another one.
struct Refusing<M>(M);

impl<M: fmt::Display> Serialize for Refusing<M> {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom(&self.0))
    }
}

#[derive(Debug)]
struct Refused;

impl<'de> Deserialize<'de> for Refused {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer)?;
        Err(D::Error::custom(format!(
            "invalid value: 1, expected {HOSTILE}"
        )))
    }
}

#[test]
fn of_a_type_and_of_a_key() {
    let signer = Signer::new(key()).validity("15m");
    is_tame(&signer.sign(&Refusing(long())).unwrap_err());
    let member = BTreeMap::from([("a", Refusing(long()))]);
    is_tame(&signer.sign(&member).unwrap_err());
    let error = signer.sign(&Refusing(Broken)).unwrap_err();
    assert!(error.to_string().ends_with(": broken"), "{error}");
    is_tame(&SignError::key(long()));

    let token = token(&format!("{{\"exp\":{}}}", NOW + 60));
    let error = Verifier::new(key())
        .at(at(NOW))
        .verify::<Refused>(&token)
        .unwrap_err();
    let VerifyError::Misfit(misfit) = &error else {
        panic!("{error}");
    };
    assert!(misfit.to_string().contains(ESCAPED), "{misfit}");
    assert!(!error.to_string().contains(char::is_control), "{error}");
}

#[cfg(feature = "session")]
#[test]
fn of_a_store() {
    use glassbox::session::{RefreshError, StoreError};

    for error in [StoreError::corrupt(long()), StoreError::unavailable(long())] {
        is_tame(&error);
        is_tame(&RefreshError::from(error));
    }
    is_tame(&RefreshError::from(SignError::key(long())));
}

/// An error that is its own cause, and whose `Display` fails.
#[derive(Debug)]
struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("broken")?;
        Err(fmt::Error)
    }
}

impl Error for Broken {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&Self)
    }
}

/// An error whose text never ends, and whose causes have other texts each.
#[derive(Debug)]
struct Endless(u64);

impl fmt::Display for Endless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        loop {
            write!(f, "{} ", self.0)?;
        }
    }
}

impl Error for Endless {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(Box::leak(Box::new(Self(self.0 + 1))))
    }
}

/// An error of this workspace, and its cause.
struct Failed<E>(E);

impl<E> fmt::Display for Failed<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it failed")
    }
}

impl<E> fmt::Debug for Failed<E>
where
    Self: Error,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_error_debug("Failed", self, f)
    }
}

impl<E: Error + 'static> Error for Failed<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

#[test]
fn of_a_broken_error() {
    assert_eq!(format!("{:?}", Failed(Broken)), "Failed: it failed: broken");
    let text = format!("{:?}", Failed(Endless(1)));
    assert!(text.chars().count() < 8 * LONGEST, "{}", text.len());
    assert!(text.contains("8 8 8") && !text.contains("9 9 9"), "{text}");
}
