//! A server on loopback, and a small transport over a socket: what only a network brings about.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use glassbox::VerifyError;
use glassbox::jwks::{RemoteKeys, Request, Response, Transport, TransportError};
use serde_json::Value;

use super::{key, published, token, verifier};

/// HTTP/1.0 in a few lines, with the time and the size that it is asked for.
struct Sockets;

impl Transport for Sockets {
    fn get(&self, request: &Request<'_>) -> Result<Response, TransportError> {
        let end = Instant::now() + request.timeout();
        let rest = request.url().strip_prefix("http://").unwrap();
        let (host, path) = rest.split_once('/').unwrap();
        let address: SocketAddr = host.parse().unwrap();
        let mut stream = TcpStream::connect(address).map_err(TransportError::new)?;
        let tag = request
            .etag()
            .map(|tag| format!("If-None-Match: {tag}\r\n"));
        let tag = tag.unwrap_or_default();
        let head = format!("GET /{path} HTTP/1.0\r\nHost: {host}\r\n{tag}\r\n");
        stream
            .write_all(head.as_bytes())
            .map_err(TransportError::new)?;
        let mut answer = Vec::new();
        let mut part = [0; 8192];
        // A head of 1 KiB, and one byte more than the body may have.
        while answer.len() <= request.max_bytes() + 1024 {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(TransportError::new("out of time"));
            }
            stream.set_read_timeout(Some(left)).unwrap();
            match stream.read(&mut part).map_err(TransportError::new)? {
                0 => break,
                read => answer.extend_from_slice(&part[..read]),
            }
        }
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.ok_or_else(|| TransportError::new("no answer of HTTP"))?;
        let body = answer.split_off(end + 4);
        let head = String::from_utf8_lossy(&answer);
        let mut lines = head.lines();
        let status = lines
            .next()
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        let headers = lines.filter_map(|line| line.split_once(": "));
        let response = Response::new(status, body);
        Ok(headers.fold(response, |response, (name, value)| {
            response.header(name, value)
        }))
    }
}

/// A server whose answers are written down, for as long as the test runs.
struct Server {
    address: SocketAddr,
    answer: Arc<Mutex<Vec<u8>>>,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            answer: Arc::default(),
            heads: Arc::default(),
        };
        let (answer, heads) = (Arc::clone(&server.answer), Arc::clone(&server.heads));
        thread::spawn(move || {
            let mut open = Vec::new();
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    let mut byte = [0];
                    stream.read_exact(&mut byte).unwrap();
                    head.extend(byte);
                }
                heads.lock().unwrap().push(String::from_utf8(head).unwrap());
                let answer = answer.lock().unwrap().clone();
                // Whoever reads no further has gone.
                let _ = stream.write_all(&answer);
                // A body without an end is one that is slow.
                if answer.ends_with(b"...") {
                    open.push(stream);
                }
            }
        });
        server
    }

    fn answers(&self, head: &str, body: &[u8]) {
        let head = format!("HTTP/1.1 {head}\r\n\r\n");
        *self.answer.lock().unwrap() = [head.as_bytes(), body].concat();
    }

    /// With the longest time, since the machine may be busy.
    fn keys(&self) -> RemoteKeys {
        self.keys_within(Duration::from_secs(15))
    }

    fn keys_within(&self, timeout: Duration) -> RemoteKeys {
        let url = format!("http://{}/jwks", self.address);
        let builder = RemoteKeys::builder().allow_http_on_loopback();
        builder.timeout(timeout).build(&url, Sockets).unwrap()
    }
}

#[test]
fn keys_come_over_a_socket_and_are_asked_for_by_their_tag() {
    let (server, key) = (Server::new(), key("a"));
    let keys = server.keys();
    server.answers(
        "200 OK\r\nETag: \"one\"\r\ncache-control: max-age=60",
        &published(&[&key]),
    );
    let verifier = verifier(&keys);
    assert!(
        keys.verify_blocking::<Value>(&verifier, &token(&key))
            .is_ok()
    );
    server.answers("304 Not Modified", b"");
    keys.refresh().wait().unwrap();
    assert!(
        keys.verify_blocking::<Value>(&verifier, &token(&key))
            .is_ok()
    );
    let heads = server.heads.lock().unwrap();
    assert_eq!(heads.len(), 2);
    assert!(heads[0].starts_with("GET /jwks HTTP/1.0\r\n") && !heads[0].contains("If-None-Match"));
    assert!(
        heads[1].contains("If-None-Match: \"one\"\r\n"),
        "{}",
        heads[1]
    );
}

#[test]
fn what_a_network_brings_about_leaves_the_keys_alone() {
    let (server, known) = (Server::new(), key("a"));
    let keys = server.keys();
    let verifier = verifier(&keys);
    server.answers("200 OK", &published(&[&known]));
    keys.refresh().wait().unwrap();
    let evil = published(&[&key("evil")]);
    let large = vec![b' '; 600 * 1024];
    for (head, body, code, part) in [
        ("500 Oh", &evil[..], "unexpected_status", "500"),
        (
            "302 Found\r\nLocation: http://evil.example/",
            &evil,
            "unexpected_status",
            "evil.example",
        ),
        ("200 OK", b"<html>", "not_a_key_set", "error page"),
        ("200 OK", b"", "not_a_key_set", "empty"),
        ("200 OK", br#"{"keys":[]}"#, "no_usable_key", "no key"),
        ("200 OK", &large, "answer_too_large", "524288"),
    ] {
        server.answers(head, body);
        let error = keys.refresh().wait().unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().contains(part), "{error}");
        assert!(
            keys.verify_blocking::<Value>(&verifier, &token(&known))
                .is_ok()
        );
    }
}

#[test]
fn a_body_without_an_end_ends_with_the_time() {
    let server = Server::new();
    server.answers("200 OK", b"{\"keys\":[...");
    let error = server
        .keys_within(Duration::from_millis(300))
        .refresh()
        .wait()
        .unwrap_err();
    assert_eq!(error.code(), "transport_failed", "{error}");
}

#[test]
fn nobody_is_there() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/jwks", listener.local_addr().unwrap());
    drop(listener);
    let builder = RemoteKeys::builder().allow_http_on_loopback();
    let keys = builder.build(&url, Sockets).unwrap();
    let verdict = keys.verify_blocking::<Value>(&verifier(&keys), &token(&key("a")));
    assert_eq!(verdict.unwrap_err(), VerifyError::Unavailable);
}
