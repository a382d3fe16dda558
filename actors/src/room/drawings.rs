//! What a room needs to know of drawings.

/// Why a drawing was refused, in words for its artist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDrawing {
    /// No data URL of a PNG.
    #[error("A drawing must be a PNG picture")]
    NotPng,
    /// More bytes than a drawing can need.
    #[error("The drawing is too large")]
    TooLarge,
    /// Not [`DRAWING_WIDTH`] by [`DRAWING_HEIGHT`].
    #[error("A drawing must be {DRAWING_WIDTH} by {DRAWING_HEIGHT} pixels")]
    WrongSize,
    /// Calls itself a PNG, but cannot be read as one.
    #[error("The drawing is damaged")]
    Damaged,
}

/// Most bytes of the PNG that becomes of a drawing. Strokes take a few thousand; pictures with more colours than fit
/// are drawn with fewer.
pub const DRAWING_BYTES_MAX: usize = 32 * 1024;
/// Width of every drawing in pixels.
pub const DRAWING_WIDTH: u32 = 240;
/// Height of every drawing in pixels.
pub const DRAWING_HEIGHT: u32 = 120;

/// Reads what clients call a drawing. Takes milliseconds and is called where blocking is allowed.
pub trait DrawingDecoder: Send + Sync + 'static {
    /// The same picture as a data URL of our own making, of which nothing came from the client but the pixels.
    fn decode(&self, src: &str) -> Result<String, InvalidDrawing>;
}
