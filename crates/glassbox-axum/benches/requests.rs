//! Requests per second over kept sockets: a handler that reads no token, one that has it verified, by an
//! extractor and by the layer, and one that is refused. All get the same request, or one with a token that
//! does not hold, in turn, round by round. The server has one thread, and the clients another that has
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

/// The paths, with what they stand for and whether their token holds.
const PATHS: [(&str, &str, bool); 4] = [
    ("/bare", "no token is read", true),
    ("/bearer", "Bearer<User>", true),
    ("/layer", "require::<User>, Bearer<User>", true),
    ("/refused", "Bearer<User>, 401", false),
];

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
        .route("/refused", get(bearer))
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

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    let is_quick = std::env::args().any(|argument| argument == "--quick");
    let rounds = if is_quick { 10 } else { 301 };
    let key = HmacKey::hs256([1; 32]).unwrap();
    let signer = Signer::new(key.clone())
        .issuer("https://auth.example")
        .audience("app-01");
    let user = User {
        sub: "42".into(),
        role: "admin".into(),
    };
    let token = signer.validity("1h").sign(&user).unwrap();
    let mut forged = token.clone();
    let first = forged.rfind('.').unwrap() + 1;
    let other = if forged[first..].starts_with('A') {
        "B"
    } else {
        "A"
    };
    forged.replace_range(first..=first, other);
    let address = serve(app(key));
    let mut clients: Vec<_> = (0..SOCKETS).map(|_| Client::new(address)).collect();
    let kinds = PATHS.map(|(path, name, holds)| {
        let token = if holds { &token } else { &forged };
        let fields = "accept: */*\r\nuser-agent: requests";
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {address}\r\n{fields}\r\nauthorization: Bearer {token}\r\n\r\n"
        );
        let length = clients[0].length(request.as_bytes());
        let status = if holds { b"200" } else { b"401" };
        (name, request, length, status)
    });
    // Pairs of rounds that follow each other: the machine may be busy with something else in between.
    let mut ratios = kinds.each_ref().map(|_| Vec::new());
    let mut rates = kinds.each_ref().map(|_| Vec::new());
    for _ in 0..rounds {
        for (kind, (_, request, length, status)) in kinds.iter().enumerate() {
            let (_, bare, bare_length, bare_status) = &kinds[0];
            let before = round(&mut clients, bare.as_bytes(), *bare_length, bare_status);
            let rate = round(&mut clients, request.as_bytes(), *length, status);
            let after = round(&mut clients, bare.as_bytes(), *bare_length, bare_status);
            ratios[kind].push(rate / f64::midpoint(before, after));
            rates[kind].push(rate);
        }
    }
    for (kind, (name, ..)) in kinds.iter().enumerate() {
        let (rate, ratio) = (median(rates[kind].clone()), median(ratios[kind].clone()));
        println!("{name:32} {rate:8.0} requests/s {ratio:6.3} of bare");
    }
}
