/// What a header says of the agreement.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Agreement<'a> {
    /// As JSON.
    pub(super) ephemeral_key: Option<&'a str>,
    /// `apu` and `apv`, decoded. One that is absent counts as an empty one.
    pub(super) parties: [&'a [u8]; 2],
}
