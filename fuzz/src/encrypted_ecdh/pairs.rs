use super::naive::{self, Header};

/// A recipient, and a sender's key: what they agree on was computed by others.
pub(super) struct Pair {
    /// Its private JSON Web Key.
    pub(super) recipient: &'static str,
    /// The members of the sender's public one, each as JSON.
    pub(super) ephemeral: &'static [(&'static str, &'static str)],
    /// In hexadecimal digits.
    shared: &'static str,
}

pub(super) const PAIRS: [Pair; 3] = [
    // RFC 7518 appendix C.
    Pair {
        recipient: r#"{"kty":"EC","crv":"P-256",
            "x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
            "y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
            "d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}"#,
        ephemeral: &[
            ("kty", r#""EC""#),
            ("crv", r#""P-256""#),
            ("x", r#""gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0""#),
            ("y", r#""SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps""#),
        ],
        shared: "9e56d91d817135d372834283bf84269cfb316ea3da806a48f6daa7798cfe90c4",
    },
    // Made with the Python package cryptography.
    Pair {
        recipient: r#"{"kty":"EC","crv":"P-384",
            "x":"RGjji0ykwUt_fkkgxZd45aaTKlrKis5DwmEzcWd8xf_38V9D6JkUEQnGD3y5dXzy",
            "y":"TYYBtXFnDGnhatpEFOrfgWaxjjBEQ1DLpVR7tPY8dbN66HjV9cit8IuDFyT3SVvc",
            "d":"OAGBSSYGHYowP2zakKIZu7ziwTXnDS1z08Rz5IgJGrwrZ22qXCyhq_-QRkiJScm_"}"#,
        ephemeral: &[
            ("kty", r#""EC""#),
            ("crv", r#""P-384""#),
            (
                "x",
                r#""CGhDJnJHs0zcL4UdDFh7r2UoUS1UmeqCbY7X7OwQ1-qb62VEe67bx-wbaRMG8nHa""#,
            ),
            (
                "y",
                r#""ZjSclnqzgGH2E8qXaykxZsnBOqz_3-3LwLgePHLW3Any2v6DdmuUm9VElNQ6dhxB""#,
            ),
        ],
        shared: "dfe9df0925749363bab279915b7ddca930fa4fda5fe3fd2f1f11c00860bb08a2\
                 950d71cf32e978fe817f7c5b752a6f4f",
    },
    // RFC 7748 §6.1.
    Pair {
        recipient: r#"{"kty":"OKP","crv":"X25519",
            "x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08",
            "d":"XasIfmJKikt54X-Lg4AO5m87sSkmGLb9HC-LJ_-I4Os"}"#,
        ephemeral: &[
            ("kty", r#""OKP""#),
            ("crv", r#""X25519""#),
            ("x", r#""hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo""#),
        ],
        shared: "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742",
    },
];

impl Pair {
    pub(super) fn shared(&self) -> Vec<u8> {
        let digits = |place| u8::from_str_radix(&self.shared[place..place + 2], 16).unwrap();
        (0..self.shared.len()).step_by(2).map(digits).collect()
    }

    /// Whether the header has the sender's key, in whatever spelling.
    pub(super) fn agrees(&self, header: &str) -> bool {
        let read = |name: &str, members: &Header| -> Option<Vec<u8>> {
            let text = naive::text(members.get(name)?)?;
            match name {
                "kty" | "crv" => Some(text.into_bytes()),
                _ => naive::decode(&text),
            }
        };
        let agrees = || {
            let header = Header::read(header.as_bytes())?;
            let given = Header::read(header.get("epk")?.get().as_bytes())?;
            for (name, json) in self.ephemeral {
                let mut value = read(name, &given)?;
                if self.ephemeral.len() == 3 && *name == "x" {
                    // The highest bit of X25519 counts for nothing (RFC 7748 §5).
                    *value.get_mut(31)? &= 0x7f;
                }
                let own = format!("{{\"{name}\":{json}}}");
                if value != read(name, &Header::read(own.as_bytes())?)? {
                    return None;
                }
            }
            // X25519 has none; but if there is one, it is text.
            given
                .get("y")
                .is_none_or(|y| naive::text(y).is_some())
                .then_some(())
        };
        agrees().is_some()
    }
}

/// Whether `alg` and `enc` are there, and have a meaning.
pub(super) fn has_names(header: &[u8]) -> bool {
    let has_names = || {
        let header = Header::read(header)?;
        let [alg, enc] = ["alg", "enc"].map(|name| naive::text(header.get(name)?));
        glassbox::jwe::KeyManagement::from_name(&alg?)?;
        glassbox::jwe::ContentEncryption::from_name(&enc?)
    };
    has_names().is_some()
}

/// Whether the content is a token by `cty`, and the header claims nothing that is not within.
pub(super) fn says_that_a_token_is_within(header: &str) -> bool {
    let says_so = || {
        let header = Header::read(header.as_bytes())?;
        let cty = naive::text(header.get("cty")?)?.to_ascii_lowercase();
        let repeats = ["iss", "sub", "aud"]
            .iter()
            .any(|name| header.get(name).is_some());
        (["jwt", "application/jwt"].contains(&&*cty) && !repeats).then_some(())
    };
    says_so().is_some()
}
