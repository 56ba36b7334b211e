use super::super::input::Input;
use super::{Names, PAIRS, Pair, naive};

/// A header's members and those of its `epk`, each as JSON.
pub(super) struct Header {
    members: Vec<(String, String)>,
    ephemeral: Vec<(String, String)>,
}

/// Stands for the ephemeral key.
const EPHEMERAL: &str = "@";

/// Members that a header or an ephemeral key may have, more or less rightly.
const NAMES: [&str; 17] = [
    "alg", "enc", "epk", "apu", "apv", "cty", "kid", "zip", "crit", "kty", "crv", "x", "y", "d",
    "p2c", "iss", "use",
];

/// Values that mean something somewhere.
const TEXTS: [&str; 24] = [
    "ECDH-ES",
    "ECDH-ES+A128KW",
    "ECDH-ES+A256KW",
    "A128KW",
    "A256KW",
    "dir",
    "RSA-OAEP-256",
    "RSA1_5",
    "A128GCM",
    "A256GCM",
    "A128CBC-HS256",
    "A256CBC-HS512",
    "A192GCM",
    "EC",
    "OKP",
    "P-256",
    "P-384",
    "P-521",
    "X25519",
    "JWT",
    "QWxpY2U",
    "Qm9i",
    "QQ==",
    "QR",
];

impl Header {
    /// As the crate writes it, of a token within.
    pub(super) fn usual((algorithm, encryption): Names, pair: &Pair) -> Self {
        let text = |text: &str| format!("\"{text}\"");
        let members = [
            ("alg", text(algorithm.name())),
            ("enc", text(encryption.name())),
            ("cty", text("JWT")),
            ("epk", EPHEMERAL.into()),
        ];
        let ephemeral = pair.ephemeral.iter();
        Self {
            members: members.map(|(name, json)| (name.into(), json)).into(),
            ephemeral: ephemeral
                .map(|&(name, json)| (name.into(), json.into()))
                .collect(),
        }
    }

    pub(super) fn json(&self) -> String {
        let ephemeral = object(&self.ephemeral);
        let filled =
            |(name, json): &(String, String)| (name.clone(), json.replace(EPHEMERAL, &ephemeral));
        object(&self.members.iter().map(filled).collect::<Vec<_>>())
    }

    /// One change, of a member or of its place.
    pub(super) fn change(&mut self, input: &mut Input<'_>) {
        let members = match input.yes() {
            true => &mut self.ephemeral,
            false => &mut self.members,
        };
        let place = usize::from(input.byte()) % members.len().max(1);
        let kind = input.byte() % 8;
        if kind == 0 || members.is_empty() {
            let name = input.pick(&NAMES).into();
            return members.insert(place, (name, value(input)));
        }
        match kind {
            1 => _ = members.remove(place),
            2 => members.push(members[place].clone()),
            3 => members.swap(place, 0),
            // Its name in another spelling.
            4 => {
                let name = &mut members[place].0;
                if let Some(first) = name.chars().next().filter(char::is_ascii) {
                    name.replace_range(..1, &format!("\\u{:04x}", u32::from(first)));
                }
            }
            5 => members[place].1 = value(input),
            6 => members[place].0 = input.pick(&NAMES).into(),
            // One character of its value.
            _ => {
                let json = &mut members[place].1;
                let at = input.place(json.len() + 1);
                let until = json.len().min(at + usize::from(input.yes()));
                let character = char::from(b' ' + input.byte() % 95);
                if json.is_char_boundary(at) && json.is_char_boundary(until) {
                    json.replace_range(at..until, character.encode_utf8(&mut [0; 4]));
                }
            }
        }
    }
}

fn object(members: &[(String, String)]) -> String {
    let members = members
        .iter()
        .map(|(name, json)| format!("\"{name}\":{json}"));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

/// Something that may stand in a header.
fn value(input: &mut Input<'_>) -> String {
    let text = |text: &str| format!("\"{text}\"");
    match input.byte() % 8 {
        0 => input
            .pick(&["null", "1", "[]", "{}", "true", "\"\"", EPHEMERAL, "{"])
            .into(),
        // A coordinate of a key on any curve.
        1 => {
            let pair = &PAIRS[usize::from(input.byte()) % PAIRS.len()];
            pair.ephemeral[usize::from(input.byte()) % pair.ephemeral.len()]
                .1
                .into()
        }
        // Bytes of about the length of a coordinate, or of the longest party.
        2 => {
            let len = input.pick(&[0, 1, 31, 32, 33, 47, 48, 49, 511, 512, 513]);
            text(&naive::encode(&vec![input.byte(); len]))
        }
        3 => {
            let len = usize::from(input.byte() % 64);
            text(&naive::encode(input.take(len)))
        }
        _ => text(input.pick(&TEXTS)),
    }
}

/// One change of the text of a token. `others` are parts of another token with the same header.
pub(super) fn part(parts: &mut [String; 5], others: &[String; 5], input: &mut Input<'_>) {
    let index = usize::from(input.byte()) % parts.len();
    let kind = input.byte() % 7;
    let place = input.place(parts[index].len());
    let symbol = char::from(input.pick(b"AQgw_-z9.=+ "));
    let part = &mut parts[index];
    // What is put in is ASCII, and so is all else.
    match kind {
        0 => part.insert(place, symbol),
        1 if !part.is_empty() => _ = part.remove(place),
        2 if !part.is_empty() => part.replace_range(place..=place, symbol.encode_utf8(&mut [0; 4])),
        3 => part.clone_from(&others[index]),
        4 => part.clear(),
        5 => parts.swap(index, place % 5),
        // One bit of what it says.
        _ => {
            if let Some(mut bytes) = naive::decode(part)
                && let Some(byte) = bytes.get_mut(place * 3 / 4)
            {
                *byte ^= 1 << (input.byte() % 8);
                *part = naive::encode(&bytes);
            }
        }
    }
}
