//! Which verifier each provider's documentation asks for, and what its neighbours refuse with.

use std::time::Duration;

use glassbox::Verifier;
use serde_json::Value;

pub type Build = fn(Verifier) -> Verifier;

/// A provider's token, the verifier for it, and neighbours of that with the code of their refusal.
pub struct Case {
    pub name: &'static str,
    pub right: Build,
    pub wrong: &'static [(&'static str, Build)],
}

/// Each case as the calls that are made on `Verifier::new(..)`.
macro_rules! cases {
    ($($name:literal: $(.$call:ident($($arg:tt)*))+ {
        $($code:literal: $(.$other:ident($($detail:tt)*))+;)+
    })+) => {
        &[$(Case {
            name: $name,
            right: |verifier| verifier$(.$call($($arg)*))+,
            wrong: &[$(($code, |verifier| verifier$(.$other($($detail)*))+)),+],
        }),+]
    };
}

const ENTRA: &str = "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0";
const ENTRA_OTHER: &str =
    "https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0";
const ENTRA_API: &str = "6e74172b-be56-4843-9ff4-e66a39bb12e3";
const COGNITO: &str = "https://cognito-idp.us-west-2.amazonaws.com/us-west-2_example";
const SUPABASE: &str = "https://abcdefghijklmnopqrst.supabase.co/auth/v1";
const GITHUB: &str = "https://token.actions.githubusercontent.com";
const FIREBASE: &str = "https://securetoken.google.com/my-awesome-project";
const KUBERNETES: &str = "https://kubernetes.default.svc";
const NAMESPACE: &str = "kubernetes.io/serviceaccount/namespace";
const OKTA: &str = "https://example.okta.com/oauth2/0oacqf8qaJw56czJi0g4";

/// `iss` = `https://login.microsoftonline.com/{tid}/v2.0`, and `tid` is a GUID.
fn any_tenant(issuer: &Value) -> bool {
    let tenant = || {
        let rest = issuer
            .as_str()?
            .strip_prefix("https://login.microsoftonline.com/")?;
        rest.strip_suffix("/v2.0")
    };
    tenant().is_some_and(|tenant| tenant.len() == 36 && !tenant.contains('/'))
}

/// Text with that word in it, or an array that holds it.
pub fn has(scope: &Value, word: &str) -> bool {
    match scope {
        Value::String(words) => words.split(' ').any(|known| known == word),
        Value::Array(words) => words.iter().any(|known| known == word),
        _ => false,
    }
}

