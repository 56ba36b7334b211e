//! The report as text.

use crate::candidates::OTHERS;
use crate::encryption;
use crate::measure::Figure;
use crate::pairs;
use crate::report::{GarbageLine, Line, Other, linear};
use crate::threads;
use crate::work::{GARBAGE_LIMIT, Work};

const WIDTH: usize = 13;

pub fn print(
    lines: &[Line],
    garbage: &[GarbageLine],
    threads: &[threads::Line],
    pairs: &[pairs::Line],
    encryption: &[encryption::Line],
) {
    if !lines.is_empty() {
        print_floor(lines);
        print_others(lines);
    }
    if !garbage.is_empty() {
        print_garbage(garbage);
    }
    if let [floor, ..] = threads {
        print_threads(threads, floor);
    }
    if !pairs.is_empty() {
        print_pairs(pairs);
    }
    if !encryption.is_empty() {
        print_encryption(encryption);
    }
}

fn print_floor(lines: &[Line]) {
    println!("Time as a multiple of the floor (median of the ratios within a round)\n");
    let names = names();
    println!(
        "{:<12} {:<31} {:>9}  {:>8} {:>6} {:<4} {:>8} {names}",
        "work", "", "floor", "glassbox", "budget", "", "buffered"
    );
    for line in lines {
        let limit = line.work.budget().of_floor;
        let limit = limit.map_or(String::new(), |limit| format!("{limit:.2}"));
        let others = cells(&line.others, |other| other.of_floor);
        println!(
            "{} {:>9}  {:>8.2} {limit:>6} {:<4} {:>8.2} {others}",
            head(line.work),
            nanoseconds(line.floor.median),
            line.glassbox.median,
            verdict(line.holds()),
            line.of_buffered.median,
        );
    }
}

fn print_others(lines: &[Line]) {
    if OTHERS.is_empty() {
        return;
    }
    println!("\nThroughput of glassbox as a multiple of theirs (least: the budget)\n");
    println!("{:<44} {:>6} {:<4} {}", "work", "least", "", names());
    for line in lines {
        if line.others.iter().all(Option::is_none) {
            continue;
        }
        let least = line.work.budget().over_others;
        let least = least.map_or(String::new(), |least| format!("{least:.1}"));
        let others = cells(&line.others, |other| other.over);
        println!(
            "{} {least:>6} {:<4} {others}",
            head(line.work),
            verdict(line.ahead())
        );
    }
    println!("\n* does not check everything that the work item asks for; not judged:");
    for (place, candidate) in OTHERS.iter().enumerate() {
        for line in lines {
            let other = line.others.get(place).and_then(Option::as_ref);
            if let Some(other) = other.filter(|other| !other.unchecked.is_empty()) {
                let (name, id) = (candidate.name, line.work.id());
                println!("  {name}, {id}: without {}", other.unchecked);
            }
        }
    }
}

fn print_garbage(lines: &[GarbageLine]) {
    println!("\nW6, garbage refused: nanoseconds (budget {GARBAGE_LIMIT})\n");
    println!(
        "{:<10} {:>8}  {:>8} {:<4} {}",
        "kind",
        "bytes",
        "glassbox",
        "",
        names()
    );
    for line in lines {
        let others: String = line
            .others
            .iter()
            .map(|other| cell(other.map(|other| format!("{} ", nanoseconds(other.median)))))
            .collect();
        println!(
            "{:<10} {:>8}  {:>8} {:<4} {others}",
            format!("{:?}", line.kind).to_lowercase(),
            line.bytes,
            nanoseconds(line.glassbox.median),
            verdict(Some(line.holds())),
        );
    }
    println!("never worse than linear: {}", verdict(Some(linear(lines))));
}

fn print_threads(lines: &[threads::Line], floor: &threads::Line) {
    println!("\nW12, two threads: throughput as a multiple of one thread's\n");
    for line in lines {
        println!(
            "{:<24} {:>5.2} {}",
            line.name,
            line.throughput.median,
            verdict(Some(threads::holds(line, floor)))
        );
    }
}

fn print_pairs(lines: &[pairs::Line]) {
    println!(
        "\nW10, key pairs: time as a multiple of the unit; then theirs as one of glassbox's\n"
    );
    let names = pairs::OTHERS
        .iter()
        .map(|other| format!("{:>31}", other.name));
    println!(
        "{:<26} {:<6} {:>11}  {:>8} {:>6} {:<4} {}",
        "work",
        "unit",
        "nanoseconds",
        "glassbox",
        "budget",
        "",
        names.collect::<String>()
    );
    for line in lines {
        let others = line.others.iter().flatten();
        let others = others.map(|[of_unit, of_glassbox]| {
            format!("{:>22.2} {:>8.2}", of_unit.median, of_glassbox.median)
        });
        println!(
            "{:<26} {:<6} {:>11}  {:>8.2} {:>6.2} {:<4} {}",
            line.id(),
            line.task.unit(),
            nanoseconds(line.unit.median),
            line.glassbox.median,
            line.limit(),
            verdict(Some(line.holds())),
            others.collect::<String>()
        );
    }
}

fn print_encryption(lines: &[encryption::Line]) {
    println!(
        "\nW13, encryption: time as a multiple of the unit; then theirs as one of glassbox's (least: the budget)\n"
    );
    let names = encryption::OTHERS
        .iter()
        .map(|other| format!("{:>16}", other.name));
    println!(
        "{:<38} {:<9} {:>11}  {:>8} {:>10} {:>6} {:<4} {}",
        "work",
        "unit",
        "nanoseconds",
        "glassbox",
        "budget",
        "least",
        "",
        names.collect::<String>()
    );
    for line in lines {
        let limits = line.task.limits().map(|limits| match limits {
            [0.0, most] => format!("{most:.2}"),
            [least, most] => format!("{least:.2}-{most:.2}"),
        });
        let least = line.task.least().map(|least| format!("{least:.1}"));
        let others = line.others.iter().map(|other| match other {
            Some([of_unit, of_glassbox]) => {
                format!("{:>8.2} {:>7.2}", of_unit.median, of_glassbox.median)
            }
            None => format!("{:>16}", "-"),
        });
        println!(
            "{:<38} {:<9} {:>11}  {:>8.2} {:>10} {:>6} {:<4} {}",
            line.task.id(),
            line.task.unit(),
            nanoseconds(line.unit.median),
            line.glassbox.median,
            limits.unwrap_or_default(),
            least.unwrap_or_default(),
            verdict(line.holds()),
            others.collect::<String>()
        );
    }
}

fn head(work: Work) -> String {
    format!("{:<12} {:<31}", work.id(), work.title())
}

fn names() -> String {
    let cells = OTHERS
        .iter()
        .map(|other| cell(Some(format!("{} ", other.name))));
    cells.collect()
}

fn cells(others: &[Option<Other>], which: fn(&Other) -> Figure) -> String {
    let text = |other: &Other| {
        let mark = if other.unchecked.is_empty() { ' ' } else { '*' };
        format!("{:.2}{mark}", which(other).median)
    };
    let cells = others.iter().map(|other| cell(other.as_ref().map(text)));
    cells.collect()
}

fn cell(text: Option<String>) -> String {
    let text = text.unwrap_or_else(|| "- ".into());
    format!("{text:>WIDTH$}")
}

fn nanoseconds(value: f64) -> String {
    let digits = if value < 100.0 { 1 } else { 0 };
    format!("{value:.digits$}")
}

fn verdict(holds: Option<bool>) -> &'static str {
    match holds {
        None => "",
        Some(true) => "ok",
        Some(false) => "OVER",
    }
}
