//! Draws the results of a complete run: a panel for each work item, a bar for each crate.

use std::collections::BTreeMap;
use std::error::Error;
use std::ops::Range;
use std::path::PathBuf;
use std::{env, fs};

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use serde::Deserialize;

const USAGE: &str =
    "usage: cargo run --no-default-features --features chart --bin chart -- RESULTS.json CHART.svg";

/// The work items that every reader asks for; the tables have the others.
const SHOWN: [&str; 7] = ["W1", "W2", "W3", "W4", "W5", "W7", "W9"];
/// The crates stand in the order of this one.
const ORDER: &str = "W2";
const OWN_NAME: &str = "glassbox";

const SIZE: (u32, u32) = (900, 694);
const HEAD: i32 = 78;
const FOOT: i32 = 36;
const MARGIN: i32 = 28;
/// What is slower than this is cut, so that the others can be told apart.
const CUT: f64 = 8.0;
/// With room for the names before the bars, and for the numbers beyond the longest.
const AXIS: Range<f64> = -2.7..9.2;
/// One row for the title, one for each crate, and half a row apart.
const ROWS: Range<f64> = -1.2..7.8;
const TITLE: f64 = -0.6;

// Each of them has its dark counterpart in STYLE, which knows it by this value.
const TEXT: RGBColor = RGBColor(0x1f, 0x23, 0x28);
const QUIET: RGBColor = RGBColor(0x59, 0x63, 0x6e);
const OWN: RGBColor = RGBColor(0x0f, 0x8a, 0x7e);
const OTHER: RGBColor = RGBColor(0xa8, 0xb5, 0xc3);
const PANEL: RGBColor = RGBColor(0xf6, 0xf8, 0xfa);

