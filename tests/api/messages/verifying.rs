//! Tokens that are refused: before their signature holds, and for their claims.

use std::time::Duration;

use glassbox::{Claims, HmacKey, KeyRing, Verifier, VerifyError};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Row, row};
use crate::support::Down;
use crate::support::{NOW, at, crowded, forge, forge_bytes, key, token, verdict};

fn of(verifier: &Verifier, token: &str, expected: &'static str) -> Row {
    row(verdict(verifier, token).unwrap_err(), expected)
}

fn lax() -> Verifier {
    Verifier::new(key()).allow_missing_exp()
}

pub fn before() -> Vec<Row> {
    let header = |header: &str, expected| of(&lax(), &forge(header, "{}", &key()), expected);
    let good = token("{}");
    let named = Verifier::new(KeyRing::new(key().with_key_id("a")));
    let other = Verifier::new(HmacKey::hs256([1; 32]).unwrap());
    vec![
        of(
            &lax(),
            &format!("Bearer {good}"),
            "malformed token: not three parts of unpadded base64url with two dots between (the token alone: no \"Bearer \", no white space, no quotes)",
        ),
        of(
            &lax(),
            "AA..AA.AA.AA",
            "this is an encrypted token (five parts): nothing of it can be read without its key (.decrypt_with(..) takes one, with the feature jwe)",
        ),
        of(
            &lax().max_token_bytes(9),
            &good,
            "the token is longer than 9 bytes (.max_token_bytes(..) sets the limit)",
        ),
        of(
            &lax().max_header_bytes(9),
            &good,
            "the header is longer than 9 bytes (.max_header_bytes(..) sets the limit)",
        ),
        header("[]", "the header is not a JSON object"),
        header(
            r#"{"alg":"HS256","alg":"HS256"}"#,
            "a member of the header is given twice",
        ),
        header("{}", "the header has no alg"),
        header(
            &crowded(r#"{"alg":"HS256"}"#, 32),
            "the header has more than 32 members",
        ),
        header(
            r#"{"alg":"HS256","kid":1}"#,
            "the header's member kid is not a string",
        ),
        header(
            r#"{"alg":"HS256","crit":["b64"]}"#,
            "the header names critical extensions (crit), but none is supported",
        ),
        header(
            r#"{"alg":"HS256","b64":false}"#,
            "the header says that the payload is not encoded (b64), which a token must not say",
        ),
        header(
            r#"{"alg":"HS256","jwk":"a"}"#,
            "the header's member jwk is not an object",
        ),
        header(
            r#"{"alg":"dir","enc":"A128GCM"}"#,
            "the header is that of an encrypted token (enc), which has five parts, and this one has three",
        ),
        header(
            r#"{"alg":"HS256","typ":"at+jwt"}"#,
            "the token's type (typ at+jwt) is not accepted here: Verifier::typ(..) names the accepted \
             ones, Verifier::any_typ() accepts all",
        ),
        header(
            r#"{"alg":"HS256","typ":"unheard-of"}"#,
            "the token's type (typ) is not accepted here: Verifier::typ(..) names the accepted \
             ones, Verifier::any_typ() accepts all",
        ),
        header(
            r#"{"alg":"none"}"#,
            "the token's algorithm (alg) is none, or not a registered signature algorithm: no \
             setting accepts such a token, so its issuer has to sign it",
        ),
        header(
            r#"{"alg":"HS512"}"#,
            "the token's algorithm is HS512, the key's is HS256, and a key has one: if the issuer signs \
             with HS512, verify with an HmacKey made for it; a KeyRing holds keys of several",
        ),
        header(
            r#"{"alg":"RS256"}"#,
            "the token's algorithm is RS256, the key's is HS256, and a key has one: if the issuer signs \
             with RS256, verify with a PublicKey made for it (feature public-keys); a KeyRing holds keys of several",
        ),
        header(
            r#"{"alg":"ES512"}"#,
            "the token's algorithm is ES512, the key's is HS256, and a key has one: if the issuer signs \
             with ES512, verify with a VerifyingKey of your own; a KeyRing holds keys of several",
        ),
        of(
            &named,
            &forge(r#"{"alg":"HS256","kid":"b"}"#, "{}", &key()),
            "no key has the token's key id (kid) and algorithm: was a key rotated out or not added yet (KeyRing::accept), was it skipped (JwkSet::skipped), or is the set of keys old (the verify of RemoteKeys waits for a newer one, that of Verifier does not)?",
        ),
        of(
            &Verifier::new(Down),
            &good,
            "the key source is unavailable: the token may be valid, so try again (503, not 401); with RemoteKeys, call refresh() at start-up: it fetches the keys, and says why it cannot",
        ),
        of(&other, &good, "invalid signature"),
    ]
}

fn payloads() -> Vec<Row> {
    let payload = |payload: &[u8], expected| {
        of(
            &lax(),
            &forge_bytes(br#"{"alg":"HS256"}"#, payload, &key()),
            expected,
        )
    };
    vec![
        payload(
            b"{\"\xff\":1}",
            "the payload is not UTF-8, so it holds no claims (jws::verify gives bytes of any kind)",
        ),
        payload(
            b"hello",
            "the payload is not JSON, so it holds no claims (jws::verify gives bytes of any kind)",
        ),
        payload(
            b"[]",
            "the payload is not a JSON object, so it holds no claims (jws::verify gives bytes of \
             any kind)",
        ),
        payload(
            format!("{}{}", "[".repeat(128), "]".repeat(128)).as_bytes(),
            "the payload is nested deeper than 127 levels",
        ),
        payload(
            br#"{"$serde_json::private::RawValue":"{}"}"#,
            "the payload has a member with a name of serde_json's own ($serde_json::private::…), \
             which this build would read as another value, because a crate in it turned on \
             raw_value or arbitrary_precision: the issuer must use another name",
        ),
    ]
}

fn times() -> Vec<Row> {
    let young = || lax().max_age(Duration::from_secs(9));
    let judged = |verifier: Verifier, claim: &str, date: i64, expected| {
        of(
            &verifier,
            &token(&format!(r#"{{"{claim}":{date}}}"#)),
            expected,
        )
    };
    vec![
        judged(
            lax(),
            "exp",
            NOW,
            "token expired just now (exp 1700000000, now 1700000000)",
        ),
        judged(
            lax(),
            "exp",
            NOW - 5,
            "token expired 5s ago (exp 1699999995, now 1700000000)",
        ),
        judged(
            lax(),
            "nbf",
            NOW + 90,
            "token not valid for another 1m 30s (nbf 1700000090, now 1700000000): if the clocks differ, allow for it with .leeway(..)",
        ),
        judged(
            young(),
            "iat",
            NOW - 9,
            "the token is too old: issued 9s ago (iat 1699999991, now 1700000000), and .max_age(..) sets the limit",
        ),
        judged(
            young(),
            "iat",
            NOW + 2,
            "the token was issued 2s in the future (iat 1700000002, now 1700000000): if the clocks differ, allow for it with .leeway(..)",
        ),
        judged(
            lax(),
            "nbf",
            NOW * 1000,
            "token not valid for another 19656250d 0h (nbf 1700000000000, now 1700000000): nbf is after the year 9999 (is it in milliseconds?), and dates count seconds",
        ),
        row(
            lax()
                .at(at(NOW * 1000))
                .verify::<Value>(&token(r#"{"exp":1700000000}"#))
                .unwrap_err(),
            "token expired 19656250d 0h ago (exp 1700000000, now 1700000000000): now is after the year 9999 (is it in milliseconds?), and dates count seconds",
        ),
        row(
            young()
                .at(at(NOW * 1000))
                .verify::<Value>(&token(r#"{"iat":1700000000}"#))
                .unwrap_err(),
            "the token is too old: issued 19656250d 0h ago (iat 1700000000, now 1700000000000), and .max_age(..) sets the limit: now is after the year 9999 (is it in milliseconds?), and dates count seconds",
        ),
        judged(
            young(),
            "iat",
            NOW * 1000,
            "the token was issued 19656250d 0h in the future (iat 1700000000000, now 1700000000): iat is after the year 9999 (is it in milliseconds?), and dates count seconds",
        ),
    ]
}

fn validities() -> Vec<Row> {
    let short = || Verifier::new(key()).max_validity("1h");
    let from = |iat: i64, exp: i64| token(&format!(r#"{{"iat":{iat},"exp":{exp}}}"#));
    vec![
        of(
            &short(),
            &from(NOW, NOW + 7200),
            "the token is valid for too long: 2h 0m from iat 1700000000 to exp 1700007200, and .max_validity(..) sets the limit",
        ),
        of(
            &short(),
            &from(NOW, NOW * 1000),
            "the token is valid for too long: 19656250d 0h from iat 1700000000 to exp 1700000000000, and .max_validity(..) sets the limit: exp is after the year 9999 (is it in milliseconds?), and dates count seconds",
        ),
    ]
}

fn values() -> Vec<Row> {
    let judged =
        |verifier: Verifier, claims: &str, expected| of(&verifier, &token(claims), expected);
    vec![
        judged(
            Verifier::new(key()),
            "{}",
            "the claim exp is missing: the token would never expire (call .allow_missing_exp() if that is meant)",
        ),
        judged(
            lax().max_age(Duration::from_secs(9)),
            "{}",
            "the claim iat is missing, but .max_age(..), .max_validity(..) or .require(..) needs \
             it: have the issuer add it",
        ),
        judged(
            lax().issuer(["a", "b"]),
            "{}",
            "the claim iss is missing, expected \"a\" or \"b\"",
        ),
        judged(
            lax().require("scope"),
            "{}",
            "the claim scope is missing, but .require(..), .expect(..) or .check(..) needs it",
        ),
        judged(
            lax(),
            r#"{"sub":"a","sub":"b"}"#,
            "the claim sub is given twice",
        ),
        judged(
            lax(),
            r#"{"exp":"9"}"#,
            "the claim exp is a string, not a number of seconds",
        ),
        judged(
            lax().issuer("a"),
            r#"{"iss":null}"#,
            "the claim iss is null, not a string",
        ),
        judged(
            lax().subject("42"),
            r#"{"sub":42}"#,
            "the claim sub is a number, not a string: leave out the call that judges it, read a struct of your own with `sub: u64`, and judge that",
        ),
        judged(
            lax().audience("a"),
            r#"{"aud":["a",1]}"#,
            "the claim aud is an array whose items are not all strings, not a string or an array \
             of strings",
        ),
        judged(
            lax().audience("a"),
            r#"{"aud":{}}"#,
            "the claim aud is an object, not a string or an array of strings",
        ),
        judged(
            lax(),
            r#"{"exp":1e999}"#,
            "the claim exp is too large a number for a date: is it in milliseconds?",
        ),
        judged(
            lax(),
            r#"{"aud":["a","b"]}"#,
            "the token is meant for the audience [\"a\", \"b\"], and this verifier has none: call Verifier::audience(..) with its own name, or .any_audience()",
        ),
        judged(
            lax().issuer("a"),
            r#"{"iss":"b"}"#,
            "the claim iss is \"b\", expected \"a\"",
        ),
        judged(
            lax().audience("a"),
            r#"{"aud":["b"]}"#,
            "the claim aud is [\"b\"], expected \"a\"",
        ),
        // The value itself may be personal, and errors end up in logs.
        judged(
            lax().subject("a"),
            r#"{"sub":"b"}"#,
            "the claim sub is another (a string), expected \"a\"",
        ),
        judged(
            lax().expect("role", "admin"),
            r#"{"role":["user"]}"#,
            "the claim role is another (an array), expected \"admin\"",
        ),
        judged(
            lax().check("role", |_| false),
            r#"{"role":true}"#,
            "the claim role is a boolean, and the .check(..) of this claim refuses it",
        ),
        judged(
            lax().check("iss", |_| false),
            r#"{"iss":"b"}"#,
            "the claim iss is \"b\", and the .check(..) of this claim refuses it",
        ),
    ]
}

fn misfits() -> Vec<Row> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct User {
        #[serde(rename = "name")]
        _name: String,
    }
    #[derive(serde::Deserialize)]
    struct Ends {
        #[serde(rename = "exp")]
        _exp: i64,
    }
    #[derive(serde::Deserialize)]
    struct Inner {
        #[serde(rename = "user")]
        _user: User,
    }
    fn misfit<C: DeserializeOwned>(claims: &str) -> VerifyError {
        let verified = lax().at(at(NOW)).verify::<C>(&token(claims));
        verified.map(drop).unwrap_err()
    }
    vec![
        row(
            misfit::<User>("{}"),
            "the claims lack the field `name`, which the wanted type needs: have the issuer add it, or make it an `Option`",
        ),
        row(
            misfit::<User>(r#"{"name":1}"#),
            "the claims do not fit the wanted type: `name` has to be a string",
        ),
        row(
            misfit::<User>(r#"{"name":"a","role":1}"#),
            "the claims have the field `role`, and the wanted type allows only its own (deny_unknown_fields): add it to the type, or take the attribute away",
        ),
        row(
            misfit::<User>(r#"{"name":"a","iat":1}"#),
            "the claims have the field `iat`, and the wanted type allows only its own (deny_unknown_fields): add it to the type, or take the attribute away (a Signer adds iat itself)",
        ),
        row(
            misfit::<Inner>(r#"{"user":{"name":"a","role":1}}"#),
            "the claims do not fit the wanted type: `user` has a field that its type does not allow (deny_unknown_fields)",
        ),
        row(
            misfit::<User>(r#"{"name":"a","name":"b"}"#),
            "the claims do not fit the wanted type: `name` is given twice",
        ),
        row(
            misfit::<Vec<u8>>("{}"),
            "the claims do not fit the wanted type, which expects a sequence",
        ),
        row(
            misfit::<Claims<Ends>>(r#"{"exp":9000000000}"#),
            "the wanted type has the field `exp`, which Claims keeps in .registered: take it out of the type",
        ),
        row(
            misfit::<Claims>(r#"{"sub":42}"#),
            "the claims do not fit the wanted type: `sub` has to be a string: for a number, read a struct of your own with `sub: u64`",
        ),
        row(
            misfit::<Claims>(r#"{"jti":-4.2}"#),
            "the claims do not fit the wanted type: `jti` has to be a string: for a number, read a struct of your own with `jti: f64`",
        ),
        row(
            misfit::<Claims>(r#"{"iss":-1}"#),
            "the claims do not fit the wanted type: `iss` has to be a string: for a number, read a struct of your own with `iss: i64`",
        ),
        row(
            misfit::<Claims>(r#"{"sub":null}"#),
            "the claims do not fit the wanted type: `sub` has to be a string",
        ),
        row(
            misfit::<Value>(r#"{"score":1e999}"#),
            "the claims do not fit the wanted type: `score` cannot be read",
        ),
    ]
}

pub fn claims() -> Vec<Row> {
    let rows = [payloads(), times(), validities(), values(), misfits()];
    rows.into_iter().flatten().collect()
}
