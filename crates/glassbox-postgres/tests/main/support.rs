//! A PostgreSQL of our own: its own folder, on loopback, by an unprivileged user, and gone
//! afterwards.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use deadpool_postgres::tokio_postgres::NoTls;
use deadpool_postgres::{Config, Pool, PoolConfig, Runtime, Timeouts};
use glassbox::session::{ClientAction, Presenter, RefreshError, Sessions};
use glassbox::time::FixedClock;
use glassbox::{HmacKey, NumericDate, Signer};
use glassbox_postgres::{PostgresStore, deadpool_postgres};
use tempfile::TempDir;

pub(crate) const START: i64 = 1_800_000_000;

/// Whom the server runs as when the tests run as root, whom PostgreSQL refuses.
#[derive(Clone, Copy)]
struct User {
    id: u32,
    group: u32,
}

fn unprivileged() -> Option<User> {
    let id = Command::new("id").arg("-u").output().unwrap();
    if id.stdout != b"0\n" {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let mut lines = users
        .lines()
        .map(|line| line.split(':').collect::<Vec<_>>());
    let postgres = lines.find(|fields| fields[0] == "postgres");
    let postgres = postgres.expect("the user of Debian's package");
    let number = |at: usize| postgres[at].parse().unwrap();
    Some(User {
        id: number(2),
        group: number(3),
    })
}

/// Of PostgreSQL 15 where Debian puts it, or of `PG_BIN`.
fn program(name: &str, user: Option<User>) -> Command {
    let folder = std::env::var_os("PG_BIN").unwrap_or("/usr/lib/postgresql/15/bin".into());
    let mut command = Command::new(PathBuf::from(folder).join(name));
    if let Some(user) = user {
        command.uid(user.id).gid(user.group);
    }
    command.env_clear().stdin(Stdio::null()).current_dir("/");
    command
}

/// What its log says when it can be asked.
const READY: &str = "ready to accept";

/// Stopped, with its folder, when it is dropped.
pub(crate) struct Postgres {
    folder: TempDir,
    user: Option<User>,
    port: u16,
    process: Option<Child>,
}

impl Postgres {
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// With these files in its data folder, in the place of those that are made there by default:
    /// how it is run, whom it admits, its certificate.
    pub(crate) fn start_with(files: &[(&str, &str)]) -> Self {
        let initdb = |data: &Path, user| {
            let mut initdb = program("initdb", user);
            initdb.args(["--auth=trust", "--username=test", "--encoding=UTF8"]);
            initdb.args(["--locale=C", "--pgdata"]).arg(data);
            initdb
        };
        Self::with_data(initdb, files)
    }

    /// A server that follows this one.
    pub(crate) fn replica(&self) -> Self {
        let copy = |data: &Path, user| {
            let mut copy = program("pg_basebackup", user);
            copy.args(["--write-recovery-conf", "--checkpoint=fast", "--dbname"]);
            copy.arg(self.url()).arg("--pgdata").arg(data);
            copy
        };
        Self::with_data(copy, &[])
    }

    fn with_data(
        fill: impl FnOnce(&Path, Option<User>) -> Command,
        files: &[(&str, &str)],
    ) -> Self {
        let (folder, user) = (tempfile::tempdir().unwrap(), unprivileged());
        let data = folder.path().join("data");
        fs::create_dir(&data).unwrap();
        fs::set_permissions(&data, fs::Permissions::from_mode(0o700)).unwrap();
        if let Some(user) = user {
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o711)).unwrap();
            chown(&data, Some(user.id), Some(user.group)).unwrap();
        }
        let made = fill(&data, user).output().unwrap();
        let said = String::from_utf8_lossy(&made.stderr);
        assert!(made.status.success(), "{said}");
        for (name, text) in files {
            let file = data.join(name);
            fs::write(&file, text).unwrap();
            // It takes no key that others may read.
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
            if let Some(user) = user {
                chown(&file, Some(user.id), Some(user.group)).unwrap();
            }
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let mut server = Self {
            folder,
            user,
            port,
            process: None,
        };
        server.start_again();
        server
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// What it has written to its log.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    pub(crate) fn start_again(&mut self) {
        let options = fs::File::options().create(true).append(true).to_owned();
        let log = options.open(self.folder.path().join("log")).unwrap();
        let ready = self.log().matches(READY).count();
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let mut server = program("postgres", self.user);
            server
                .arg("-D")
                .arg(self.data())
                .args(["-p", &self.port.to_string()]);
            // Durable, as it is by itself; said here since the tests are about that.
            for setting in [
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "fsync=on",
                "synchronous_commit=on",
                "shared_buffers=16MB",
                "max_connections=60",
            ] {
                server.args(["-c", setting]);
            }
            let process = server
                .stdout(Stdio::null())
                .stderr(log.try_clone().unwrap());
            let mut process = process.spawn().unwrap();
            // After a kill, what is left of the one before may still be on its way out.
            while process.try_wait().unwrap().is_none() {
                if self.log().matches(READY).count() > ready {
                    self.process = Some(process);
                    return;
                }
                assert!(Instant::now() < deadline, "{}", self.log());
                std::thread::sleep(Duration::from_millis(20));
            }
            assert!(Instant::now() < deadline, "{}", self.log());
        }
    }

    /// As its operator stops it: callers are cut off, what was committed is kept.
    pub(crate) fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            signal("-INT", &[process.id().to_string()]);
            process.wait().unwrap();
        }
    }

    /// Kills it with all its processes, at once.
    pub(crate) fn kill(&mut self) {
        self.signal_all("-KILL");
        self.process.take().unwrap().wait().unwrap();
    }

    /// It takes connections and questions, and says nothing.
    pub(crate) fn freeze(&self) {
        self.signal_all("-STOP");
    }

    pub(crate) fn thaw(&self) {
        self.signal_all("-CONT");
    }

    fn signal_all(&self, name: &str) {
        let id = self.process.as_ref().unwrap().id().to_string();
        let children = format!("/proc/{id}/task/{id}/children");
        let children = fs::read_to_string(Path::new(&children)).unwrap();
        let mut all = vec![id];
        all.extend(children.split_whitespace().map(String::from));
        signal(name, &all);
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://test@127.0.0.1:{}/postgres", self.port)
    }

    pub(crate) fn pool(&self) -> Pool {
        pool(self.url(), 8)
    }

    /// A database of this name, just made, with these settings of its own.
    pub(crate) async fn database(&self, name: &str, settings: &[&str]) -> Pool {
        let client = self.pool().get().await.unwrap();
        client
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .await
            .unwrap();
        for setting in settings {
            let alter = format!("ALTER DATABASE {name} SET {setting}");
            client.batch_execute(&alter).await.unwrap();
        }
        let url = self.url();
        pool(format!("{}/{name}", url.trim_end_matches("/postgres")), 8)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if self.process.is_some() {
            self.thaw(); // a test may have failed in between
        }
        self.stop();
    }
}

