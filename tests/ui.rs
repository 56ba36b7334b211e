//! What must not compile: a `Token` made by hand, unverified claims in its place, the crate's own
//! hooks from outside, a borrowed token that outlives its buffer, a signature by a key that is not
//! there, a text or the `Result` of a key as a key, a bare number as a duration; of encryption, a key that
//! signs where one decrypts, the other way round, a private key where one encrypts, and a decrypted
//! content as a `Token`.
//!
//! Each file of `ui/` has its error beside it as `.stderr`. After a change of the compiler's wording
//! `TRYBUILD=overwrite cargo test --test main ui`, and the same with `--all-features`, writes them anew:
//! review what it wrote.

/// The compiler names the implementors, and there are more with other features.
#[cfg(not(any(feature = "public-keys", feature = "web")))]
#[test]
fn misuse_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}

#[cfg(all(feature = "jwe", feature = "jwks"))]
#[test]
fn misuse_of_encryption_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/ui/jwe/*.rs");
}
