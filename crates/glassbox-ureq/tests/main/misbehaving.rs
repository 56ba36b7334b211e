//! Servers that send too slowly, too much, too little, or what is no HTTP.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::sleep;
use std::time::Duration;

use glassbox_ureq::Ureq;

use crate::support::{Raw, hasty, remote, why};

/// Why its answers are refused.
fn refused(answer: impl FnMut(&mut TcpStream) -> std::io::Result<()> + Send + 'static) -> String {
    why(&remote(&Raw::start(answer).url()))
}

/// Its answers are refused because the time is up.
fn ends_with_the_time(answer: impl FnMut(&mut TcpStream) -> std::io::Result<()> + Send + 'static) {
    let keys = hasty().build(&Raw::start(answer).url(), Ureq::new());
    let text = why(&keys.unwrap());
    assert!(
        text.ends_with("the answer was not complete when the time was up"),
        "{text}"
    );
}

/// Writes it again and again, until nobody reads.
fn again(stream: &mut TcpStream, what: &[u8], pause: Duration) -> std::io::Result<()> {
    loop {
        stream.write_all(what)?;
        sleep(pause);
    }
}

#[test]
fn a_body_byte_by_byte_ends_with_the_time() {
    ends_with_the_time(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{")?;
        again(stream, b" ", Duration::from_millis(20))
    });
}

#[test]
fn headers_byte_by_byte_end_with_the_time() {
    ends_with_the_time(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nX: ")?;
        again(stream, b"x", Duration::from_millis(20))
    });
}

#[test]
fn silence_ends_with_the_time() {
    // Until the client hangs up.
    ends_with_the_time(|stream| stream.read(&mut [0]).map(drop));
}

#[test]
fn headers_without_end_are_cut_off() {
    let text = refused(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\n")?;
        again(
            stream,
            format!("X: {}\r\n", "x".repeat(8000)).as_bytes(),
            Duration::ZERO,
        )
    });
    assert!(
        text.ends_with("the headers of the answer are longer than 65536 bytes"),
        "{text}"
    );
}

#[test]
fn interim_answers_without_end_end_with_the_time() {
    ends_with_the_time(|stream| {
        again(
            stream,
            b"HTTP/1.1 103 Early Hints\r\n\r\n",
            Duration::from_millis(20),
        )
    });
}

#[test]
fn a_body_without_end_is_read_up_to_the_limit() {
    let text = refused(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
        again(
            stream,
            format!("400\r\n{}\r\n", " ".repeat(1024)).as_bytes(),
            Duration::ZERO,
        )
    });
    assert!(text.contains("longer than 524288 bytes"), "{text}");
}

#[test]
fn a_body_that_is_cut_off_is_no_answer() {
    for framing in [
        "Content-Length: 500\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n1f4\r\n",
    ] {
        let head = format!("HTTP/1.1 200 OK\r\n{framing}{{\"keys\":[]}}");
        let text = refused(move |stream| stream.write_all(head.as_bytes()));
        assert!(text.ends_with("the answer was cut off"), "{text}");
    }
}

#[test]
fn what_is_no_http_is_no_answer() {
    let text = refused(|stream| stream.write_all(b"220 mail.example ESMTP\r\n\r\n"));
    assert!(
        text.ends_with("the answer cannot be read as HTTP/1.1"),
        "{text}"
    );
    let text = refused(|_| Ok(()));
    assert!(text.ends_with("the answer was cut off"), "{text}");
}

/// Whatever is said of it.
#[test]
fn nothing_is_decompressed() {
    let text = refused(|stream| {
        stream.write_all(
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b",
        )
    });
    assert!(text.contains("the answer is no set of keys"), "{text}");
}

#[test]
fn a_closed_port_is_named_as_that() {
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let keys = remote(&format!("http://{closed}/jwks"));
    let text = why(&keys);
    assert!(
        text.ends_with("the connection failed (connection refused)"),
        "{text}"
    );
}
