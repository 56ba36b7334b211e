//! What all applications of an authorization server share.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::at_limit::Limit;
use super::build_error::BuildError;
use super::decide::Rules;
use super::ends::Ends;
use super::token::RefreshTokens;
use crate::jwt::Signer;
use crate::key::sealed::{Mark, Ours};
use crate::key::{KeyInfo, Now, SigningKey};
use crate::time::{Clock, NumericDate};

pub(super) struct Server<S> {
    pub(super) tokens: RefreshTokens,
    pub(super) store: S,
    pub(super) rules: Rules,
    pub(super) ends: Ends,
    pub(super) limit: Limit,
    pub(super) clock: Option<Arc<dyn Clock>>,
}

impl<S> Server<S> {
    pub(super) fn now(&self) -> NumericDate {
        Now::of(self.clock.as_deref()).get()
    }

    /// Whether this signer may make access tokens beside these refresh tokens.
    pub(super) fn check_access<K: SigningKey>(&self, access: &Signer<K>) -> Result<(), BuildError> {
        self.check_secrets(access)?;
        access.check_configuration().map_err(BuildError::Signer)?;
        if !access.has_validity() {
            return Err(BuildError::MissingValidity);
        }
        if !access.has_issued_at() {
            return Err(BuildError::MissingIssuedAt);
        }
        if access.has_subject() {
            return Err(BuildError::FixedSubject);
        }
        Ok(())
    }

    fn check_secrets<K: SigningKey>(&self, access: &Signer<K>) -> Result<(), BuildError> {
        let mut known: Vec<Mark> = Vec::new();
        access.marks(&mut |mark| known.push(mark.clone()));
        let mut checked = Ok(());
        self.tokens.keys.marks(
            &mut |mark| {
                if mark.is_short {
                    checked = Err(BuildError::ShortSecret);
                } else if known.iter().any(|known| known.is(mark)) {
                    checked = Err(BuildError::SharedSecret);
                }
            },
            Ours(()),
        );
        checked
    }
}
