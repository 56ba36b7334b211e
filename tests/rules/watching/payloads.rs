//! What the policy is asked to judge while claims of every type are read.

use crate::support::NOW;

/// Payloads, each good or bad in its own way.
pub fn payloads() -> Vec<String> {
    let (future, past) = (NOW + 60, NOW - 60);
    let good = format!(r#""exp":{future},"nbf":{past},"iss":"me","aud":"app""#);
    let mut payloads = vec![
        format!("{{{good},\"role\":\"admin\"}}"),
        format!("{{\"role\":\"x\",{good}}}"),
    ];
    for (from, to) in [
        (format!(r#""exp":{future}"#), format!(r#""exp":{past}"#)),
        (
            format!(r#""exp":{future}"#),
            format!(r#""\u0065xp":{past}"#),
        ),
        (format!(r#""exp":{future}"#), format!(r#""exp":{past}.5"#)),
        (
            format!(r#""exp":{future}"#),
            format!(r#""exp":{future},"exp":{past}"#),
        ),
        (
            format!(r#""exp":{future}"#),
            format!(r#""exp":{past},"e\u0078p":{future}"#),
        ),
        (format!(r#""exp":{future}"#), format!(r#""exp":"{future}""#)),
        (format!(r#""exp":{future}"#), r#""exp":null"#.into()),
        (format!(r#""exp":{future}"#), r#""exp":1e400"#.into()),
        (
            format!(r#""exp":{future}"#),
            r#""exp":{"$serde_json::private::Number":"9e9"}"#.into(),
        ),
        (format!(r#""exp":{future}"#), r#""x":1"#.into()),
        (format!(r#""nbf":{past}"#), format!(r#""nbf":{future}"#)),
        (format!(r#""nbf":{past}"#), format!(r#""nbf":{NOW}.1"#)),
        (format!(r#""nbf":{past}"#), r#""nbf":true"#.into()),
        (format!(r#""nbf":{past}"#), r#""iat":"x""#.into()),
        (r#""iss":"me""#.into(), r#""iss":"you""#.into()),
        (r#""iss":"me""#.into(), r#""iss":["me"]"#.into()),
        (r#""iss":"me""#.into(), r#""iss":"m\u0065""#.into()),
        (r#""iss":"me""#.into(), r#""ISS":"me""#.into()),
        (r#""aud":"app""#.into(), r#""aud":"other""#.into()),
        (r#""aud":"app""#.into(), r#""aud":["other","app"]"#.into()),
        (r#""aud":"app""#.into(), r#""aud":["app",1]"#.into()),
        (r#""aud":"app""#.into(), r#""aud":[["app"]]"#.into()),
        (r#""aud":"app""#.into(), r#""aud":[]"#.into()),
        (r#""aud":"app""#.into(), r#""y":1"#.into()),
    ] {
        payloads.push(format!(
            "{{{},\"role\":\"admin\"}}",
            good.replace(&from, &to)
        ));
    }
    payloads.extend(
        [
            "{}",
            "[]",
            "1",
            "null",
            r#"{"role":"x"}"#,
            r#"{"$serde_json::private::RawValue":"{}"}"#,
            r#"{"$serde_json::private::Number":"1"}"#,
        ]
        .map(String::from),
    );
    payloads
}
