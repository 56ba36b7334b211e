//! Requests per second over kept sockets: of a handler that reads no token, of one whose token is verified by
//! the extractor, or by the layer, and of refusals. Every request has an `Authorization` of the same length,
//! and the kinds come in turn, in short rounds. The server has one thread, and the clients another, which has
//! always asked before it reads.
//!
//! `cargo bench -p glassbox-axum`; `-- --quick` runs a few rounds.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    missing_docs
)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::channel;
use std::time::Instant;

use axum::Router;
use axum::routing::get;
use glassbox::web::Protect;
use glassbox::{HmacKey, Signer, Verifier};
use glassbox_axum::{Bearer, require};
use serde::{Deserialize, Serialize};

const SOCKETS: usize = 32;
/// Of each socket in a round.
const REQUESTS: usize = 20;

#[derive(Serialize, Deserialize)]
struct User {
    sub: String,
    role: String,
}

/// What is measured: its path, how its token is, and the status.
const KINDS: [(&str, &str, Token, &[u8; 3]); 5] = [
    ("no token is read", "/bare", Token::Good, b"200"),
    ("Bearer<User>", "/bearer", Token::Good, b"200"),
    (
        "require::<User>, Bearer<User>",
        "/layer",
        Token::Good,
        b"200",
    ),
    (
        "Bearer<User>, no token's form",
        "/bearer",
        Token::Garbage,
        b"401",
    ),
    ("Bearer<User>, forged", "/bearer", Token::Forged, b"401"),
];

#[derive(Clone, Copy)]
enum Token {
    Good,
    Garbage,
    Forged,
}

impl Token {
    fn text(self, good: &str) -> String {
        let (payload, signature) = good.rsplit_once('.').unwrap();
        match self {
            Self::Good => good.into(),
            Self::Garbage => "a".repeat(good.len()),
            Self::Forged => {
                let first = if signature.starts_with('A') { "B" } else { "A" };
                format!("{payload}.{first}{}", &signature[1..])
            }
        }
    }
}

fn app(key: HmacKey) -> Router {
    let verifier = Verifier::new(key)
        .issuer("https://auth.example")
        .audience("app-01");
    let protect = Protect::new("app-01", verifier).build().unwrap();
    let bearer = async |user: Bearer<User>| user.claims().role.clone();
    let layer = Router::new()
        .route("/layer", get(bearer))
        .route_layer(require::<User>(&protect));
    Router::new()
        .route("/bare", get(async || String::from("admin")))
        .route("/bearer", get(bearer))
        .merge(layer)
        .with_state(protect)
}

fn serve(app: Router) -> SocketAddr {
    let (sender, address) = channel();
    std::thread::spawn(move || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            sender.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
    });
    address.recv().unwrap()
}

struct Client {
    socket: TcpStream,
    buffer: [u8; 4096],
}

impl Client {
    fn new(address: SocketAddr) -> Self {
        let socket = TcpStream::connect(address).unwrap();
        socket.set_nodelay(true).unwrap();
        Self {
            socket,
            buffer: [0; 4096],
        }
    }

    /// Reads an answer of a known length, and gives its status.
    fn read(&mut self, length: usize) -> [u8; 3] {
        self.socket.read_exact(&mut self.buffer[..length]).unwrap();
        [self.buffer[9], self.buffer[10], self.buffer[11]]
    }

    /// The length of the answer to a request, which is the same each time.
    fn length(&mut self, request: &[u8]) -> usize {
        self.socket.write_all(request).unwrap();
        let length = self.socket.read(&mut self.buffer).unwrap();
        let text = std::str::from_utf8(&self.buffer[..length]).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let declared = head.split_once("content-length: ").unwrap().1;
        let declared = declared.lines().next().unwrap();
        assert_eq!(declared.parse(), Ok(body.len()), "{text}");
        length
    }
}

/// Requests per second of a round.
fn round(clients: &mut [Client], request: &[u8], length: usize, status: &[u8; 3]) -> f64 {
    let start = Instant::now();
    for _ in 0..REQUESTS {
        for client in &mut *clients {
            client.socket.write_all(request).unwrap();
        }
        for client in &mut *clients {
            assert_eq!(client.read(length), *status);
        }
    }
    (REQUESTS * clients.len()) as f64 / start.elapsed().as_secs_f64()
}

/// The rate that a tenth of the rounds exceeds: in those the machine had little else to do.
fn undisturbed(rates: &mut [f64]) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() * 9 / 10]
}

fn main() {
    let is_quick = std::env::args().any(|argument| argument == "--quick");
    let rounds = if is_quick { 10 } else { 400 };
    let key = HmacKey::hs256([1; 32]).unwrap();
    let signer = Signer::new(key.clone()).issuer("https://auth.example");
    let user = User {
        sub: "42".into(),
        role: "admin".into(),
    };
    let good = signer
        .audience("app-01")
        .validity("1h")
        .sign(&user)
        .unwrap();
    let address = serve(app(key));
    let mut clients: Vec<_> = (0..SOCKETS).map(|_| Client::new(address)).collect();
    let mut kinds = KINDS.map(|(name, path, token, status)| {
        let token = token.text(&good);
        let head = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\naccept: */*\r\n");
        let request = format!("{head}authorization: Bearer {token}\r\n\r\n");
        let length = clients[0].length(request.as_bytes());
        (name, request, length, status, Vec::new())
    });
    for _ in 0..rounds {
        for (_, request, length, status, rates) in &mut kinds {
            rates.push(round(&mut clients, request.as_bytes(), *length, status));
        }
    }
    let bare = undisturbed(&mut kinds[0].4);
    for (name, .., rates) in &mut kinds {
        let rate = undisturbed(rates);
        println!(
            "{name:30} {rate:8.0} requests/s {:6.3} of bare",
            rate / bare
        );
    }
}
