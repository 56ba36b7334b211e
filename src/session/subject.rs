use alloc::sync::Arc;
use core::cmp::Ordering;
use core::fmt;
use core::ops::Deref;

/// The subject of a session. A short name is stored inline: in cold memory, each pointer to follow
/// costs time.
#[derive(Clone)]
pub(super) enum Subject {
    Short { len: u8, text: [u8; ROOM] },
    Long(Arc<str>),
}

/// A UUID as text has 36 bytes.
const ROOM: usize = 38;

impl From<&str> for Subject {
    fn from(name: &str) -> Self {
        let mut text = [0; ROOM];
        match (text.get_mut(..name.len()), u8::try_from(name.len())) {
            (Some(room), Ok(len)) => {
                room.copy_from_slice(name.as_bytes());
                Self::Short { len, text }
            }
            _ => Self::Long(name.into()),
        }
    }
}

impl Deref for Subject {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Short { len, text } => {
                let text = text.get(..usize::from(*len)).unwrap_or_default();
                core::str::from_utf8(text).unwrap_or_default() // it was one
            }
            Self::Long(name) => name,
        }
    }
}

impl PartialEq for Subject {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Subject {}

impl PartialOrd for Subject {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Subject {
    fn cmp(&self, other: &Self) -> Ordering {
        (**self).cmp(&**other)
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[test]
fn names_of_any_length_are_themselves_in_their_order() {
    let names = [0, 1, 36, 38, 39, 1024].map(|len| "ä".repeat(len / 2) + &"x".repeat(len % 2));
    for one in &names {
        let subject = Subject::from(one.as_str());
        assert_eq!(*subject, **one);
        assert_eq!(matches!(subject, Subject::Short { .. }), one.len() <= ROOM);
        for other in &names {
            let ordered = subject.cmp(&Subject::from(other.as_str()));
            assert_eq!(ordered, one.cmp(other));
        }
    }
}
