//! What is measured, and whether its budget holds.

use super::agreement::{self, Curve};
use super::suite::{SUITES, Suite};
use super::{floor, glassbox};
#[cfg(feature = "others")]
use super::{josekit, jwt_simple};
use crate::candidates::Batch;
use crate::claims;
use crate::measure::{Effort, Figure, figure, ratio, side_by_side};
use crate::token::flip;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Encrypt so many bytes; against the floor.
    Encrypt(Suite, usize),
    /// Decrypt them.
    Decrypt(Suite, usize),
    /// Encrypt to a public key; against the agreement.
    EncryptTo(Curve),
    /// Decrypt it.
    DecryptAs(Curve),
    /// W1, encrypted; against W1 and encryption by a call of their own each.
    NestedSign,
    /// W2 of that; against decryption and W2 by a call of their own each.
    NestedVerify,
    /// Refuse what another key wrapped; against a wrong tag.
    RefuseKey(usize),
}

/// Another crate.
pub struct Other {
    pub name: &'static str,
    encrypt: fn(Suite, Vec<u8>) -> Option<Batch>,
    decrypt: fn(Suite, String, &[u8]) -> Option<Batch>,
    encrypt_to: fn(Curve, Vec<u8>) -> Option<Batch>,
    decrypt_as: fn(Curve, String, &[u8]) -> Option<Batch>,
}

pub const OTHERS: &[Other] = &[
    #[cfg(feature = "others")]
    Other {
        name: "jwt-simple",
        encrypt: jwt_simple::encrypt,
        decrypt: jwt_simple::decrypt,
        encrypt_to: |_, _| None,
        decrypt_as: |_, _, _| None,
    },
    #[cfg(feature = "others")]
    Other {
        name: "josekit",
        encrypt: josekit::encrypt,
        decrypt: josekit::decrypt,
        encrypt_to: josekit::encrypt_to,
        decrypt_as: josekit::decrypt_as,
    },
];

const BYTES: [usize; 3] = [205, 1 << 10, 16 << 10];

pub struct Line {
    pub task: Task,
    /// Nanoseconds of what the figures are multiples of.
    pub unit: Figure,
    pub glassbox: Figure,
    /// In the order of `OTHERS`: its time as a multiple of the unit's, and of glassbox's.
    pub others: Vec<Option<[Figure; 2]>>,
}

pub fn all() -> Vec<Task> {
    let pairs =
        |suite| BYTES.map(|bytes| [Task::Encrypt(suite, bytes), Task::Decrypt(suite, bytes)]);
    let mut all: Vec<_> = SUITES.into_iter().flat_map(pairs).flatten().collect();
    for curve in [Curve::P256, Curve::X25519] {
        all.extend([Task::EncryptTo(curve), Task::DecryptAs(curve)]);
    }
    all.extend([Task::NestedSign, Task::NestedVerify]);
    all.extend(BYTES.map(Task::RefuseKey));
    all
}

impl Task {
    pub fn id(self) -> String {
        let of =
            |suite: Suite, verb, bytes| format!("W13-{}-{verb}-{bytes}", suite.names().join("-"));
        match self {
            Self::Encrypt(suite, bytes) => of(suite, "encrypt", bytes),
            Self::Decrypt(suite, bytes) => of(suite, "decrypt", bytes),
            Self::EncryptTo(curve) => format!("W13-ECDH-ES+A256KW-{}-encrypt", curve.name()),
            Self::DecryptAs(curve) => format!("W13-ECDH-ES+A256KW-{}-decrypt", curve.name()),
            Self::NestedSign => "W13-nested-sign".into(),
            Self::NestedVerify => "W13-nested-verify".into(),
            Self::RefuseKey(bytes) => format!("W13-refuse-key-{bytes}"),
        }
    }

