//! Refresh and logout by cookie, a row a case: the status, the body, and what becomes of the cookie. Each
//! row asks a real server over a store in memory.

mod down;
mod errors;
mod logout;
mod refresh;
mod text;

use glassbox::session::{Presenter, SessionStore, Sessions};
use glassbox::web::{Answer, CookieRefusal, Head, TokenCookie};
use serde_json::{Value, json};

use super::{Request, header};
use crate::sessions::support::block_on;

/// What becomes of the cookie that the browser has.
#[derive(Debug, PartialEq, Eq)]
pub enum Kept {
    Untouched,
    Cleared,
    /// The token, and for how many seconds.
    Set(String, u64),
}

/// All of the attributes are compared, as a browser does.
#[track_caller]
pub fn kept(answer: &Answer) -> Kept {
    let Some(text) = header(answer, "set-cookie") else {
        return Kept::Untouched;
    };
    let text = text.strip_prefix("__Host-rt=").unwrap();
    let attributes = "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=";
    match text.split_once(attributes).unwrap() {
        ("", "0") => Kept::Cleared,
        (token, age) => Kept::Set(token.into(), age.parse().unwrap()),
    }
}

/// A request of the server's own page, with these fields `Cookie`.
fn own(cookies: &[&str]) -> Request {
    from("same-origin", cookies)
}

/// A request of a page of this site.
fn from(site: &str, cookies: &[&str]) -> Request {
    let request = Request::new("POST").with("sec-fetch-site", site);
    let add = |request: Request, cookie: &&str| request.with("cookie", cookie);
    cookies.iter().fold(request, add)
}

fn with(token: &str) -> Request {
    own(&[&format!("__Host-rt={token}")])
}

pub fn token_cookie() -> TokenCookie {
    TokenCookie::host("rt").build().unwrap()
}

/// As a handler of `POST /refresh` is written.
fn refresh<S: SessionStore>(sessions: &Sessions<S>, request: &impl Head, by: &Presenter) -> Answer {
    let cookie = token_cookie();
    match cookie.read(request) {
        Ok(token) => cookie.refreshed(&block_on(sessions.refresh(token, by))),
        Err(refusal) => cookie.refused(refusal),
    }
}

/// As a handler of `POST /logout` is written: who has no cookie is logged out already.
fn logout<S: SessionStore>(sessions: &Sessions<S>, request: &impl Head) -> Answer {
    let cookie = token_cookie();
    match cookie.read(request) {
        Ok(token) => cookie.logged_out(&block_on(sessions.logout(token))),
        Err(CookieRefusal::Missing) => cookie.logged_out(&Ok(())),
        Err(refusal) => cookie.refused(refusal),
    }
}

/// Who asks, from where, and what they are told.
#[track_caller]
fn answers(answer: &Answer, status: u16, error: &str, cookie: Kept) {
    let body = match error {
        "" => String::new(),
        error => json!({ "error": error }).to_string(),
    };
    assert_eq!((answer.status(), answer.body()), (status, &*body));
    assert_eq!(kept(answer), cookie);
    assert_eq!(header(answer, "cache-control").as_deref(), Some("no-store"));
    let retry_after = (status == 503).then_some("1");
    assert_eq!(header(answer, "retry-after").as_deref(), retry_after);
    let content_type = (!error.is_empty()).then_some("application/json");
    assert_eq!(header(answer, "content-type").as_deref(), content_type);
    // It is no protected resource, and a 401 would make clients ask again without end.
    assert_eq!(header(answer, "www-authenticate").as_deref(), None);
}

#[track_caller]
fn grants(answer: &Answer, expires_in: u64, max_age: u64) -> (Value, String) {
    assert_eq!(answer.status(), 200, "{}", answer.body());
    assert_eq!(header(answer, "cache-control").as_deref(), Some("no-store"));
    assert_eq!(
        header(answer, "content-type").as_deref(),
        Some("application/json")
    );
    let body: Value = serde_json::from_str(answer.body()).unwrap();
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["expires_in"], expires_in);
    assert_eq!(body.get("refresh_token"), None, "for the cookie alone");
    let Kept::Set(token, age) = kept(answer) else {
        panic!("no cookie is set");
    };
    assert_eq!(age, max_age);
    assert!(!answer.body().contains(&token));
    (body, token)
}
