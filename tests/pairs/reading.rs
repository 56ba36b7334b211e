//! DER that is nearly a key: read by nobody, whatever is wrong with it, and never a panic.

use glassbox::{Algorithm, KeyError, PrivateKey, PublicKey};

use super::{file, value};

/// A value of DER, as a test takes it apart.
#[derive(Clone)]
struct Node {
    tag: u8,
    content: Content,
}

#[derive(Clone)]
enum Content {
    Bytes(Vec<u8>),
    /// Values, after a byte that belongs to none (of a BIT STRING).
    Nodes(Vec<u8>, Vec<Node>),
}

fn nodes(mut der: &[u8]) -> Option<Vec<Node>> {
    let mut nodes = Vec::new();
    while let [tag, length, rest @ ..] = der {
        let (len, rest) = match length {
            0..=0x7f => (usize::from(*length), rest),
            0x81 => (usize::from(*rest.first()?), &rest[1..]),
            0x82 => (
                usize::from(u16::from_be_bytes(*rest.first_chunk()?)),
                &rest[2..],
            ),
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(len)?;
        nodes.push(Node {
            tag: *tag,
            content: contents(*tag, content),
        });
        der = rest;
    }
    (der.is_empty() && !nodes.is_empty()).then_some(nodes)
}

fn contents(tag: u8, content: &[u8]) -> Content {
    let inner = match (tag, content) {
        (0x30 | 0xa0..=0xa3 | 4, content) => nodes(content).map(|nodes| (vec![], nodes)),
        (3, [0, content @ ..]) => nodes(content).map(|nodes| (vec![0], nodes)),
        _ => None,
    };
    match inner {
        // What only looks like values.
        Some((_, nodes))
            if !matches!(tag, 0x30 | 0xa0..=0xa3) && nodes[0].tag != 0x30 && nodes[0].tag != 4 =>
        {
            Content::Bytes(content.to_vec())
        }
        Some((before, nodes)) => Content::Nodes(before, nodes),
        None => Content::Bytes(content.to_vec()),
    }
}

impl Node {
    fn write(&self) -> Vec<u8> {
        let content: Vec<u8> = match &self.content {
            Content::Bytes(bytes) => bytes.clone(),
            Content::Nodes(before, nodes) => {
                let nodes = nodes.iter().flat_map(Node::write);
                before.iter().copied().chain(nodes).collect()
            }
        };
        value(self.tag, &content)
    }

    /// The same with one thing more, or one less, at each place in turn.
    fn variations(&self, change: &dyn Fn(&mut Vec<Node>)) -> Vec<Self> {
        let Content::Nodes(before, nodes) = &self.content else {
            return Vec::new();
        };
        let with = |nodes: Vec<Node>| Node {
            tag: self.tag,
            content: Content::Nodes(before.clone(), nodes),
        };
        let mut all = Vec::new();
        let mut changed = nodes.clone();
        change(&mut changed);
        all.push(with(changed));
        for (index, node) in nodes.iter().enumerate() {
            for inner in node.variations(change) {
                let mut nodes = nodes.clone();
                nodes[index] = inner;
                all.push(with(nodes));
            }
        }
        all
    }

    /// The same with a byte more in each value that holds no others, in turn.
    fn longer(&self) -> Vec<Self> {
        let with = |content| Self {
            tag: self.tag,
            content,
        };
        match &self.content {
            Content::Bytes(bytes) => vec![with(Content::Bytes([&**bytes, &[1]].concat()))],
            Content::Nodes(before, nodes) => {
                let each = nodes.iter().enumerate().flat_map(|(index, node)| {
                    node.longer().into_iter().map(move |longer| (index, longer))
                });
                let replaced = each.map(|(index, longer)| {
                    let mut nodes = nodes.clone();
                    nodes[index] = longer;
                    with(Content::Nodes(before.clone(), nodes))
                });
                replaced.collect()
            }
        }
    }
}

const FILES: [(Algorithm, &str); 12] = [
    (Algorithm::Rs256, "rsa.der"),
    (Algorithm::Rs256, "rsa.pkcs1.der"),
    (Algorithm::Rs256, "rsa.pub.der"),
    (Algorithm::Rs256, "rsa.pub.pkcs1.der"),
    (Algorithm::Es256, "p256.der"),
    (Algorithm::Es256, "p256.sec1.der"),
    (Algorithm::Es256, "p256.pub.der"),
    (Algorithm::Es384, "p384.der"),
    (Algorithm::Es384, "p384.sec1.der"),
    (Algorithm::Es384, "p384.pub.der"),
    (Algorithm::EdDsa, "ed25519.der"),
    (Algorithm::EdDsa, "ed25519.pub.der"),
];

fn read(algorithm: Algorithm, name: &str, der: &[u8]) -> Result<Vec<u8>, KeyError> {
    match name.contains("pub") {
        true => PublicKey::new(algorithm, der).map(|key| key.to_der()),
        false => PrivateKey::new(algorithm, der).map(|key| key.public_key().to_der()),
    }
}

#[test]
fn nothing_more_and_nothing_less_at_any_level() {
    let null = || Node {
        tag: 5,
        content: Content::Bytes(vec![]),
    };
    let more = |nodes: &mut Vec<Node>| nodes.push(null());
    let before = |nodes: &mut Vec<Node>| nodes.insert(0, null());
    let less = |nodes: &mut Vec<Node>| _ = nodes.pop();
    let mut tried = 0;
    for (algorithm, name) in FILES {
        let whole = nodes(&file(name)).unwrap().remove(0);
        assert_eq!(whole.write(), file(name));
        for changed in [&more as &dyn Fn(&mut Vec<Node>), &before] {
            for variation in whole.variations(changed) {
                let read = read(algorithm, name, &variation.write());
                assert!(read.is_err(), "{name}");
                tried += 1;
            }
        }
        for variation in whole.variations(&less) {
            // Some things may be left out, and the key is the same then.
            if let Ok(der) = read(algorithm, name, &variation.write()) {
                assert_eq!(
                    der,
                    self::read(algorithm, name, &file(name)).unwrap(),
                    "{name}"
                );
            }
            tried += 1;
        }
        for variation in whole.longer() {
            // A number may be another one then, but no value has two forms.
            let changed = read(algorithm, name, &variation.write());
            assert_ne!(changed, read(algorithm, name, &file(name)), "{name}");
            tried += 1;
        }
        let mut longer = file(name);
        longer.push(0);
        assert!(read(algorithm, name, &longer).is_err(), "{name}");
        for len in 0..file(name).len() {
            assert!(
                read(algorithm, name, &file(name)[..len]).is_err(),
                "{name} {len}"
            );
        }
    }
    assert!(tried > 100, "{tried}");
}

/// A byte that is changed makes another key, or none. (Of RSA's `d`, and of what names a curve twice,
/// nothing depends on it.)
#[test]
fn a_changed_byte_is_noticed() {
    for (algorithm, name) in FILES {
        let whole = file(name);
        let good = read(algorithm, name, &whole).unwrap();
        for at in 0..whole.len() {
            let mut bits: &[u8] = &[1, 0x80, 0xff];
            if name.starts_with("rsa") && !name.contains("pub") {
                bits = &bits[at % 3..][..1]; // each has a trial signature
            }
            for bit in bits {
                let mut der = whole.clone();
                der[at] ^= bit;
                let Ok(read) = read(algorithm, name, &der) else {
                    continue;
                };
                let is_private = !name.contains("pub");
                let is_d = is_private && name.starts_with("rsa");
                // Another private key has another public half; another public key is another one.
                assert!(is_d || read != good, "{name}: byte {at} ^ {bit}");
            }
        }
    }
}
