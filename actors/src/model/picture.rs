//! Pictures that streamers have of themselves.

use std::ops::Deref;

use super::text::Invalid;

/// What a picture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PictureKind {
    /// Beside the streamer's name, a square.
    Avatar,
    /// In the place of the stream's picture while the stream is offline.
    Offline,
}

impl PictureKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Avatar, Self::Offline];

    /// Its name in addresses and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Avatar => "avatar",
            Self::Offline => "offline-picture",
        }
    }

    /// The sizes in which it is kept, by width in pixels, smallest first.
    pub fn widths(self) -> &'static [u32] {
        match self {
            Self::Avatar => &[64, 128, 256],
            Self::Offline => &[640, 1280],
        }
    }

    /// Width and height that its sides are to each other.
    pub fn shape(self) -> (u32, u32) {
        match self {
            Self::Avatar => (1, 1),
            Self::Offline => (16, 9),
        }
    }

    /// The height of a size in pixels.
    pub fn height(self, width: u32) -> u32 {
        let (wide, high) = self.shape();
        width * high / wide
    }

    /// The path of a size, below that of the streamer's page.
    pub fn path(self, name: &PictureName, width: u32) -> String {
        format!("{}/{width}/{}", self.as_str(), &**name)
    }
}

/// The name of a picture: 32 hexadecimal digits, which change with the contents, and the extension of the type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PictureName(Box<str>);

impl PictureName {
    /// Parses a name.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let digits = text.strip_suffix(".jpg").or_else(|| text.strip_suffix(".png"));
        let is_hex =
            |text: &str| text.len() == 32 && text.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
        match digits.is_some_and(is_hex) {
            true => Ok(Self(text.into())),
            false => Err("is not the name of a picture".into()),
        }
    }
}

impl Deref for PictureName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// A picture in all the sizes of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamerPicture {
    /// See [`PictureName`].
    pub name: PictureName,
    /// The files by width.
    pub sizes: Vec<(u32, Vec<u8>)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere_else() {
        let digits = "0123456789abcdef0123456789abcdef";
        for end in [".jpg", ".png"] {
            let name = format!("{digits}{end}");
            assert_eq!(&*PictureName::parse(&name).unwrap(), name);
        }
        for bad in
            ["", ".jpg", "a.png", "../0123456789abcdef0123456789ab.png", &digits.to_uppercase(), digits]
        {
            assert!(PictureName::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn sizes_have_the_shape_of_their_kind() {
        let sizes = |kind: PictureKind| kind.widths().iter().map(move |width| (*width, kind.height(*width)));
        let all: Vec<_> = PictureKind::ALL.into_iter().flat_map(sizes).collect();
        assert_eq!(all, [(64, 64), (128, 128), (256, 256), (640, 360), (1280, 720)]);
    }
}
