//! A server on a socket, a client that sends what it is told, and tokens of a user.

mod client;
mod issuer;
mod sessions;
mod tokens;

pub(crate) use client::{Ask, HttpVersion, Said, get, post};
pub(crate) use issuer::{Issuer, pair};
pub(crate) use sessions::{CLEAR, server, sessions, set_cookie, with};
pub(crate) use tokens::{Keys, START, User, clock, key, sign, signer, verifier};

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// On a free port of this machine; ended when it is dropped.
pub(crate) struct Server {
    authority: String,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(app: Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let authority = listener.local_addr().unwrap().to_string();
        let task = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { authority, task }
    }

    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}
