//! Writes the boxes of the ISO base media file format (ISO/IEC 14496-12).

/// Boxes one after another.
#[derive(Debug, Default)]
pub struct Boxes(Vec<u8>);

impl Boxes {
    /// A box with the content that `content` writes, boxes included.
    pub fn within(&mut self, kind: &[u8; 4], content: impl FnOnce(&mut Self)) {
        let start = self.0.len();
        self.u32(0);
        self.bytes(kind);
        content(self);
        self.set_u32(start, u32_of(self.0.len() - start));
    }

    /// A box with version and flags.
    pub fn full(&mut self, kind: &[u8; 4], version: u8, flags: u32, content: impl FnOnce(&mut Self)) {
        self.within(kind, |boxes| {
            boxes.u32(u32::from(version) << 24 | flags & 0x00ff_ffff);
            content(boxes);
        });
    }

    pub fn u16(&mut self, value: u16) {
        self.bytes(&value.to_be_bytes());
    }

    pub fn u32(&mut self, value: u32) {
        self.bytes(&value.to_be_bytes());
    }

    pub fn u64(&mut self, value: u64) {
        self.bytes(&value.to_be_bytes());
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub fn zeros(&mut self, count: usize) {
        self.0.resize(self.0.len() + count, 0);
    }

    /// Bytes written so far.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Replaces four bytes written at `at`, for values known only later.
    pub fn set_u32(&mut self, at: usize, value: u32) {
        if let Some(place) = self.0.get_mut(at..at + 4) {
            place.copy_from_slice(&value.to_be_bytes());
        }
    }

    pub fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// Parts are far smaller than 4 GiB, see [`super::Settings`].
pub fn u32_of(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_counts_its_header_and_everything_inside() {
        let mut boxes = Boxes::default();
        boxes.within(b"moov", |boxes| boxes.full(b"mfhd", 1, 2, |boxes| boxes.u16(7)));
        let expected = b"\0\0\0\x16moov\0\0\0\x0emfhd\x01\0\0\x02\0\x07";
        assert_eq!(boxes.finish(), expected);
    }
}
