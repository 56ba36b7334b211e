//! RFC 7515 §4.1.11: `crit` names extensions that must be understood. None is, so its presence alone
//! refuses the token, whatever its form.

use super::of_header;

#[test]
fn crit_in_any_form_is_refused() {
    for (members, expected) in [
        // Without `crit` too: no JWT has a payload that is not encoded (RFC 7797 §7).
        (r#""b64":false"#, "invalid_header"),
        (r#""b6\u0034": false "#, "invalid_header"),
        (r#""b64":"false""#, "invalid_header"),
        (r#""b64":0"#, "invalid_header"),
        (r#""b64":true"#, "accepted"),
        (r#""CRIT":["exp"]"#, "accepted"),
        (r#""x":{"crit":["exp"]}"#, "accepted"),
        (r#""crit":["b64"],"b64":false"#, "critical_extension"),
        (r#""crit":["exp"],"exp":1"#, "critical_extension"),
        (r#""cr\u0069t":["exp"]"#, "critical_extension"),
        (r#""crit":[]"#, "critical_extension"),
        (r#""crit":null"#, "critical_extension"),
        (r#""crit":false"#, "critical_extension"),
        (r#""crit":"x""#, "critical_extension"),
        (r#""crit":{}"#, "critical_extension"),
        (r#""crit":["alg"],"crit":[]"#, "critical_extension"),
    ] {
        let first = format!(r#"{{{members},"alg":"HS256"}}"#);
        let last = format!(r#"{{"alg":"HS256",{members}}}"#);
        assert_eq!(of_header(&first), expected, "{first}");
        assert_eq!(of_header(&last), expected, "{last}");
    }
}
