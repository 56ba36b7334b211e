use alloc::sync::Arc;

use super::failure::Failure;
use super::tasks::Task;
use super::{groups, life, live, races, rows, rules};
use crate::session::{SessionId, SessionStore};
use crate::time::NumericDate;

/// Checks the rules of the trait, and races, such as 32 tasks on one row. `spawn` runs a task
/// concurrently with others. The store must be empty at first; the suite empties it by pruning on the
/// way.
///
/// # Errors
/// The first rule that the store breaks.
pub async fn check<S: SessionStore + 'static>(
    store: S,
    spawn: impl Fn(Task),
) -> Result<(), Failure> {
    let store = Arc::new(store);
    let next = || Arc::clone(&store);
    rows::insert_and_load(next()).await?;
    rows::lists_by_subject(next()).await?;
    rows::swap_of_the_very_version(next()).await?;
    rows::stamps(next()).await?;
    empty(&store).await?;
    groups::each_ends_its_own(next()).await?;
    empty(&store).await?;
    groups::tells_groups_apart(next()).await?;
    empty(&store).await?;
    groups::a_stamp_that_is_set_again(next()).await?;
    empty(&store).await?;
    groups::stamps_by_clocks_that_differ(next()).await?;
    empty(&store).await?;
    rows::tells_subjects_apart(next()).await?;
    empty(&store).await?;
    live::live_by_subject_and_client(next()).await?;
    live::live_until_it_ends(next()).await?;
    live::live_under_the_stamps(next()).await?;
    empty(&store).await?;
    live::live_without_a_stamp(next()).await?;
    empty(&store).await?;
    rules::prunes_what_is_over(next()).await?;
    empty(&store).await?;
    groups::prunes_stamps_of_groups_without_rows(next()).await?;
    empty(&store).await?;
    life::ends_of_its_own(next()).await?;
    life::unused_for_ever(next()).await?;
    life::new_at_a_refresh(next()).await?;
    life::a_look(next()).await?;
    life::a_token_that_is_kept(next()).await?;
    races::one_rotation_each_round(next(), &spawn).await?;
    races::one_use_each_round(next(), &spawn).await?;
    races::one_update_each_round(next(), &spawn).await?;
    races::theft_is_seen_by_all(next(), &spawn).await?;
    races::revocation_is_final(next(), &spawn).await?;
    empty(&store).await?;
    races::pruning_spares_what_lives(next(), &spawn).await
}

async fn empty<S: SessionStore>(store: &S) -> Result<(), Failure> {
    let case = super::failure::Case("everything is over in the end");
    case.answer(store.prune(NumericDate::MAX, usize::MAX).await)?;
    Ok(())
}

/// Checks a store with room for a thousand rows at most: it refuses further rows, keeps live ones, and
/// has room again after pruning.
///
/// # Errors
/// The first rule that the store breaks.
pub async fn check_full<S: SessionStore + 'static>(store: S) -> Result<(), Failure> {
    rules::full(Arc::new(store)).await
}

/// Checks that a damaged row is an error, and is never treated as absent. `damage` damages the stored
/// row of an id, by whatever means its author has.
///
/// # Errors
/// The first rule that the store breaks.
pub async fn check_corrupt<S: SessionStore + 'static>(
    store: S,
    damage: impl AsyncFnOnce(SessionId),
) -> Result<(), Failure> {
    rules::corrupt(Arc::new(store), damage).await
}
