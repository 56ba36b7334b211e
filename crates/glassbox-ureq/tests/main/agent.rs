//! An agent of the caller's own.

use std::io::{Read, Write};
use std::sync::mpsc::channel;
use std::time::Duration;

use glassbox::jwks::RemoteKeys;
use glassbox_ureq::Ureq;
use glassbox_ureq::ureq::Agent;

use crate::support::{
    Authority, Issuer, Page, Raw, builder, hasty, pair, remote, set, token, verify, why,
};

#[test]
fn the_bounds_hold_for_any_agent() {
    let wide = || {
        let config = Ureq::config().max_redirects(10).http_status_as_error(true);
        let config = config
            .max_response_header_size(1 << 30)
            .timeout_global(None);
        Ureq::with_agent(config.build())
    };
    let issuer = Issuer::start();
    issuer.publish("/elsewhere", Page::new(200, set(&[&pair("1")])));
    issuer.publish("/jwks", Page::new(307, "").header("location", "/elsewhere"));
    let text = why(&builder().build(&issuer.url("/jwks"), wide()).unwrap());
    assert!(text.contains("a redirect to \"/elsewhere\""), "{text}");

    let endless = Raw::start(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\n")?;
        loop {
            write!(stream, "X: {}\r\n", "x".repeat(8000))?;
        }
    });
    let text = why(&builder().build(&endless.url(), wide()).unwrap());
    assert!(text.ends_with("longer than 65536 bytes"), "{text}");

    let silent = Raw::start(|stream| stream.read(&mut [0]).map(drop));
    let text = why(&hasty().build(&silent.url(), wide()).unwrap());
    assert!(text.ends_with("when the time was up"), "{text}");
}

/// Its tokens are answered with 503, as in any outage.
#[test]
fn an_agent_without_tls_fails_and_nothing_else_does() {
    let authority = Authority::new("company");
    let issuer = Issuer::over_tls(authority.vouches_for(&["127.0.0.1"], 2020..2100));
    let bare = Ureq::with_agent(Agent::new_with_defaults());
    let keys = RemoteKeys::new(&issuer.url("/jwks"), bare).unwrap();
    assert_eq!(
        keys.refresh().wait().unwrap_err().code(),
        "transport_panicked"
    );
    let refused = verify(&keys, &token(&pair("1"))).unwrap_err();
    assert!(refused.is_unavailable());
}

#[test]
fn an_agent_says_who_it_is() {
    let issuer = Issuer::start();
    issuer.publish("/jwks", Page::new(200, set(&[&pair("1")])));
    let agent = Ureq::with_agent(Ureq::config().user_agent("shop/2").build());
    let keys = builder().build(&issuer.url("/jwks"), agent).unwrap();
    keys.refresh().wait().unwrap();
    assert_eq!(issuer.asked()[0]["user-agent"], "shop/2");
}

#[test]
fn no_connection_stays_open() {
    let page = set(&[&pair("1")]);
    let (closed, is_closed) = channel();
    let server = Raw::start(move |stream| {
        let len = page.len();
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Length: {len}\r\n\r\n{page}"
        )?;
        closed.send(stream.read(&mut [0])?).unwrap();
        Ok(())
    });
    let keys = remote(&server.url());
    keys.refresh().wait().unwrap();
    assert_eq!(is_closed.recv_timeout(Duration::from_secs(60)), Ok(0));
}
