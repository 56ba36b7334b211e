//! A client that keeps its refresh token, in every order of what its instances ask for.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::modes::{Scene, go_in_all_modes};
use super::stage::{Event, Said, Stage};
use super::ways::Way;
use super::world::{Builder, Halts, Running};
use crate::session::{Grace, Presenter, Rotation};

const SCENES: [(&str, Scene); 3] = [
    ("two instances that keep a token", instances),
    ("a look at the user beside an instance", beside_a_look),
    ("a token that is kept beside its end", beside_its_end),
];

/// How many ways there were, by scene.
pub(super) fn look() -> Result<Vec<(&'static str, u64)>, String> {
    go_in_all_modes(&SCENES)
}

fn stage(halts: Halts, grace: Grace) -> Result<Stage, String> {
    let configure = |builder: Builder| builder.grace(grace).rotation(Rotation::PublicClients);
    Stage::of(Presenter::authenticated("app"), halts, configure, grace)
}

/// Nobody is a thief, in any mode, and nobody gets another token.
fn judge(stage: &Stage) -> Result<(), String> {
    stage.nobody_was_refused()?;
    match stage.stored() {
        Some(row) if row.generation() == 0 && stage.tokens.len() == 1 => Ok(()),
        row => Err(format!("{:?}: it was rotated: {row:?}", stage.grace)),
    }
}

fn instances(way: &mut Way, grace: Grace) -> Result<(), String> {
    let mut stage = stage(Halts::ALL, grace)?;
    let both = Vec::from([0, 1].map(|machine| stage.refresh(machine, &stage.jar.1)));
    let events = Vec::from([Event::Dies(0), Event::Jump(20), Event::Jump(-450)]);
    stage.play(way, both, events, |_, _| None)?;
    judge(&stage)
}

/// One of them writes a new label: no other use takes it back.
fn beside_a_look(way: &mut Way, grace: Grace) -> Result<(), String> {
    let mut stage = stage(Halts::NO_DEATHS, grace)?;
    let both = Vec::from([stage.refresh(1, &stage.jar.1), stage.present_and_grant()]);
    let again = |stage: &mut Stage, request| (request == 1).then(|| stage.refresh(1, &stage.jar.1));
    stage.play(way, both, Vec::from([Event::Jump(40)]), again)?;
    judge(&stage)
}

fn beside_its_end(way: &mut Way, grace: Grace) -> Result<(), String> {
    let mut stage = stage(Halts::NO_DEATHS, grace)?;
    let server = stage.server();
    let end = async move { Said::Ended(server.revoke_subject("42").await) };
    let requests = Vec::from([
        Box::pin(end) as Running<Said>,
        stage.refresh(0, &stage.jar.1),
        stage.refresh(1, &stage.jar.1),
    ]);
    let afterwards =
        |stage: &mut Stage, request| (request == 0).then(|| stage.refresh(0, &stage.jar.1));
    stage.play(way, requests, Vec::new(), afterwards)?;
    match stage.errors.iter().find(|code| **code != "session_revoked") {
        Some(code) => Err(format!("{grace:?}: {code}")),
        None => Ok(()),
    }
}