pub const CASES: &[Case] = cases! {
    "auth0": .issuer("https://my-domain.auth0.com/").audience("https://example.com/health-api")
        .check("scope", |scope| has(scope, "read:patients"))
    {
        "invalid_issuer": .issuer("https://my-domain.auth0.com").any_audience();
        "invalid_audience": .audience("https://example.com/");
        "audience_not_configured": .issuer("https://my-domain.auth0.com/");
        "invalid_claim": .any_audience().check("scope", |scope| has(scope, "read"));
        "unexpected_typ": .any_audience().typ("at+jwt");
    }
    "auth0_rfc9068": .typ("at+jwt").issuer("https://my-domain.auth0.com/")
        .audience("https://my-domain.auth0.com/userinfo").require("client_id").require("jti")
    {
        "unexpected_typ": .any_audience();
        "unexpected_typ": .any_audience().typ("rt+jwt");
        "missing_claim": .any_audience().typ("at+jwt").require("azp");
    }
    "okta": .issuer(OKTA).audience("https://api.example.com").expect("cid", "nmdP1fcyvdVO11AL7ECm")
        .expect("ver", 1).check("scp", |scopes| has(scopes, "flights"))
    {
        "invalid_issuer": .issuer("https://example.okta.com").any_audience();
        "invalid_audience": .issuer(OKTA).audience("api://default");
        "invalid_claim": .any_audience().expect("ver", "1");
        "invalid_claim": .any_audience().expect("cid", "another");
        "unexpected_typ": .any_audience().typ("JWT");
    }
    "keycloak": .issuer("https://keycloak.example/realms/demo").audience("service1")
        .expect("typ", "Bearer").require("sub")
    {
        "invalid_issuer": .issuer("https://keycloak.example/realms/other").any_audience();
        "invalid_audience": .audience("frontend-client");
        "invalid_claim": .any_audience().expect("typ", "ID");
        "invalid_claim": .any_audience().expect("azp", "service1");
    }
    "entra_v2": .issuer(ENTRA).audience(ENTRA_API).expect("ver", "2.0")
        .check("scp", |scopes| has(scopes, "access_as_user"))
    {
        "invalid_issuer": .issuer(ENTRA_OTHER).audience(ENTRA_API);
        "invalid_audience": .issuer(ENTRA).audience("api://6e74172b-be56-4843-9ff4-e66a39bb12e3");
        "invalid_claim": .audience(ENTRA_API).expect("ver", 2.0);
        "missing_claim": .audience(ENTRA_API).require("roles");
    }
    // Several tenants: the issuer by its form, and the tenant by name.
    "entra_v2": .check("iss", any_tenant).audience(ENTRA_API)
        .expect("tid", "72f988bf-86f1-41af-91ab-2d7cd011db47")
    {
        "invalid_issuer": .check("iss", |issuer| issuer == ENTRA_OTHER).audience(ENTRA_API);
        "invalid_claim": .check("iss", any_tenant).audience(ENTRA_API).expect("tid", "another");
    }
    "google_id": .issuer(["https://accounts.google.com", "accounts.google.com"])
        .audience(["other.apps.googleusercontent.com", "1234987819200.apps.googleusercontent.com"])
        .expect("hd", "example.com").expect("email_verified", true)
    {
        "invalid_issuer": .issuer("accounts.google.com").any_audience();
        "invalid_audience": .audience("other.apps.googleusercontent.com");
        "invalid_claim": .any_audience().expect("hd", "example.org");
        "invalid_claim": .any_audience().expect("email_verified", "true");
    }
    "firebase_id": .issuer(FIREBASE).audience("my-awesome-project")
        .max_age(Duration::from_secs(3600))
        .check("sub", |sub| sub.as_str().is_some_and(|sub| (1..=128).contains(&sub.len())))
        .check("auth_time", |time| time.as_i64().is_some_and(|time| time <= 1_623_851_431))
    {
        "invalid_issuer": .issuer("https://session.firebase.google.com/my-awesome-project").any_audience();
        "invalid_audience": .issuer(FIREBASE).audience("another-project");
        "token_too_old": .any_audience().max_age(Duration::from_secs(3599));
    }
    "cognito_access": .issuer(COGNITO).expect("token_use", "access")
        .expect("client_id", "57cbishk4j24pabc1234567890")
    {
        "invalid_claim": .issuer(COGNITO).expect("token_use", "id");
        "invalid_claim": .expect("token_use", "access").expect("client_id", "another");
        "missing_claim": .issuer(COGNITO).audience("57cbishk4j24pabc1234567890");
        "invalid_issuer": .issuer("https://cognito-idp.us-west-2.amazonaws.com/us-west-2_other");
        "unexpected_typ": .typ("JWT");
    }
    "supabase": .issuer(SUPABASE).audience("authenticated").expect("role", "authenticated")
        .expect("is_anonymous", false).require("session_id").require("phone").require("aal")
    {
        "audience_not_configured": .issuer(SUPABASE);
        "invalid_issuer": .issuer("supabase").audience("authenticated");
        "invalid_audience": .audience("anon");
        "invalid_claim": .audience("authenticated").expect("role", "service_role");
    }
    "supabase_anon": .issuer("supabase").expect("role", "anon").expect("ref", "abcdefghijklmnopqrst")
    {
        "invalid_claim": .issuer("supabase").expect("role", "service_role");
        "missing_claim": .issuer("supabase").audience("authenticated");
        "invalid_issuer": .issuer(SUPABASE);
    }
    "github_actions": .issuer(GITHUB).audience("https://github.com/octo-org")
        .subject("repo:octo-org/octo-repo:environment:prod").expect("repository_id", "74")
    {
        "invalid_subject": .any_audience().subject("repo:octo-org/octo-repo:environment:test");
        "invalid_audience": .audience("https://github.com/octo");
        "invalid_issuer": .any_audience().issuer("https://ghes.example/_services/token");
        "invalid_claim": .any_audience().expect("repository_id", 74);
        "token_too_old": .any_audience().max_age(Duration::from_secs(299));
    }
    "kubernetes_legacy": .issuer("kubernetes/serviceaccount").allow_missing_exp()
        .subject("system:serviceaccount:default:mytestaccount").expect(NAMESPACE, "default")
    {
        "missing_claim": .issuer("kubernetes/serviceaccount");
        "invalid_issuer": .allow_missing_exp().issuer(KUBERNETES);
        "missing_claim": .allow_missing_exp().audience(KUBERNETES);
        "invalid_claim": .allow_missing_exp().expect(NAMESPACE, "kube-system");
        "missing_claim": .allow_missing_exp().max_age(Duration::from_secs(9));
    }
    "kubernetes_bound": .issuer(KUBERNETES).audience(KUBERNETES)
        .subject("system:serviceaccount:kube-system:coredns")
        .check("kubernetes.io", |bound| bound["pod"]["name"] == "coredns-69cbfb9798-jv9gn")
    {
        "invalid_issuer": .issuer("kubernetes/serviceaccount").any_audience();
        "invalid_audience": .audience("https://vault.example");
        "invalid_claim": .any_audience().check("kubernetes.io", |bound| bound["namespace"] == "default");
        // Valid for a year, though an hour was asked for.
        "token_too_old": .any_audience().max_age(Duration::from_secs(3607));
    }
    "duende": .typ("at+jwt").issuer("https://localhost:5001").audience("urn:resource1")
        .check("scope", |scope| has(scope, "resource1.scope1")).expect("client_id", "web_app")
    {
        "unexpected_typ": .issuer("https://localhost:5001").audience("urn:resource1");
        "unexpected_typ": .typ("JWT").audience("urn:resource1");
        "invalid_audience": .typ("at+jwt").audience("urn:resource2");
        "invalid_issuer": .typ("at+jwt").any_audience().issuer("https://localhost:5001/");
        "invalid_claim": .typ("at+jwt").any_audience().expect("client_id", "other_app");
    }
};
