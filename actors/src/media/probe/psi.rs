//! Program tables, whose sections may span several packets.

/// Longest possible section, in bytes.
const SECTION_MAX: usize = 3 + 4093;
/// Table identifiers.
const ASSOCIATION: u8 = 0x00;
const MAP: u8 = 0x02;

/// A parsed section.
#[derive(Debug, PartialEq, Eq)]
pub enum Section {
    /// Program association: packet identifier of the first program's map.
    Association { map_pid: u16 },
    /// Program map: stream type and packet identifier of each track.
    Map { streams: Vec<(u8, u16)> },
}

/// Assembles the sections of one table from packets.
#[derive(Default)]
pub struct Psi {
    section: Vec<u8>,
}

impl Psi {
    /// Takes the payload of the table's next packet. Returns the section that it completes, if any.
    pub fn push(&mut self, starts_section: bool, payload: &[u8]) -> Option<Section> {
        if starts_section {
            // a pointer, the end of the previous section, then the new section
            let (pointer, rest) = payload.split_first()?;
            let (before, begun) = rest.split_at_checked(usize::from(*pointer))?;
            let ended = if self.section.is_empty() { None } else { self.extend(before) };
            self.section.clear();
            let whole = self.extend(begun);
            ended.or(whole)
        } else if self.section.is_empty() {
            None
        } else {
            self.extend(payload)
        }
    }

    fn extend(&mut self, bytes: &[u8]) -> Option<Section> {
        self.section.extend(bytes.iter().take(SECTION_MAX - self.section.len()));
        let &[_, high, low, ..] = self.section.as_slice() else { return None };
        let end = 3 + usize::from(u16::from_be_bytes([high & 0x0f, low]));
        let section = Section::read(self.section.get(..end)?);
        self.section.clear();
        section
    }
}

impl Section {
    fn read(section: &[u8]) -> Option<Self> {
        let (&table, body) = section.split_first()?;
        // the header has length, identifier, version and numbers; a checksum follows the body
        let body = body.get(7..body.len().checked_sub(4)?)?;
        match table {
            ASSOCIATION => {
                let mut programs = body.as_chunks::<4>().0.iter();
                programs
                    .find(|[high, low, ..]| (*high, *low) != (0, 0))
                    .map(|[_, _, high, low]| Self::Association { map_pid: thirteen_bits(*high, *low) })
            }
            MAP => Some(Self::Map { streams: streams(body)? }),
            _ => None,
        }
    }
}

fn streams(body: &[u8]) -> Option<Vec<(u8, u16)>> {
    let &[_, _, high, low, ref rest @ ..] = body else { return None };
    let mut rest = rest.get(twelve_bits(high, low)..)?;
    let mut streams = Vec::new();
    while let &[stream_type, pid_high, pid_low, high, low, ref behind @ ..] = rest {
        streams.push((stream_type, thirteen_bits(pid_high, pid_low)));
        rest = behind.get(twelve_bits(high, low)..).unwrap_or_default();
    }
    Some(streams)
}

fn thirteen_bits(high: u8, low: u8) -> u16 {
    u16::from_be_bytes([high & 0x1f, low])
}

fn twelve_bits(high: u8, low: u8) -> usize {
    usize::from(u16::from_be_bytes([high & 0x0f, low]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A program map with a long descriptor, so that it needs more than one packet.
    fn map() -> Vec<u8> {
        let descriptor = [0x55; 300];
        let mut body = vec![0xe1, 0x00, 0xf0 | 1, 44];
        body.extend(descriptor);
        body.extend([0x1b, 0xe1, 0x00, 0xf0, 2, 1, 2]);
        body.extend([0x0f, 0xe1, 0x01, 0xf0, 0]);
        let length = body.len() + 9;
        let mut section = vec![MAP, 0xb0 | (length >> 8) as u8, length as u8, 0, 1, 0xc1, 0, 0];
        section.extend(body);
        section.extend([0; 4]);
        section
    }

    fn streams() -> Option<Section> {
        Some(Section::Map { streams: vec![(0x1b, 0x100), (0x0f, 0x101)] })
    }

    #[test]
    fn a_section_may_be_cut_anywhere() {
        let map = map();
        for cut in 0..map.len() {
            let (first, second) = map.split_at(cut);
            let mut psi = Psi::default();
            assert_eq!(psi.push(true, &[&[0], first].concat()), None, "{cut}");
            if cut > 0 {
                assert_eq!(psi.push(false, second), streams(), "{cut}");
            }
        }
    }

    #[test]
    fn the_end_of_one_section_may_share_a_packet_with_the_next() {
        let map = map();
        let (first, second) = map.split_at(200);
        let mut psi = Psi::default();
        psi.push(true, &[&[0], first].concat());
        let shared = [&[second.len() as u8], second, &map[..20]].concat();
        assert_eq!(psi.push(true, &shared), streams());
        assert_eq!(psi.push(false, &map[20..]), streams());
    }

    #[test]
    fn network_information_is_not_taken_for_a_program() {
        let section =
            [ASSOCIATION, 0xb0, 17, 0, 1, 0xc1, 0, 0, 0, 0, 0xe0, 0x10, 0, 1, 0xf0, 0x00, 0, 0, 0, 0];
        let mut psi = Psi::default();
        let packet = [&[0u8][..], &section, &[0xff; 100]].concat();
        assert_eq!(psi.push(true, &packet), Some(Section::Association { map_pid: 0x1000 }));
    }
}
