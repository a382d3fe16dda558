//! The server's side of the handshake, in its simple form.
//!
//! Clients that offer the form with digests accept the simple one: the zero in the version field of the answer says so.

use bytes::BufMut;

use super::fault::Fault;

/// Length of C1, S1, C2 and S2.
pub const BLOCK: usize = 1536;
const VERSION: u8 = 3;

/// Answers while the client's bytes come in; keeps none of them.
#[derive(Debug, Default)]
pub struct Handshake {
    /// Bytes of C0, C1 and C2 so far.
    received: usize,
}

impl Handshake {
    /// Reads from `input` and appends answers. Whether the handshake is complete; nothing after it is read.
    pub fn advance(&mut self, input: &mut &[u8], output: &mut impl BufMut) -> Result<bool, Fault> {
        if self.received == 0 {
            let Some((version, rest)) = input.split_first() else { return Ok(false) };
            match *version {
                VERSION => {}
                6 | 8 | 9 => return Err(Fault::Rtmpe),
                _ => return Err(Fault::NotRtmp),
            }
            *input = rest;
            self.received = 1;
            output.put_u8(VERSION);
            // a time and a version of zero, then bytes that clients return and nobody compares
            output.put_bytes(0, BLOCK);
        }
        let echoed = self.take(input, 1 + BLOCK);
        output.put_slice(echoed);
        self.take(input, 1 + 2 * BLOCK);
        Ok(self.received == 1 + 2 * BLOCK)
    }

    /// What `input` has of the bytes before `end`, a place in the client's part of the handshake.
    fn take<'a>(&mut self, input: &mut &'a [u8], end: usize) -> &'a [u8] {
        let (taken, rest) = input.split_at(input.len().min(end.saturating_sub(self.received)));
        *input = rest;
        self.received += taken.len();
        taken
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn c1_is_echoed_however_the_bytes_are_cut(seed: u8, cuts in prop::collection::vec(1_usize..2000, 1..8)) {
            let client: Vec<u8> =
                std::iter::once(3).chain((0..2 * BLOCK).map(|i| (i as u8).wrapping_mul(seed))).collect();
            let mut sent = client.clone();
            sent.extend(b"next");
            let (mut handshake, mut output, mut rest) = (Handshake::default(), Vec::new(), &sent[..]);
            for cut in cuts.iter().cycle() {
                let mut part = &rest[..rest.len().min(*cut)];
                let given = part.len();
                let is_complete = handshake.advance(&mut part, &mut output).unwrap();
                rest = &rest[given - part.len()..];
                if is_complete {
                    break;
                }
                prop_assert!(part.is_empty());
            }
            prop_assert_eq!(rest, b"next");
            prop_assert_eq!(output.len(), 1 + 2 * BLOCK);
            prop_assert_eq!(&output[..9], [3, 0, 0, 0, 0, 0, 0, 0, 0]);
            prop_assert_eq!(&output[1 + BLOCK..], &client[1..=BLOCK]);
        }
    }

    #[test]
    fn other_protocols_are_refused_at_their_first_byte() {
        let refusal = |first: u8| Handshake::default().advance(&mut &[first][..], &mut Vec::new());
        assert_eq!(refusal(b'G'), Err(Fault::NotRtmp), "HTTP");
        assert_eq!(refusal(0x16), Err(Fault::NotRtmp), "TLS");
        assert_eq!(refusal(6), Err(Fault::Rtmpe));
        assert_eq!(refusal(3), Ok(false));
    }
}
