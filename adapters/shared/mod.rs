//! What the adapters have in common: an issuer whose keys are fetched, and a client that asks over a socket.
#![allow(dead_code)] // each adapter is a binary of its own, and tonic's client speaks gRPC

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use glassbox::jwk::JwkSet;
use glassbox::jwks::{RemoteKeys, Request, Response, Transport, TransportError};
use glassbox::web::Protect;
use glassbox::{Algorithm, PrivateKey, Signer, Verifier};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct User {
    pub name: String,
}

/// An issuer on a socket: it signs with its newest key, and publishes the public halves of all.
pub struct Issuer {
    keys: Vec<PrivateKey>,
    published: Arc<Mutex<String>>,
    address: SocketAddr,
}

impl Issuer {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let published = Arc::new(Mutex::new(String::new()));
        let body = Arc::clone(&published);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let length = stream.read(&mut [0; 4096]).unwrap();
                assert!(length > 0, "it was not asked");
                let body = body.lock().unwrap().clone();
                write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{body}").unwrap();
            }
        });
        let mut issuer = Self {
            keys: Vec::new(),
            published,
            address,
        };
        issuer.adds_a_key();
        issuer
    }

    pub fn adds_a_key(&mut self) {
        let key = PrivateKey::generate(Algorithm::EdDsa).unwrap();
        self.keys.push(key.with_thumbprint_key_id());
        let public: Vec<_> = self.keys.iter().map(PrivateKey::public_key).collect();
        *self.published.lock().unwrap() = serde_json::to_string(&JwkSet::of(&public)).unwrap();
    }

    /// A policy that fetches the keys, and has fetched none yet.
    pub fn protect(&self) -> Protect {
        let keys = RemoteKeys::builder().allow_http_on_loopback();
        let keys = keys.build(
            &format!("http://{}/keys", self.address),
            Network(self.address),
        );
        let built = Protect::new("app-01", Verifier::new(keys.unwrap())).build();
        built.unwrap()
    }

    /// A good token of the newest key, with its scheme.
    pub fn good(&self) -> String {
        let user = User {
            name: "testAdmin".into(),
        };
        let signer = Signer::new(self.keys.last().unwrap().clone()).validity("5m");
        format!("Bearer {}", signer.sign(&user).unwrap())
    }
}

/// The way to the issuer. A program has `glassbox-ureq` or its own client of HTTP.
struct Network(SocketAddr);

impl Transport for Network {
    fn get(&self, _: &Request<'_>) -> Result<Response, TransportError> {
        let (_, body) = ask(self.0, "/keys", "");
        Ok(Response::new(200, body.into()))
    }
}

/// The challenge to who has no token, and to who has a bad one.
pub const CHALLENGE: &str = r#"Bearer realm="app-01""#;
pub const INVALID: &str = r#"Bearer realm="app-01", error="invalid_token", error_description="The access token is not valid for this resource""#;

/// Asks for `/me` with a good token, with none, and with a bad one.
pub fn asks_for_me(server: SocketAddr, mut issuer: Issuer) {
    // The first request waits for the keys, and the first with a new key for that one.
    for _ in 0..2 {
        let authorization = format!("Authorization: {}\r\n", issuer.good());
        let (head, body) = ask(server, "/me", &authorization);
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        assert_eq!(body, "testAdmin");
        issuer.adds_a_key();
    }
    for (fields, challenge, error) in [
        ("", CHALLENGE, r#"{"error":"missing_token"}"#),
        (
            "Authorization: Bearer a.b.c\r\n",
            INVALID,
            r#"{"error":"invalid_token","error_description":"The access token is not valid for this resource"}"#,
        ),
    ] {
        let (head, body) = ask(server, "/me", fields);
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
        "/me",
        "Authorization: Basic YTpi\r\nAuthorization: Bearer a\r\n",
    );
    assert!(head.starts_with("HTTP/1.1 400 "), "{head}");
}

/// Head and body of the response to a GET with these fields.
fn ask(server: SocketAddr, path: &str, fields: &str) -> (String, String) {
    let mut stream = TcpStream::connect(server).unwrap();
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n{fields}\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    (head.into(), body.into())
}
