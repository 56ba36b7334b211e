use alloc::sync::Arc;
use core::fmt;

/// The name of a claim: one of the seven that RFC 7519 §4.1 registers, or any other.
///
/// ```
/// use glassbox::jwt::Claim;
///
/// assert_eq!(Claim::from("exp"), Claim::Exp);
/// assert_eq!(Claim::from("scope").name(), "scope");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Claim {
    /// `iss`: who issued the token (RFC 7519 §4.1.1).
    Iss,
    /// `sub`: whom the token is about (§4.1.2).
    Sub,
    /// `aud`: for whom the token is meant (§4.1.3).
    Aud,
    /// `exp`: when the token expires (§4.1.4).
    Exp,
    /// `nbf`: from when on the token is valid (§4.1.5).
    Nbf,
    /// `iat`: when the token was issued (§4.1.6).
    Iat,
    /// `jti`: the token's own id (§4.1.7).
    Jti,
    /// Any other name.
    Custom(Arc<str>),
}

impl Claim {
    /// The name, as the payload has it.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Iss => "iss",
            Self::Sub => "sub",
            Self::Aud => "aud",
            Self::Exp => "exp",
            Self::Nbf => "nbf",
            Self::Iat => "iat",
            Self::Jti => "jti",
            Self::Custom(name) => name,
        }
    }
}

impl From<&str> for Claim {
    fn from(name: &str) -> Self {
        match Registered::from_name(name) {
            Some(registered) => registered.into(),
            None => Self::Custom(name.into()),
        }
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The seven registered claims alone: small and `Copy`, for code that looks at every member of a
/// payload. Tables that it indexes have this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Registered {
    Iss,
    Sub,
    Aud,
    Exp,
    Nbf,
    Iat,
    Jti,
}

impl Registered {
    pub(crate) const ALL: [Self; 7] = [
        Self::Iss,
        Self::Sub,
        Self::Aud,
        Self::Exp,
        Self::Nbf,
        Self::Iat,
        Self::Jti,
    ];

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        // All seven have three letters, so most other names return here.
        let name: [u8; 3] = name.as_bytes().try_into().ok()?;
        match &name {
            b"iss" => Some(Self::Iss),
            b"sub" => Some(Self::Sub),
            b"aud" => Some(Self::Aud),
            b"exp" => Some(Self::Exp),
            b"nbf" => Some(Self::Nbf),
            b"iat" => Some(Self::Iat),
            b"jti" => Some(Self::Jti),
            _ => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        self.opening().trim_matches(['"', ':'])
    }

    /// The first characters of a member with this claim.
    pub(crate) const fn opening(self) -> &'static str {
        match self {
            Self::Iss => "\"iss\":",
            Self::Sub => "\"sub\":",
            Self::Aud => "\"aud\":",
            Self::Exp => "\"exp\":",
            Self::Nbf => "\"nbf\":",
            Self::Iat => "\"iat\":",
            Self::Jti => "\"jti\":",
        }
    }

    pub(crate) const fn is_date(self) -> bool {
        matches!(self, Self::Exp | Self::Nbf | Self::Iat)
    }
}

impl From<Registered> for Claim {
    fn from(registered: Registered) -> Self {
        match registered {
            Registered::Iss => Self::Iss,
            Registered::Sub => Self::Sub,
            Registered::Aud => Self::Aud,
            Registered::Exp => Self::Exp,
            Registered::Nbf => Self::Nbf,
            Registered::Iat => Self::Iat,
            Registered::Jti => Self::Jti,
        }
    }
}

/// A set of registered claims, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RegisteredSet(u8);

impl RegisteredSet {
    pub(crate) const EMPTY: Self = Self(0);

    const fn bit(claim: Registered) -> u8 {
        match claim {
            Registered::Iss => 1,
            Registered::Sub => 1 << 1,
            Registered::Aud => 1 << 2,
            Registered::Exp => 1 << 3,
            Registered::Nbf => 1 << 4,
            Registered::Iat => 1 << 5,
            Registered::Jti => 1 << 6,
        }
    }

    /// Adds the claim; `false` if the set has it already.
    pub(crate) const fn insert(&mut self, claim: Registered) -> bool {
        let fresh = !self.contains(claim);
        self.0 |= Self::bit(claim);
        fresh
    }

    pub(crate) const fn contains(self, claim: Registered) -> bool {
        self.0 & Self::bit(claim) != 0
    }

    pub(crate) const fn contains_all(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }
}
