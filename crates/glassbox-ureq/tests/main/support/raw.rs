//! A server that writes what no server should.

use std::io::Read;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

pub(crate) struct Raw(SocketAddr);

impl Raw {
    /// `answer` has a connection whose request was read. An error of its writing is the client's right to hang
    /// up.
    pub(crate) fn start(
        mut answer: impl FnMut(&mut TcpStream) -> std::io::Result<()> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = Vec::new();
                let mut byte = [0];
                while !request.ends_with(b"\r\n\r\n")
                    && stream.read(&mut byte).is_ok_and(|n| n == 1)
                {
                    request.push(byte[0]);
                }
                let _ = answer(&mut stream);
            }
        });
        Self(address)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/jwks", self.0)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.0
    }
}
