//! The algorithms, and the secrets for them.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suite {
    DirectGcm,
    WrappedGcm,
    DirectCbc,
}

pub const SUITES: [Suite; 3] = [Suite::DirectGcm, Suite::WrappedGcm, Suite::DirectCbc];

impl Suite {
    /// `alg` and `enc`, as a header names them.
    pub fn names(self) -> [&'static str; 2] {
        match self {
            Self::DirectGcm => ["dir", "A256GCM"],
            Self::WrappedGcm => ["A256KW", "A256GCM"],
            Self::DirectCbc => ["dir", "A256CBC-HS512"],
        }
    }

    pub fn secret(self) -> &'static [u8] {
        const SECRET: &[u8; 64] =
            b"another secret for measurements, sixty-four bytes, not that of W";
        match self {
            Self::DirectGcm | Self::WrappedGcm => &SECRET[..32],
            Self::DirectCbc => SECRET,
        }
    }

    /// What every candidate writes, as far as it can be told to.
    pub fn header(self) -> String {
        let [alg, enc] = self.names();
        format!(r#"{{"alg":"{alg}","enc":"{enc}"}}"#)
    }

    pub fn iv_len(self) -> usize {
        match self {
            Self::DirectGcm | Self::WrappedGcm => 12,
            Self::DirectCbc => 16,
        }
    }

    pub fn tag_len(self) -> usize {
        match self {
            Self::DirectGcm | Self::WrappedGcm => 16,
            Self::DirectCbc => 32,
        }
    }
}
