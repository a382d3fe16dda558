//! The chunks of PNG files.

/// With what every PNG begins.
pub const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Length, name and checksum of a chunk.
const OVERHEAD: usize = 12;

/// A chunk.
#[derive(Debug, Clone, Copy)]
pub struct Chunk<'a> {
    /// Four letters.
    pub name: &'a [u8],
    /// Without length, name and checksum.
    pub data: &'a [u8],
    /// With them.
    pub whole: &'a [u8],
}

impl Chunk<'_> {
    /// Whether a decoder that does not know the chunk must give up: its name begins with a capital letter.
    pub fn is_critical(&self) -> bool {
        self.name[0].is_ascii_uppercase()
    }
}

/// All chunks, from `IHDR` to `IEND`. `None` if the file is torn, has no signature, or something follows `IEND`.
pub fn chunks(png: &[u8]) -> Option<Vec<Chunk<'_>>> {
    let mut rest = png.strip_prefix(SIGNATURE)?;
    let mut chunks = Vec::new();
    loop {
        let (length, _) = rest.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(*length) as usize;
        let (whole, after) = rest.split_at_checked(length.checked_add(OVERHEAD)?)?;
        let chunk = Chunk { name: &whole[4..8], data: &whole[8..8 + length], whole };
        chunks.push(chunk);
        rest = after;
        if chunk.name == b"IEND" {
            let is_whole = rest.is_empty() && chunks[0].name == b"IHDR" && chunks[0].data.len() == 13;
            return is_whole.then_some(chunks);
        }
    }
}
