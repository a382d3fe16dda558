//! Container formats of segments.

/// The container format of a segment. nginx-rtmp writes HLS segments as MPEG transport streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// MPEG-2 transport stream.
    MpegTs,
}

impl Container {
    /// The end of file names and URLs, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::MpegTs => "ts",
        }
    }

    /// The `Content-Type` of segments.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::MpegTs => "video/mp2t",
        }
    }

    /// The part of a file's name before this container's extension.
    pub fn strip(self, file: &str) -> Option<&str> {
        file.strip_suffix(self.extension())?.strip_suffix('.')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_follows_the_last_dot() {
        assert_eq!(Container::MpegTs.strip("key-1.ts"), Some("key-1"));
        assert_eq!(Container::MpegTs.strip("a.b.ts"), Some("a.b"));
        for foreign in ["key-1", "ts", "key-1ts", "key-1.TS", "key-1.ts ", "key-1.m4s"] {
            assert_eq!(Container::MpegTs.strip(foreign), None, "{foreign:?}");
        }
    }
}
