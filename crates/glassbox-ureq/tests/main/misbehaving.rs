//! Servers that send too slowly, too much, too little, or what is no HTTP.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::thread::sleep;
use std::time::Duration;

use glassbox_ureq::Ureq;

use crate::support::{Raw, builder, remote, why};

const LATE: &str = "the answer was not complete when the time was up";

/// Why its answers are refused.
fn refused(answer: impl FnMut(&mut TcpStream) -> std::io::Result<()> + Send + 'static) -> String {
    let server = Raw::start(answer);
    let keys = builder().timeout(Duration::from_millis(300));
    why(&keys.build(&server.url(), Ureq::new()).unwrap())
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
    let text = refused(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{")?;
        again(stream, b" ", Duration::from_millis(20))
    });
    assert!(text.ends_with(LATE), "{text}");
}

#[test]
fn headers_byte_by_byte_end_with_the_time() {
    let text = refused(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nX: ")?;
        again(stream, b"x", Duration::from_millis(20))
    });
    assert!(text.ends_with(LATE), "{text}");
}

#[test]
fn silence_ends_with_the_time() {
    let text = refused(|_| {
        sleep(Duration::from_secs(3));
        Ok(())
    });
    assert!(text.ends_with(LATE), "{text}");
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
    let text = refused(|stream| {
        again(
            stream,
            b"HTTP/1.1 103 Early Hints\r\n\r\n",
            Duration::from_millis(20),
        )
    });
    assert!(text.ends_with(LATE), "{text}");
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
