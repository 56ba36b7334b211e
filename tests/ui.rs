//! What must not compile: a `Token` made by hand, unverified claims in its place, the crate's own
//! hooks from outside, a borrowed token that outlives its buffer, a signature by a key that is not
//! there, a text or the `Result` of a key as a key, a bare number as a duration.
//!
//! Each file of `ui/` has its error beside it as `.stderr`. After a change of the compiler's wording
//! `TRYBUILD=overwrite cargo test --test main ui` writes them anew: review what it wrote.

#[test]
fn misuse_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
