//! A request as anybody can write one: a browser's rules do not bind a thief.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};

use super::chromium::PATIENCE;

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) text: String,
}

/// To a port of this machine, under any name.
pub(crate) fn send(
    method: &str,
    host: &str,
    port: u16,
    path: &str,
    headers: &[(&str, &str)],
) -> Answer {
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {host}:{port}\r\n");
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    request += "Content-Length: 0\r\n\r\n";
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    // Chromium keeps the connection open, whatever it is asked.
    let (mut bytes, mut part) = (Vec::new(), [0; 4096]);
    loop {
        let length = stream.read(&mut part).unwrap();
        bytes.extend_from_slice(&part[..length]);
        let text = String::from_utf8_lossy(&bytes);
        if length == 0 || is_whole(&text) {
            let status = text.split(' ').nth(1).expect("a status line");
            return Answer {
                status: status.parse().unwrap(),
                text: text.into_owned(),
            };
        }
    }
}

fn is_whole(text: &str) -> bool {
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let head = head.to_ascii_lowercase();
    let length = head.split_once("content-length:");
    let length = length.and_then(|(_, rest)| rest.lines().next()?.trim().parse().ok());
    length.is_some_and(|length: usize| body.len() >= length)
}