/// Behind the drawing lies a panel of its own, so that it can be read on any page.
const STYLE: &str = r##"
<title id="title">Time of glassbox and other JWT crates as a multiple of the floor</title>
<desc id="desc">Bars for signing, verifying and refusing tokens; the tables of versus have the same figures.</desc>
<style>
.panel { fill: #f6f8fa; stroke: #d1d9e0 }
text { font-variant-numeric: tabular-nums }
@media (prefers-color-scheme: dark) {
.panel { fill: #151b23; stroke: #3d444d }
[fill="#1F2328"] { fill: #f0f6fc } [stroke="#1F2328"] { stroke: #f0f6fc }
[fill="#59636E"] { fill: #9aa4af }
[fill="#0F8A7E"] { fill: #2fc3b2 }
[fill="#A8B5C3"] { fill: #56616d } [stroke="#A8B5C3"] { stroke: #7b8794 }
[fill="#F6F8FA"] { fill: #151b23 } [stroke="#F6F8FA"] { stroke: #151b23 }
}
</style>
<rect class="panel" x="0.5" y="0.5" width="899" height="693" rx="12"/>
"##;

#[derive(Deserialize)]
struct Results {
    versions: BTreeMap<String, String>,
    work: Vec<Work>,
}

#[derive(Deserialize)]
struct Work {
    id: String,
    title: String,
    glassbox_of_floor: Figure,
    others: BTreeMap<String, Other>,
}

#[derive(Deserialize)]
struct Other {
    of_floor: Figure,
    unchecked: String,
}

#[derive(Deserialize)]
struct Figure {
    median: f64,
}

/// One row of a panel.
struct Bar<'a> {
    name: &'a str,
    /// Nothing where a crate leaves the whole work item to its caller.
    multiple: Option<f64>,
    look: Look,
}

#[derive(Clone, Copy, PartialEq)]
enum Look {
    Own,
    Other,
    /// Of a crate that does not check everything that the work item asks for.
    Partial,
}

type Drawn<T = ()> = Result<T, Box<dyn Error>>;
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Panel<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

fn main() -> Drawn {
    let mut arguments = env::args_os().skip(1).map(PathBuf::from);
    let (Some(results), Some(chart), None) = (arguments.next(), arguments.next(), arguments.next())
    else {
        return Err(USAGE.into());
    };
    let results: Results = serde_json::from_str(&fs::read_to_string(results)?)?;
    let mut drawing = String::new();
    draw(&results, SVGBackend::with_string(&mut drawing, SIZE))?;
    let (tag, rest) = drawing.split_once('>').ok_or("no element")?;
    let svg = format!("{tag} role=\"img\" aria-labelledby=\"title desc\">{STYLE}{rest}");
    Ok(fs::write(chart, svg)?)
}

fn draw(results: &Results, backend: SVGBackend<'_>) -> Drawn {
    let root = backend.into_drawing_area();
    let crates = results.crates()?;
    let heading = "Time as a multiple of the floor: shorter is faster";
    root.draw(&Text::new(heading, (MARGIN, 38), bold(19, TEXT)))?;
    let floor = "The floor is HMAC, base64url and JSON alone, without a single check.";
    root.draw(&Text::new(floor, (MARGIN, 60), plain(13, QUIET)))?;

    let inner = root.margin(HEAD, 0, MARGIN, MARGIN);
    let (panels, foot) = inner.split_vertically(SIZE.1 as i32 - HEAD - FOOT);
    let panels = panels.split_evenly((SHOWN.len().div_ceil(2), 2));
    for (id, area) in SHOWN.iter().zip(&panels) {
        draw_work(results.work(id)?, &crates, area)?;
    }
    draw_key(&panels[SHOWN.len()])?;

    let version = |name: &&str| Some(format!("{name} {}", results.versions.get(*name)?));
    let versions: Vec<_> = crates.iter().filter_map(version).collect();
    foot.draw(&Text::new(versions.join(", "), (0, 14), plain(12, QUIET)))?;
    Ok(root.present()?)
}

fn draw_work(work: &Work, crates: &[&str], area: &Area<'_>) -> Drawn {
    let mut panel = panel(area)?;
    let title = format!("{}: {}", work.id, work.title);
    write(&mut panel, &title, (0.0, TITLE), bold(14, TEXT))?;
    for (row, name) in crates.iter().enumerate() {
        draw_bar(&mut panel, row, &work.bar(name))?;
    }
    floor(&mut panel, 1.0, 0..crates.len())
}

fn draw_bar(panel: &mut Panel<'_, '_>, row: usize, bar: &Bar<'_>) -> Drawn {
    let font = match bar.look {
        Look::Own => bold(12, TEXT),
        Look::Other | Look::Partial => plain(12, QUIET),
    };
    let star = if bar.look == Look::Partial { " *" } else { "" };
    let middle = row as f64 + 0.5;
    let name = format!("{}{star}", bar.name);
    write(
        panel,
        &name,
        (-0.2, middle),
        font.pos(Pos::new(HPos::Right, VPos::Center)),
    )?;
    let Some(multiple) = bar.multiple else {
        return write(panel, "left to the caller", (1.2, middle), font);
    };
    let end = multiple.min(CUT);
    fill(panel, row, end, bar.look)?;
    if multiple > CUT {
        cut(panel, row, end)?;
    }
    write(panel, &format!("{multiple:.2}"), (end + 0.15, middle), font)
}

/// In the place of the last panel, on the same rows.
fn draw_key(area: &Area<'_>) -> Drawn {
    let mut panel = panel(area)?;
    write(&mut panel, "How to read it", (0.0, TITLE), bold(14, TEXT))?;
    let looks = [
        (Look::Own, "glassbox"),
        (Look::Other, "another crate"),
        (
            Look::Partial,
            "* leaves checks of the work item to its caller",
        ),
        (Look::Other, "longer than there is room: the number counts"),
    ];
    for (row, (look, _)) in looks.iter().enumerate() {
        fill(&mut panel, row, 1.0, *look)?;
    }
    cut(&mut panel, looks.len() - 1, 1.0)?;
    floor(&mut panel, 0.5, looks.len()..looks.len() + 1)?;
    let meanings = looks.iter().map(|(_, meaning)| *meaning);
    for (row, meaning) in meanings.chain(["the floor"]).enumerate() {
        write(
            &mut panel,
            meaning,
            (1.4, row as f64 + 0.5),
            plain(12, QUIET),
        )?;
    }
    Ok(())
}

fn panel<'a, 'b>(area: &'a Area<'b>) -> Drawn<Panel<'a, 'b>> {
    Ok(ChartBuilder::on(area).build_cartesian_2d(AXIS, ROWS.end..ROWS.start)?)
}

fn fill(panel: &mut Panel<'_, '_>, row: usize, end: f64, look: Look) -> Drawn {
    let top = row as f64 + 0.16;
    let style = match look {
        Look::Own => OWN.filled(),
        Look::Other => OTHER.filled(),
        Look::Partial => OTHER.stroke_width(1),
    };
    panel.draw_series([Rectangle::new([(0.0, top), (end, top + 0.68)], style)])?;
    Ok(())
}

/// The mark of a bar that goes on.
fn cut(panel: &mut Panel<'_, '_>, row: usize, end: f64) -> Drawn {
    let slash = [(end - 0.55, row as f64 + 1.0), (end - 0.35, row as f64)];
    panel.draw_series([PathElement::new(slash, PANEL.stroke_width(3))])?;
    Ok(())
}

fn floor(panel: &mut Panel<'_, '_>, at: f64, rows: Range<usize>) -> Drawn {
    let ends = [(at, rows.start as f64), (at, rows.end as f64)];
    panel.draw_series([PathElement::new(ends, TEXT)])?;
    Ok(())
}

fn write(panel: &mut Panel<'_, '_>, text: &str, at: (f64, f64), font: TextStyle<'static>) -> Drawn {
    panel.draw_series([Text::new(text.to_owned(), at, font)])?;
    Ok(())
}

fn plain(size: u8, color: RGBColor) -> TextStyle<'static> {
    font(size, color, FontStyle::Normal)
}

fn bold(size: u8, color: RGBColor) -> TextStyle<'static> {
    font(size, color, FontStyle::Bold)
}

fn font(size: u8, color: RGBColor, style: FontStyle) -> TextStyle<'static> {
    // What plotters calls a size is the height of a line.
    let font = FontDesc::new(FontFamily::SansSerif, f64::from(size) * 1.24, style);
    font.color(&color).pos(Pos::new(HPos::Left, VPos::Center))
}

impl Results {
    fn work(&self, id: &str) -> Drawn<&Work> {
        let work = self.work.iter().find(|work| work.id == id);
        work.ok_or_else(|| format!("no {id} among the results: was the run complete?").into())
    }

    /// All of them, glassbox first.
    fn crates(&self) -> Drawn<Vec<&str>> {
        let mut others: Vec<_> = self.work(ORDER)?.others.iter().collect();
        others.sort_by(|(_, one), (_, two)| one.of_floor.median.total_cmp(&two.of_floor.median));
        let others = others.into_iter().map(|(name, _)| name.as_str());
        Ok([OWN_NAME].into_iter().chain(others).collect())
    }
}

impl Work {
    fn bar<'a>(&self, name: &'a str) -> Bar<'a> {
        let other = self.others.get(name);
        let (multiple, look) = match other {
            _ if name == OWN_NAME => (Some(&self.glassbox_of_floor), Look::Own),
            Some(other) if other.unchecked.is_empty() => (Some(&other.of_floor), Look::Other),
            Some(other) => (Some(&other.of_floor), Look::Partial),
            None => (None, Look::Other),
        };
        let multiple = multiple.map(|multiple| multiple.median);
        Bar {
            name,
            multiple,
            look,
        }
    }
}
