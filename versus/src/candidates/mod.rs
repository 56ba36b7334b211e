//! The candidates. Each module knows one crate and prepares a work item for it: keys and options
//! made once, the outcome asserted once, then a batch to be timed.

mod floor;
mod glassbox;

#[cfg(feature = "others")]
mod biscuit;
#[cfg(feature = "others")]
mod josekit;
#[cfg(feature = "others")]
mod jsonwebtoken;
#[cfg(feature = "others")]
mod jwt;
#[cfg(feature = "others")]
mod jwt_compact;
#[cfg(feature = "others")]
mod jwt_simple;

#[cfg(feature = "others")]
pub use jsonwebtoken::Provider;

use std::fmt::Debug;
use std::hint::black_box;

use serde::Serialize;
use serde_json::Value;

use crate::token;
use crate::work::Work;

/// Runs its operation as often as it is told.
pub type Batch = Box<dyn FnMut(u32) + Send>;

pub struct Candidate {
    /// The name of the package.
    pub name: &'static str,
    /// The work item, checked and ready to be timed; nothing if the crate has no such operation.
    pub prepare: fn(Work) -> Option<Batch>,
    /// What of the work item's checks the crate leaves to its caller; empty if nothing.
    pub unchecked: fn(Work) -> &'static str,
}

/// What every ratio is a multiple of.
pub const FLOOR: Candidate = floor::CANDIDATE;
pub const BUFFERED_FLOOR: Candidate = floor::BUFFERED;
pub const GLASSBOX: Candidate = glassbox::CANDIDATE;

pub const OTHERS: &[Candidate] = &[
    #[cfg(feature = "others")]
    jsonwebtoken::CANDIDATE,
    #[cfg(feature = "others")]
    jwt_simple::CANDIDATE,
    #[cfg(feature = "others")]
    jwt_compact::CANDIDATE,
    #[cfg(feature = "others")]
    biscuit::CANDIDATE,
    #[cfg(feature = "others")]
    jwt::CANDIDATE,
    #[cfg(feature = "others")]
    josekit::CANDIDATE,
];

/// W2's operation, shared by as many threads as it is asked for (W12).
pub struct Shared {
    pub name: &'static str,
    pub prepare: fn(usize) -> Vec<Batch>,
}

/// The floor first.
pub const SHARED: &[Shared] = &[
    Shared {
        name: "floor",
        prepare: floor::share,
    },
    Shared {
        name: "glassbox",
        prepare: glassbox::share,
    },
    Shared {
        name: "glassbox, key with id",
        prepare: glassbox::share_with_key_id,
    },
];

fn checks_all(_: Work) -> &'static str {
    ""
}

/// An operation to be repeated, its result dropped within the measured time.
pub fn repeat<R>(mut operation: impl FnMut() -> R + Send + 'static) -> Batch {
    Box::new(move |times| {
        for _ in 0..times {
            black_box(operation());
        }
    })
}

/// Signing: the token must hold for `work`'s key, and carry `work`'s claims.
fn signing<E: Debug>(
    work: Work,
    mut operation: impl FnMut() -> Result<String, E> + Send + 'static,
) -> Batch {
    let text = operation().expect("signs");
    assert_eq!(token::open(work.hash(), &text), Some(work.claims()));
    repeat(operation)
}

/// Verifying: `claims` shows what came out, which must be `work`'s claims.
pub fn accepting<T, E: Debug, C: Serialize>(
    work: Work,
    claims: impl Fn(&T) -> &C,
    mut operation: impl FnMut() -> Result<T, E> + Send + 'static,
) -> Batch {
    let accepted = operation().expect("verifies");
    assert_eq!(json(claims(&accepted)), work.claims());
    repeat(operation)
}

/// Refusing: with the error that `right` names.
pub fn refusing<T, E: Debug>(
    right: impl Fn(&E) -> bool,
    mut operation: impl FnMut() -> Result<T, E> + Send + 'static,
) -> Batch {
    match operation() {
        Ok(_) => panic!("accepted what must be refused"),
        Err(error) => assert!(right(&error), "refused for another reason: {error:?}"),
    }
    repeat(operation)
}

fn json(claims: &impl Serialize) -> Value {
    serde_json::to_value(claims).expect("plain fields")
}