fn signal(signal: &str, processes: &[String]) {
    // One of them may be gone by then.
    let _ = Command::new("kill")
        .arg(signal)
        .args(processes)
        .stderr(Stdio::null())
        .status();
}

pub(crate) fn pool(url: String, size: usize) -> Pool {
    let timeouts = Timeouts::wait_millis(10_000);
    let pool = Some(PoolConfig {
        max_size: size,
        timeouts,
        ..PoolConfig::default()
    });
    let config = Config {
        url: Some(url),
        pool,
        ..Config::new()
    };
    config.create_pool(Some(Runtime::Tokio1), NoTls).unwrap()
}

pub(crate) type Server = Sessions<PostgresStore>;

pub(crate) fn sessions(store: PostgresStore, clock: &FixedClock) -> Server {
    let key = |byte: u8| HmacKey::hs256([byte; 32]).unwrap();
    let signer = Signer::new(key(1)).validity(Duration::from_secs(300));
    let builder = Sessions::builder(signer, key(2), store).clock(clock.clone());
    builder.build().unwrap()
}

pub(crate) fn clock() -> FixedClock {
    FixedClock::new(NumericDate::from_seconds(START))
}

pub(crate) fn browser() -> Presenter {
    Presenter::first_party()
}

/// The client keeps its token, and asks again.
pub(crate) fn assert_retry(error: &RefreshError) {
    assert_eq!(error.client_action(), ClientAction::Retry, "{error}");
    assert_eq!(error.oauth_error(), "temporarily_unavailable");
    assert!(error.is_retryable(), "{error}");
}