    pub fn unit(self) -> &'static str {
        match self {
            Self::Encrypt(..) | Self::Decrypt(..) => "floor",
            Self::EncryptTo(_) | Self::DecryptAs(_) => "agreement",
            Self::NestedSign | Self::NestedVerify => "two calls",
            Self::RefuseKey(_) => "bad tag",
        }
    }

    /// The least and the most that glassbox may take, as a multiple of the unit.
    pub fn limits(self) -> Option<[f64; 2]> {
        match self {
            Self::Encrypt(Suite::DirectGcm, 205) => Some([0.0, 1.20]),
            Self::Decrypt(Suite::DirectGcm, 205) => Some([0.0, 1.40]),
            Self::Encrypt(..) | Self::Decrypt(..) => None,
            Self::EncryptTo(Curve::P256) | Self::DecryptAs(Curve::P256) => Some([0.0, 1.10]),
            Self::EncryptTo(Curve::X25519) | Self::DecryptAs(Curve::X25519) => Some([0.0, 1.20]),
            Self::NestedSign | Self::NestedVerify => Some([0.0, 1.05]),
            // Neither may be told from the other.
            Self::RefuseKey(_) => Some([0.95, 1.05]),
        }
    }

    /// The least throughput over each other crate.
    pub fn least(self) -> Option<f64> {
        match self {
            Self::Encrypt(_, bytes) | Self::Decrypt(_, bytes) => {
                Some(if bytes > 1 << 10 { 1.0 } else { 2.0 })
            }
            _ => None,
        }
    }

    /// The unit's, glassbox's, and those of the others that have the operation.
    fn prepare(self) -> ([Batch; 2], Vec<Option<Batch>>) {
        let content = |bytes| serde_json::to_vec(&claims::padded(bytes)).expect("plain fields");
        match self {
            Self::Encrypt(suite, bytes) => {
                let content = content(bytes);
                let own = [
                    floor::encrypt(suite, content.clone()),
                    glassbox::encrypt(suite, content.clone()),
                ];
                let others = OTHERS.iter().map(|it| (it.encrypt)(suite, content.clone()));
                (own, others.collect())
            }
            Self::Decrypt(suite, bytes) => {
                let content = content(bytes);
                let text = floor::seal(suite, &content);
                let own = [
                    floor::decrypt(suite, &text, &content),
                    glassbox::decrypt(suite, text.clone(), &content),
                ];
                let others = OTHERS
                    .iter()
                    .map(|it| (it.decrypt)(suite, text.clone(), &content));
                (own, others.collect())
            }
            Self::EncryptTo(curve) => {
                let content = content(BYTES[0]);
                let own = [
                    agreement::engine_encrypt(curve),
                    agreement::encrypt(curve, content.clone()),
                ];
                let others = OTHERS
                    .iter()
                    .map(|it| (it.encrypt_to)(curve, content.clone()));
                (own, others.collect())
            }
            Self::DecryptAs(curve) => {
                let content = content(BYTES[0]);
                let text = curve.seal(&content);
                let own = [
                    agreement::engine_decrypt(curve),
                    agreement::decrypt(curve, text.clone(), &content),
                ];
                let others = OTHERS
                    .iter()
                    .map(|it| (it.decrypt_as)(curve, text.clone(), &content));
                (own, others.collect())
            }
            Self::NestedSign => ([false, true].map(glassbox::nest), vec![]),
            Self::NestedVerify => ([false, true].map(glassbox::read), vec![]),
            Self::RefuseKey(bytes) => {
                let text = floor::seal(Suite::WrappedGcm, &content(bytes));
                let changed = [4, 1].map(|part| flip(&text, part));
                (
                    changed.map(|text| glassbox::refuse(Suite::WrappedGcm, text)),
                    vec![],
                )
            }
        }
    }
}

impl Line {
    pub fn measure(task: Task, effort: Effort) -> Self {
        let (own, others) = task.prepare();
        let mut batches = Vec::from(own);
        let present: Vec<_> = others
            .into_iter()
            .map(|batch| batch.map(|batch| batches.push(batch)).is_some())
            .collect();
        let mut times = side_by_side(batches, effort).into_iter();
        let mut next = || times.next().expect("every batch was measured");
        let [unit, own] = [next(), next()];
        let others = present.into_iter().map(|present| {
            let times = present.then(&mut next)?;
            Some([ratio(&times, &unit), ratio(&times, &own)])
        });
        Self {
            task,
            others: others.collect(),
            glassbox: ratio(&own, &unit),
            unit: figure(unit),
        }
    }

    /// Whether the budgets hold, if there are any.
    pub fn holds(&self) -> Option<bool> {
        let within = self
            .task
            .limits()
            .map(|[least, most]| (least..=most).contains(&self.glassbox.median));
        let mut others = self.others.iter().flatten();
        let ahead = self
            .task
            .least()
            .map(|least| others.all(|[_, of_glassbox]| of_glassbox.median >= least));
        match (within, ahead) {
            (None, None) => None,
            (one, other) => Some(one != Some(false) && other != Some(false)),
        }
    }
}
