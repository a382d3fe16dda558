//! Finds where requests begin and end in the bytes of a connection. Pure. It does not parse heads: the HTTP layer does,
//! and refuses what it cannot parse.

const CR: u8 = b'\r';
const LF: u8 = b'\n';

/// Finds the end of a request's head.
#[derive(Debug, Default)]
pub struct Head {
    /// The previous byte.
    last: u8,
    /// Bytes on the current line.
    line: usize,
    /// There was a line that is not empty: empty lines before the first are allowed.
    has_line: bool,
    has_bytes: bool,
}

impl Head {
    /// Whether any byte of the head has arrived.
    pub fn has_begun(&self) -> bool {
        self.has_bytes
    }

    /// Consumes bytes. Returns how many of them belong to the head if it ends in them. A bare line feed is replaced with a
    /// NUL, which the HTTP layer refuses anywhere in a head. It would accept the line feed as a line end, where a proxy may
    /// have seen none (request smuggling).
    pub fn take(&mut self, bytes: &mut [u8]) -> Option<usize> {
        self.has_bytes |= !bytes.is_empty();
        let mut start = 0;
        for at in 0..bytes.len() {
            if bytes[at] != LF {
                continue;
            }
            if at.checked_sub(1).map_or(self.last, |before| bytes[before]) != CR {
                bytes[at] = 0;
                continue;
            }
            let is_empty = self.line + (at - start) == 1;
            if is_empty && self.has_line {
                return Some(at + 1);
            }
            self.has_line |= !is_empty;
            (self.line, start) = (0, at + 1);
        }
        self.line += bytes.len() - start;
        self.last = bytes.last().copied().unwrap_or(self.last);
        None
    }
}

/// The remaining body of a request.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// Nothing remains.
    #[default]
    Complete,
    /// Bytes that remain.
    Length(u64),
    /// A chunked body.
    Chunked(Chunk),
}

/// A position in a chunked body (RFC 9112, section 7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chunk {
    /// In the size of a chunk, read so far.
    Size(u64),
    /// After the size on its line.
    Extension(u64),
    /// In the data of a chunk or the line break after it, with the number of remaining bytes.
    Data(u64),
    /// In the trailer, with the length of the current line so far.
    Trailer(u64),
    /// Not a valid chunked body; the HTTP layer refuses it.
    Broken,
}

impl Body {
    /// A body of `length` bytes.
    pub fn of_length(length: u64) -> Self {
        if length == 0 { Self::Complete } else { Self::Length(length) }
    }

    /// The start of a chunked body.
    pub fn chunked() -> Self {
        Self::Chunked(Chunk::Size(0))
    }

    pub fn is_complete(self) -> bool {
        self == Self::Complete
    }

    /// Consumes bytes. Returns how many of them belong to the body.
    pub fn take(&mut self, bytes: &[u8]) -> usize {
        match self {
            Self::Complete => 0,
            Self::Length(missing) => {
                let taken = bytes.len().min(usize::try_from(*missing).unwrap_or(usize::MAX));
                *self = Self::of_length(*missing - taken as u64);
                taken
            }
            Self::Chunked(chunk) => {
                let mut taken = 0;
                while let Some(byte) = bytes.get(taken) {
                    match chunk.step(*byte, bytes.len() - taken) {
                        Step::On(next, count) => (*chunk, taken) = (next, taken + count),
                        Step::End => {
                            *self = Self::Complete;
                            return taken + 1;
                        }
                    }
                }
                taken
            }
        }
    }
}

enum Step {
    /// Consumes this many bytes.
    On(Chunk, usize),
    /// Consumes the last byte of the body.
    End,
}

/// Length of the line break after the data of a chunk.
const BREAK: u64 = 2;

