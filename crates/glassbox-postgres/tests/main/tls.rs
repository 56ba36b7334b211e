//! A server that is spoken to over TLS, and not otherwise.

use std::time::Duration;

use glassbox::session::NewSession;
use glassbox_postgres::deadpool_postgres::{Config, Pool, Runtime, SslMode};
use glassbox_postgres::{OpenError, PostgresStore};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::support::{Postgres, assert_retry, browser, clock, pool, sessions};

/// Who vouches for a server.
type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority(name: &str) -> Authority {
    let mut its = CertificateParams::default();
    its.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    its.distinguished_name.push(DnType::CommonName, name);
    Authority::self_signed(its, KeyPair::generate().unwrap()).unwrap()
}

/// Its certificate is of its address, and of no name.
fn server(authority: &Authority) -> Postgres {
    let key = KeyPair::generate().unwrap();
    let its = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    let certificate = its.signed_by(&key, authority).unwrap();
    Postgres::start_with(&[
        ("postgresql.auto.conf", "ssl = on\n"),
        ("pg_hba.conf", "hostssl all all 127.0.0.1/32 trust\n"),
        ("server.crt", &certificate.pem()),
        ("server.key", &key.serialize_pem()),
    ])
}

/// As the README says.
fn pool_over_tls(url: String, trusted: &[&Authority]) -> Pool {
    let mut roots = RootCertStore::empty();
    for authority in trusted {
        roots.add(authority.der().clone()).unwrap();
    }
    let tls = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let config = Config {
        url: Some(url),
        ssl_mode: Some(SslMode::Require),
        ..Config::new()
    };
    let tls = MakeRustlsConnect::new(tls);
    config.create_pool(Some(Runtime::Tokio1), tls).unwrap()
}

/// What the server says of a connection.
async fn assert_encrypted(pool: &Pool) {
    let asked = "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let client = pool.get().await.unwrap();
    let said = client.query_one(asked, &[]).await.unwrap();
    let said: (bool, Option<&str>) = (said.get(0), said.get(1));
    assert_eq!(said, (true, Some("TLSv1.3")));
}

async fn why_not(pool: Pool) -> String {
    match PostgresStore::open(pool).await {
        Err(refused @ OpenError::Failed(_)) => {
            assert_eq!(format!("{refused:?}"), format!("Failed: {refused}"));
            refused.to_string()
        }
        opened => panic!("{opened:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_live_and_end_over_tls() {
    let authority = authority("ours");
    let server = server(&authority);
    let pool = pool_over_tls(server.url(), &[&authority]);
    let clock = clock();
    let here = sessions(PostgresStore::open(pool.clone()).await.unwrap(), &clock);
    let login = here.login(NewSession::new("42", browser())).await.unwrap();
    clock.advance(Duration::from_secs(60));
    let refreshed = here.refresh(login.refresh_token(), &browser()).await;
    let token = refreshed.unwrap().into_tokens().1;
    assert_ne!(token, login.refresh_token());
    here.logout(&token).await.unwrap();
    let refused = here.refresh(&token, &browser()).await.unwrap_err();
    assert_eq!(refused.code(), "session_revoked");
    assert_encrypted(&pool).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_nobody_trusted_vouches_for_is_refused() {
    let (ours, other) = (authority("ours"), authority("other"));
    let server = server(&ours);
    for trusted in [&[][..], &[&other]] {
        let text = "the database cannot be used: error performing TLS handshake: invalid peer \
                    certificate: UnknownIssuer";
        let refused = why_not(pool_over_tls(server.url(), trusted)).await;
        assert_eq!(refused, text);
    }
}

/// Its authority is trusted, and its certificate is of another host.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_of_another_name_is_refused() {
    let authority = authority("ours");
    let server = server(&authority);
    let elsewhere = server.url().replace("127.0.0.1", "localhost") + "?hostaddr=127.0.0.1";
    let text = "the database cannot be used: error performing TLS handshake: invalid peer \
                certificate: certificate not valid for name \"localhost\"; certificate is only valid \
                for IpAddress(127.0.0.1)";
    let refused = why_not(pool_over_tls(elsewhere, &[&authority])).await;
    assert_eq!(refused, text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_without_tls_is_refused_by_a_server_that_wants_it() {
    let server = server(&authority("ours"));
    let text = "the database cannot be used: no pg_hba.conf entry for host \"127.0.0.1\", user \
                \"test\", database \"postgres\", no encryption (28000)";
    assert_eq!(why_not(pool(server.url(), 1)).await, text);
}

/// Whoever stands between the two could say so: it is not spoken to in the clear.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_says_it_has_no_tls_is_told_nothing() {
    let server = Postgres::start();
    let text = "the database cannot be used: error performing TLS handshake: server does not \
                support TLS";
    let refused = why_not(pool_over_tls(server.url(), &[])).await;
    assert_eq!(refused, text);
}

/// One client waits for its answer when the server ends, by its operator's hand or by a crash that
/// leaves the connections without their farewell; the others ask while it is gone.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_ends_under_a_question_over_tls_logs_nobody_out() {
    let authority = authority("ours");
    let mut server = server(&authority);
    let pool = pool_over_tls(server.url(), &[&authority]);
    let clock = clock();
    let here = sessions(PostgresStore::open(pool.clone()).await.unwrap(), &clock);
    let login = here.login(NewSession::new("42", browser())).await.unwrap();
    let mut token = login.into_tokens().1;
    for (rotated, end) in [
        (1, Postgres::stop as fn(&mut Postgres)),
        (2, Postgres::kill),
    ] {
        clock.advance(Duration::from_secs(60));
        let mut operator = pool.get().await.unwrap();
        let lock = operator.transaction().await.unwrap();
        lock.batch_execute("LOCK glassbox_session").await.unwrap();
        let once_it_waits = async {
            let waits = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)";
            while !lock.query_one(waits, &[]).await.unwrap().get::<_, bool>(0) {}
            end(&mut server);
        };
        let browser = browser();
        let both = async { tokio::join!(here.refresh(&token, &browser), once_it_waits) };
        let both = tokio::time::timeout(Duration::from_secs(20), both).await;
        let (lost, ()) = both.expect("it is never asked, or never answered");
        let lost = lost.unwrap_err();
        assert_retry(&lost);
        assert_retry(&here.refresh(&token, &browser).await.unwrap_err());
        assert_retry(&here.logout(&token).await.unwrap_err());
        assert!(why_not(pool.clone()).await.contains("Connection refused"));
        server.start_again();
        let refreshed = here.refresh(&token, &browser).await.unwrap();
        assert_eq!(refreshed.session().generation(), rotated);
        token = refreshed.into_tokens().1;
        assert_encrypted(&pool).await;
    }
}
