//! A Chromium with a profile of its own. All its processes are gone when it is dropped.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::http;

/// A machine that does much else at the same time may be slow; what comes is not waited for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(180);

pub(crate) struct Chromium {
    profile: TempDir,
    process: Child,
}

impl Chromium {
    pub(crate) fn start(url: &str) -> Self {
        Self::with(&["--remote-debugging-port=0"], url)
    }

    /// A window of this size, in CSS pixels. One for an application, because others are 500 wide at least.
    pub(crate) fn with_window([width, height]: [u16; 2], url: &str) -> Self {
        let size = format!("--window-size={width},{height}");
        Self::with(&[&size, "--hide-scrollbars"], &format!("--app={url}"))
    }

    /// Writes a picture of a dark window to a file, once the page has had `life` of its own time.
    pub(crate) fn picture(file: &Path, life: Duration, url: &str) {
        let shot = format!("--screenshot={}", file.display());
        let budget = format!("--virtual-time-budget={}", life.as_millis());
        let flags = [
            &*shot,
            &*budget,
            "--window-size=1120,900",
            "--hide-scrollbars",
            "--force-prefers-reduced-motion",
            "--blink-settings=preferredColorScheme=0",
        ];
        let mut browser = Self::with(&flags, url);
        wait_for("the picture", || browser.process.try_wait().unwrap());
    }

    fn with(flags: &[&str], url: &str) -> Self {
        let version = Command::new("chromium").arg("--version").output();
        version.expect("these tests want Debian's package chromium");
        let profile = tempfile::tempdir().unwrap();
        // Killed with the thread that starts it, if that is killed itself.
        let mut command = Command::new("setpriv");
        command
            .args(["--pdeathsig=KILL", "chromium"])
            .args([
                "--headless",
                "--disable-breakpad",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--no-default-browser-check",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .args(flags)
            .arg(url)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0);
        let process = command.spawn().unwrap();
        Self { profile, process }
    }

    /// Opens a further tab.
    pub(crate) fn open(&self, url: &str) {
        let file = self.profile.path().join("DevToolsActivePort");
        let port = wait_for("its port", || {
            let text = fs::read_to_string(&file).ok()?;
            text.split_once('\n')?.0.parse().ok()
        });
        let answer = http::send("PUT", "127.0.0.1", port, &format!("/json/new?{url}"), &[]);
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    /// Ends it, and waits until no process of it is left.
    pub(crate) fn close(self) {
        let group = self.process.id();
        drop(self);
        wait_for("its end", || members(group).is_empty().then_some(()));
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let group = format!("-{}", self.process.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.process.wait();
    }
}

/// The processes of a group that still run.
fn members(group: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let name = entry.ok()?.file_name().into_string().ok()?;
        let id = name.parse::<u32>().ok()?;
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // The name of the program, in parentheses, may have spaces in it.
        let mut fields = stat.rsplit_once(") ")?.1.split(' ');
        let state = fields.next()?;
        let group_of = fields.nth(1)?.parse::<u32>().ok()?;
        (state != "Z" && group_of == group).then_some(id)
    });
    processes.collect()
}

fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
