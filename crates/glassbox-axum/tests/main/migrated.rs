//! The example of JWT, as docs/MIGRATING.md tells of it.

#[allow(dead_code, clippy::unwrap_used)]
#[path = "../../examples/jwt.rs"]
mod jwt;

use crate::support::{HttpVersion, Server, get, post};

const SECRET: &str = "wMHAvQr0uXhSWvAYEfqHn5/Mi7mZy8CyPDJLhJQfMzI=";

#[tokio::test]
async fn the_migrated_example_gives_a_token_and_protects_a_route() {
    let server = Server::start(jwt::app(SECRET).unwrap()).await;
    let authorize = |secret: &str| {
        let body = format!(r#"{{"client_id":"foo","client_secret":"{secret}"}}"#);
        post("/authorize").body("application/json", body)
    };
    let wrong = authorize("baz").over(HttpVersion::One, &server).await;
    assert_eq!(wrong.status, 401);
    let given = authorize("bar").over(HttpVersion::One, &server).await;
    assert_eq!(given.json()["token_type"], "Bearer");
    assert_eq!(given.field("cache-control"), Some("no-store"));
    let token = given.json()["access_token"].as_str().unwrap().to_owned();
    let welcome = get("/protected").bearer(&token);
    let welcome = welcome.over(HttpVersion::One, &server).await;
    let said = (welcome.status, &*welcome.body);
    assert_eq!(said, (200, "Email: b@b.com\nCompany: ACME"));

    let invalid = r#"Bearer realm="example", error="invalid_token", error_description="The access token is not valid for this resource""#;
    for (request, challenge) in [
        (get("/protected"), r#"Bearer realm="example""#),
        (get("/protected").bearer("blahblahblah"), invalid),
    ] {
        let refused = request.over(HttpVersion::One, &server).await;
        assert_eq!(refused.status, 401);
        assert_eq!(refused.field("www-authenticate"), Some(challenge));
    }
}

#[test]
fn the_secret_is_judged_at_start_up() {
    assert!(jwt::app("secret").is_err());
}
