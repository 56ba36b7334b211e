//! The report as JSON, for machines and for comparing runs.

use serde_json::{Map, Value, json};

use crate::candidates::OTHERS;
use crate::encryption;
use crate::measure::{Effort, Figure};
use crate::pairs;
use crate::report::{GarbageLine, Line, linear};
use crate::threads;
use crate::work::GARBAGE_LIMIT;

pub fn report(
    effort: Effort,
    lines: &[Line],
    garbage: &[GarbageLine],
    threads: &[threads::Line],
    pairs: &[pairs::Line],
    encryption: &[encryption::Line],
) -> Value {
    json!({
        "rounds": effort.rounds,
        "batch_milliseconds": effort.batch.as_secs_f64() * 1e3,
        "versions": versions(),
        "work": lines.iter().map(work).collect::<Vec<_>>(),
        "garbage": {
            "limit_nanoseconds": GARBAGE_LIMIT,
            "linear": linear(garbage),
            "lines": garbage.iter().map(garbage_line).collect::<Vec<_>>(),
        },
        "threads": threads.iter().map(|line| thread_line(line, &threads[0])).collect::<Vec<_>>(),
        "pairs": pairs.iter().map(pair_line).collect::<Vec<_>>(),
        "encryption": encryption.iter().map(encryption_line).collect::<Vec<_>>(),
    })
}

fn work(line: &Line) -> Value {
    let budget = line.work.budget();
    let others = OTHERS.iter().zip(&line.others);
    let others = others.filter_map(|(candidate, other)| {
        let other = other.as_ref()?;
        let value = json!({
            "of_floor": figure(other.of_floor),
            "throughput_of_glassbox": figure(other.over),
            "unchecked": other.unchecked,
        });
        Some((candidate.name.to_owned(), value))
    });
    json!({
        "id": line.work.id(),
        "title": line.work.title(),
        "floor_nanoseconds": figure(line.floor),
        "glassbox_of_floor": figure(line.glassbox),
        "glassbox_of_buffered_floor": figure(line.of_buffered),
        "limit_of_floor": budget.of_floor,
        "holds": line.holds(),
        "others": others.collect::<Map<_, _>>(),
        "least_over_others": budget.over_others,
        "ahead": line.ahead(),
    })
}

fn garbage_line(line: &GarbageLine) -> Value {
    let others = OTHERS.iter().zip(&line.others);
    let others = others
        .filter_map(|(candidate, other)| Some((candidate.name.to_owned(), figure((*other)?))));
    json!({
        "kind": format!("{:?}", line.kind).to_lowercase(),
        "bytes": line.bytes,
        "glassbox_nanoseconds": figure(line.glassbox),
        "holds": line.holds(),
        "others_nanoseconds": others.collect::<Map<_, _>>(),
    })
}

fn thread_line(line: &threads::Line, floor: &threads::Line) -> Value {
    json!({
        "name": line.name,
        "throughput": figure(line.throughput),
        "holds": threads::holds(line, floor),
    })
}

fn pair_line(line: &pairs::Line) -> Value {
    let names = pairs::OTHERS.iter().map(|other| other.name);
    json!({
        "id": line.id(),
        "unit": line.task.unit(),
        "unit_nanoseconds": figure(line.unit),
        "glassbox_of_unit": figure(line.glassbox),
        "limit_of_unit": line.limit(),
        "holds": line.holds(),
        "others": others(names, &line.others),
    })
}

fn encryption_line(line: &encryption::Line) -> Value {
    let names = encryption::OTHERS.iter().map(|other| other.name);
    json!({
        "id": line.task.id(),
        "unit": line.task.unit(),
        "unit_nanoseconds": figure(line.unit),
        "glassbox_of_unit": figure(line.glassbox),
        "limits_of_unit": line.task.limits(),
        "least_over_others": line.task.least(),
        "holds": line.holds(),
        "others": others(names, &line.others),
    })
}

/// The time of each as a multiple of the unit's, and of glassbox's.
fn others(
    names: impl Iterator<Item = &'static str>,
    figures: &[Option<[Figure; 2]>],
) -> Map<String, Value> {
    let others = names.zip(figures).filter_map(|(name, figures)| {
        let [of_unit, of_glassbox] = (*figures)?;
        let value = json!({
            "of_unit": figure(of_unit),
            "of_glassbox": figure(of_glassbox),
        });
        Some((name.to_owned(), value))
    });
    others.collect()
}

fn figure(figure: Figure) -> Value {
    let rounded = |value: f64| (value * 1e3).round() / 1e3;
    json!({
        "median": rounded(figure.median),
        "low": rounded(figure.low),
        "high": rounded(figure.high),
    })
}

/// The versions of the candidates, from this package's lock file.
pub fn versions() -> Map<String, Value> {
    let names = || {
        OTHERS
            .iter()
            .map(|other| other.name)
            .chain(["glassbox", "graviola", "aws-lc-rs"])
    };
    let packages = include_str!("../Cargo.lock").split("[[package]]");
    let entries = packages.filter_map(|package| {
        let field = |key| {
            let mut lines = package.lines();
            let value = lines.find_map(|line| line.strip_prefix(key))?;
            Some(value.trim_matches('"').to_owned())
        };
        let name = field("name = ")?;
        names()
            .any(|known| known == name)
            .then_some((name, field("version = ")?.into()))
    });
    entries.collect()
}
