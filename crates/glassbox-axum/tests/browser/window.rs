//! How the page stands in its window.

use std::path::Path;
use std::time::Duration;

use super::Steps;
use super::chromium::Chromium;
use super::scene::Keys;
use super::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "wants chromium and PostgreSQL"]
async fn it_fits() {
    let mut stage = Stage::start(Keys::Pair).await;
    let laptop = Chromium::with_window([1120, 900], &stage.tour("window=laptop"));
    let [width, _, content, height] = sizes(&stage.report("window").await);
    assert_eq!([width, content], [1120, 1120]);
    assert!(height <= 900, "{height} pixels high");
    laptop.close();
    let name = "W".repeat(30); // as wide as a device's name can be
    let phone = Chromium::with_window([360, 740], &stage.tour(&format!("window={name}")));
    let [width, _, content, _] = sizes(&stage.report("window").await);
    assert_eq!(
        [width, content],
        [360, 360],
        "a phone scrolls it downwards alone"
    );
    phone.close();
}

/// Of the window, and of the page in it. Also judges what a screen reader has.
fn sizes(steps: &Steps) -> [u32; 4] {
    let [inside, content, nameless] = &steps[..] else {
        panic!("{steps:#?}");
    };
    assert!(nameless.1.is_empty(), "{nameless:#?}");
    let sizes = [&inside.1[0], &inside.1[1], &content.1[0], &content.1[1]];
    sizes.map(|size| size.parse().unwrap())
}

/// For the README: `docs/scene.png` is what this one writes, with fewer colours (`pngquant 128`).
#[tokio::test(flavor = "multi_thread")]
#[ignore = "wants chromium and PostgreSQL"]
async fn it_has_its_picture_taken() {
    let mut stage = Stage::start(Keys::Secrets).await;
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scene.png");
    let _ = std::fs::remove_file(&file);
    Chromium::picture(&file, Duration::from_millis(2500), &stage.tour("picture"));
    let steps = stage.report("picture").await;
    assert!(steps.is_empty(), "{steps:#?}");
    let picture = std::fs::read(&file).unwrap();
    // The header of a PNG: its width and height in bytes 16 to 23.
    assert_eq!(picture[16..24], [0, 0, 4, 96, 0, 0, 3, 132], "1120 and 900");
    println!("{} ({} bytes)", file.display(), picture.len());
}
