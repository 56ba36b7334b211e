//! What the adapters have in common: a policy, and a client that asks over a socket.
#![allow(dead_code)] // each adapter is a binary of its own, and tonic's client speaks gRPC

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use glassbox::web::Protect;
use glassbox::{HmacKey, Verifier, generate_token};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct User {
    pub name: String,
}

fn key() -> HmacKey {
    HmacKey::hs256(b"a secret of at least thirty-two bytes").unwrap()
}

pub fn protect() -> Protect {
    let built = Protect::new("app-01", Verifier::new(key())).build();
    built.unwrap()
}

/// A good token, with its scheme.
pub fn good() -> String {
    let user = User {
        name: "testAdmin".into(),
    };
    format!("Bearer {}", generate_token(&user, &key(), "5m").unwrap())
}

/// The challenge to who has no token, and to who has a bad one.
pub const CHALLENGE: &str = r#"Bearer realm="app-01""#;
pub const INVALID: &str = r#"Bearer realm="app-01", error="invalid_token", error_description="The access token is not valid for this resource""#;

/// Asks for `/me` with a good token, with none, and with a bad one.
pub fn asks_for_me(server: SocketAddr) {
    let (head, body) = ask(server, &format!("Authorization: {}\r\n", good()));
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert_eq!(body, "testAdmin");
    for (fields, challenge, error) in [
        ("", CHALLENGE, r#"{"error":"missing_token"}"#),
        (
            "Authorization: Bearer a.b.c\r\n",
            INVALID,
            r#"{"error":"invalid_token","error_description":"The access token is not valid for this resource"}"#,
        ),
    ] {
        let (head, body) = ask(server, fields);
        assert!(head.starts_with("HTTP/1.1 401 "), "{head}");
        let fields: Vec<_> = head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .collect();
        for (name, value) in [
            ("www-authenticate", challenge),
            ("cache-control", "no-store"),
            ("content-type", "application/json"),
        ] {
            let values = fields
                .iter()
                .filter(|(known, _)| known.eq_ignore_ascii_case(name));
            assert_eq!(
                values.map(|(_, value)| *value).collect::<Vec<_>>(),
                [value],
                "{head}"
            );
        }
        assert_eq!(body, error);
    }
    // Every field of a name reaches the policy.
    let (head, _) = ask(
        server,
        "Authorization: Basic YTpi\r\nAuthorization: Bearer a\r\n",
    );
    assert!(head.starts_with("HTTP/1.1 400 "), "{head}");
}

/// Head and body of the response to `GET /me` with these fields.
fn ask(server: SocketAddr, fields: &str) -> (String, String) {
    let mut stream = TcpStream::connect(server).unwrap();
    let request =
        format!("GET /me HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n{fields}\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    (head.into(), body.into())
}