impl Chunk {
    /// Consumes `byte`, the first of `available` bytes.
    fn step(self, byte: u8, available: usize) -> Step {
        let next = match (self, byte) {
            (Self::Size(size) | Self::Extension(size), LF) => match size {
                0 => Self::Trailer(0),
                size => size.checked_add(BREAK).map_or(Self::Broken, Self::Data),
            },
            (Self::Size(size), b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') => {
                let digit = char::from(byte).to_digit(16).map_or(0, u64::from);
                size.checked_mul(16).map_or(Self::Broken, |size| Self::Size(size + digit))
            }
            (Self::Size(size) | Self::Extension(size), _) => Self::Extension(size),
            (Self::Data(missing), _) => {
                let count = available.min(usize::try_from(missing).unwrap_or(usize::MAX));
                let next = match missing - count as u64 {
                    0 => Self::Size(0),
                    missing => Self::Data(missing),
                };
                return Step::On(next, count);
            }
            // an empty line
            (Self::Trailer(..=1), LF) => return Step::End,
            (Self::Trailer(_), LF) => Self::Trailer(0),
            (Self::Trailer(len), _) => Self::Trailer(len.saturating_add(1)),
            (Self::Broken, _) => return Step::On(self, available),
        };
        Step::On(next, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The length of a head and its bytes afterwards, which must not depend on how it is split.
    fn head(text: &str) -> (Option<usize>, String) {
        let whole = |piece: usize| {
            let (mut head, mut bytes, mut before) = (Head::default(), text.as_bytes().to_vec(), 0);
            for piece in bytes.chunks_mut(piece) {
                if let Some(end) = head.take(piece) {
                    return (Some(before + end), bytes);
                }
                before += piece.len();
            }
            (None, bytes)
        };
        let at_once = whole(text.len());
        (1..text.len()).for_each(|piece| assert_eq!(whole(piece), at_once, "in pieces of {piece}"));
        (at_once.0, String::from_utf8(at_once.1).unwrap())
    }

    #[test]
    fn a_head_ends_with_its_first_empty_line() {
        for (text, rest) in [
            ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", ""),
            ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET /"),
            ("\r\n\r\nGET / HTTP/1.1\r\n\r\n", "\r\n\r\n"),
        ] {
            assert_eq!(head(&format!("{text}{rest}")).0, Some(text.len()), "{text:?}");
        }
        for text in ["GET", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: x\r\n\r", "\r\n\r\n\r\n", "\r\r\n"]
        {
            assert_eq!(head(text), (None, text.to_owned()));
        }
    }

    #[test]
    fn line_feeds_that_stand_alone_do_not_pass() {
        for (text, passed) in [
            ("GET / HTTP/1.1\nHost: x\r\n\r\n", "GET / HTTP/1.1\0Host: x\r\n\r\n"),
            ("GET / HTTP/1.1\r\nHost: x\n\r\n", "GET / HTTP/1.1\r\nHost: x\0\r\n"),
            ("GET / HTTP/1.1\r\nHost: x\r\n\n", "GET / HTTP/1.1\r\nHost: x\r\n\0"),
            ("\nGET / HTTP/1.1\r\n", "\0GET / HTTP/1.1\r\n"),
        ] {
            assert_eq!(head(text).1, passed);
        }
    }

    /// The length of a body, which must not depend on how it is split.
    fn body(begin: Body, text: &str) -> Option<usize> {
        let whole = |piece: usize| {
            let (mut body, mut taken) = (begin, 0);
            for piece in text.as_bytes().chunks(piece) {
                taken += body.take(piece);
                if body.is_complete() {
                    return Some(taken);
                }
            }
            None
        };
        let at_once = whole(text.len());
        (1..text.len()).for_each(|piece| assert_eq!(whole(piece), at_once, "in pieces of {piece}"));
        at_once
    }

    #[test]
    fn a_body_ends_where_its_length_says() {
        assert_eq!(body(Body::of_length(5), "helloGET /"), Some(5));
        assert_eq!(body(Body::of_length(0), "GET /"), Some(0));
        assert_eq!(body(Body::of_length(50), "hello"), None);
    }

    #[test]
    fn a_chunked_body_ends_after_its_last_chunk_and_trailer() {
        for text in [
            "0\r\n\r\n",
            "5\r\nhello\r\n0\r\n\r\n",
            "5;x=y\r\n0\r\n\r\n\r\nA\r\n0123456789\r\n000\r\nX: y\r\nZ: 0\r\n\r\n",
        ] {
            assert_eq!(body(Body::chunked(), &format!("{text}GET / HTTP")), Some(text.len()), "{text:?}");
            assert_eq!(body(Body::chunked(), &text[..text.len() - 1]), None, "{text:?}");
        }
        assert_eq!(body(Body::chunked(), "ffffffffffffffffff\r\n0\r\n\r\n"), None);
        assert_eq!(body(Body::chunked(), "ffffffffffffffff\r\n0\r\n\r\n"), None);
    }
}
