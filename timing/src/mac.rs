//! The MACs that are compared: right ones, and ones that are wrong in a chosen way.

use std::fmt;

use fastrand::Rng;

/// One class of MACs.
#[derive(Clone, Copy, Debug)]
pub enum Mac {
    /// The right one.
    Right,
    /// Wrong in the byte at this index, and nowhere else.
    WrongAt(usize),
    /// `len` bytes in all: the first `taken` from a MAC, each other byte at random.
    Begins {
        taken: usize,
        from: Origin,
        len: usize,
    },
}

/// Whose MAC it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// That of the message itself: the bytes are right.
    Message,
    /// That of another message: they are wrong, the first one in any case.
    Other,
}

impl Mac {
    /// A MAC of this class, made from the right one and from that of another message.
    pub fn forge(self, right: &[u8], other: &[u8], rng: &mut Rng) -> Vec<u8> {
        match self {
            Self::Right => right.to_vec(),
            Self::WrongAt(index) => {
                let mut mac = right.to_vec();
                mac[index] ^= rng.u8(1..);
                mac
            }
            Self::Begins { taken, from, len } => {
                let source = match from {
                    Origin::Message => right,
                    Origin::Other => other,
                };
                let mut mac = source[..taken].to_vec();
                mac.resize_with(len, || rng.u8(..));
                mac
            }
        }
    }

    pub fn is_right(self) -> bool {
        matches!(self, Self::Right)
    }
}

impl fmt::Display for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Right => f.write_str("right"),
            Self::WrongAt(index) => write!(f, "byte {index} wrong"),
            Self::Begins { taken, from, len } => {
                let right = match from {
                    Origin::Message => *taken,
                    Origin::Other => 0,
                };
                write!(f, "{right} of {len} right")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where each byte comes from in many MACs of the class: `r` the right MAC, `o` the other
    /// one, `w` anywhere but the right one, `?` chance.
    fn origins(mac: Mac) -> String {
        let (right, other) = ([7, 8, 9, 10], [1, 2, 3, 4]);
        let mut rng = Rng::with_seed(1);
        let all: Vec<_> = (0..5000)
            .map(|_| mac.forge(&right, &other, &mut rng))
            .collect();
        assert!(all.iter().all(|mac| mac.len() == all[0].len()));
        let origin = |index| {
            let are = |holds: &dyn Fn(u8) -> bool| all.iter().all(|mac| holds(mac[index]));
            match (right.get(index), other.get(index)) {
                (Some(&right), _) if are(&|byte| byte == right) => 'r',
                (_, Some(&other)) if are(&|byte| byte == other) => 'o',
                (Some(&right), _) if are(&|byte| byte != right) => 'w',
                _ => '?',
            }
        };
        (0..all[0].len()).map(origin).collect()
    }

    #[test]
    fn each_class_is_wrong_where_it_says() {
        let begins = |taken, from, len| Mac::Begins { taken, from, len };
        for (mac, expected, name) in [
            (Mac::Right, "rrrr", "right"),
            (Mac::WrongAt(0), "wrrr", "byte 0 wrong"),
            (Mac::WrongAt(3), "rrrw", "byte 3 wrong"),
            (begins(2, Origin::Message, 4), "rr??", "2 of 4 right"),
            (begins(2, Origin::Other, 4), "oo??", "0 of 4 right"),
            (begins(3, Origin::Message, 3), "rrr", "3 of 3 right"),
            (begins(3, Origin::Other, 3), "ooo", "0 of 3 right"),
            (begins(4, Origin::Message, 6), "rrrr??", "4 of 6 right"),
            (begins(4, Origin::Other, 6), "oooo??", "0 of 6 right"),
        ] {
            assert_eq!(origins(mac), expected, "{mac}");
            assert_eq!(mac.to_string(), name);
        }
    }
}
