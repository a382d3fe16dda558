//! Drawings: their limits, and the port that decodes them.

/// Why a drawing was refused; the text is shown to its author.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDrawing {
    /// Not a data URL of a PNG.
    #[error("A drawing must be a PNG picture")]
    NotPng,
    /// Larger than any drawing needs to be.
    #[error("The drawing is too large")]
    TooLarge,
    /// Not [`DRAWING_WIDTH`] by [`DRAWING_HEIGHT`].
    #[error("A drawing must be {DRAWING_WIDTH} by {DRAWING_HEIGHT} pixels")]
    WrongSize,
    /// Declared as a PNG, but cannot be decoded.
    #[error("The drawing is damaged")]
    Damaged,
}

/// Maximum size in bytes of the PNG that a drawing is re-encoded to. Strokes take a few thousand; pictures with too
/// many colours are reduced to fewer.
pub const DRAWING_BYTES_MAX: usize = 32 * 1024;
/// Width of every drawing in pixels.
pub const DRAWING_WIDTH: u32 = 240;
/// Height of every drawing in pixels.
pub const DRAWING_HEIGHT: u32 = 120;

/// Decodes drawings from clients. A call takes milliseconds, and is made where blocking is allowed.
pub trait DrawingDecoder: Send + Sync + 'static {
    /// Re-encodes the picture as a new data URL. Only the pixels come from the client.
    fn decode(&self, src: &str) -> Result<String, InvalidDrawing>;
}
