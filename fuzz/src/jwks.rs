use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use glassbox::jwks::{JwksError, RemoteKeys, Request, Response, Transport, TransportError};
use glassbox::{Verifier, VerifyError};

/// An address in the first line, headers up to an empty one, and a body: what a server may answer.
pub fn jwks(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (url, answer) = text.split_once('\n').unwrap_or((&text, ""));
    address(url);
    let (head, body) = answer.split_once("\n\n").unwrap_or((answer, ""));
    let headers = head.lines().filter_map(|line| line.split_once(':'));
    let response = Response::new(200, body.as_bytes().to_vec());
    set(headers.fold(response, |response, (name, value)| {
        response.header(name, value)
    }));
}

/// Answers once, and is down from then on.
#[derive(Clone)]
struct Once(Arc<(Mutex<Option<Response>>, AtomicUsize)>);

impl Transport for Once {
    fn get(&self, _: &Request<'_>) -> Result<Response, TransportError> {
        self.0.1.fetch_add(1, Ordering::SeqCst);
        let answer = self.0.0.lock().unwrap().take();
        answer.ok_or_else(|| TransportError::new("down"))
    }
}

fn once(response: Option<Response>) -> Once {
    Once(Arc::new((Mutex::new(response), AtomicUsize::new(0))))
}

/// What is taken has one host, whoever reads it.
fn address(url: &str) {
    let is_plain = |rest: &str| {
        let authority = rest.split(['/', '?']).next().unwrap();
        let is_one = !authority.is_empty() && !authority.contains(['@', '%']);
        is_one
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'\\' && byte != b'#')
    };
    let is_https = url.strip_prefix("https://").is_some_and(is_plain);
    if RemoteKeys::new(url, once(None)).is_ok() {
        assert!(is_https, "{url}");
    }
    let builder = RemoteKeys::builder().allow_http_on_loopback();
    if builder.build(url, once(None)).is_ok() && !is_https {
        let rest = url.strip_prefix("http://").unwrap();
        assert!(is_plain(rest), "{url}");
        assert!(rest.starts_with("127.") || rest.starts_with('['), "{url}");
    }
}

/// A set is fresh for a minute at least, refreshed ahead, and dead after a day, whatever the headers say.
fn set(response: Response) {
    let (start, passed) = (Instant::now(), Arc::new(AtomicU64::new(0)));
    let seconds = Arc::clone(&passed);
    let transport = once(Some(response));
    let keys = RemoteKeys::builder()
        .clock(move || start + Duration::from_secs(seconds.load(Ordering::SeqCst)))
        .max_stale("9 days");
    let keys = keys
        .build("https://issuer.example/", transport.clone())
        .unwrap();
    let verifier = Verifier::new(keys.clone());
    match keys.refresh().wait() {
        Ok(()) => {}
        Err(JwksError::NotJwks(_) | JwksError::Empty { .. } | JwksError::TooLarge { .. }) => return,
        Err(other) => panic!("{other}"),
    }
    // {"alg":"HS256"}, which is no key's: the set is looked at, and nothing more.
    let look = || {
        verifier
            .verify::<serde_json::Value>("eyJhbGciOiJIUzI1NiJ9.e30.AAAA")
            .unwrap_err()
    };
    passed.store(47, Ordering::SeqCst);
    assert_ne!(look(), VerifyError::Unavailable);
    assert_eq!(
        transport.0.1.load(Ordering::SeqCst),
        1,
        "asked for what is fresh"
    );
    passed.store(24 * 60 * 60, Ordering::SeqCst);
    assert_eq!(look(), VerifyError::Unavailable);
}
