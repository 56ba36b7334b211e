//! What must not compile: a `Token` made by hand, unverified claims in its place, the crate's own
//! hooks from outside, a borrowed token that outlives its buffer, a signature by a key that is not
//! there, a text or the `Result` of a key as a key, a bare number as a duration; with the feature `jwe`, a
//! key that signs where one decrypts, the other way round, and a decrypted content as a `Token`.
//!
//! Each file of `ui/` has its error beside it as `.stderr`. After a change of the compiler's wording
//! `TRYBUILD=overwrite cargo test --test main ui` writes them anew: review what it wrote.

#[test]
fn misuse_does_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/*.rs");
    #[cfg(feature = "jwe")]
    cases.compile_fail("tests/ui/jwe/*.rs");
}
