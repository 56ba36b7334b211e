//! What must not compile, and the sentence that says why. After a change of the compiler's wording
//! `TRYBUILD=overwrite cargo test -p glassbox-axum --test main ui` writes the texts anew: review what it
//! wrote.

#[test]
fn a_state_that_lacks_something_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
