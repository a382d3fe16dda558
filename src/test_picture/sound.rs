//! A beep in AAC.

/// Samples a second.
pub const RATE: u64 = 48_000;
/// Samples of a packet.
pub const PACKET: u64 = 1024;
/// `AudioSpecificConfig`: AAC-LC, 48 kHz, one channel.
pub const RECORD: [u8; 2] = [0x11, 0x88];

/// Packets with ADTS headers: one of silence, seven of a beep, of which the sound begins with the second, and again one of silence.
/// Cut out of what ffmpeg 5.1 made of
/// `-f lavfi -i "aevalsrc='0.1*sin(2*PI*1000*t)*clip((n-20480)/480\,0\,1)*clip((25600-n)/480\,0\,1)':s=48000:d=1" -c:a aac -ac 1 -b:a 64k`,
/// from the 19th packet on.
const BEEP: &[u8] = include_bytes!("beep.aac");
const HEADER: usize = 7;

/// The packets of [`BEEP`] without headers.
pub fn packets() -> Vec<&'static [u8]> {
    let mut rest = BEEP;
    let mut packets = Vec::new();
    while let [_, _, _, high, middle, low, ..] = *rest {
        let length = usize::from(high & 3) << 11 | usize::from(middle) << 3 | usize::from(low) >> 5;
        let Some((packet, after)) = rest.split_at_checked(length) else { break };
        packets.push(packet.get(HEADER..).unwrap_or_default());
        rest = after;
    }
    packets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beep_is_seven_packets_between_silence() {
        let packets = packets();
        assert_eq!(
            packets.iter().map(|packet| packet.len() > 100).collect::<Vec<_>>(),
            [false, false, true, true, true, true, true, true, false]
        );
        assert_eq!(packets[0], packets[8], "any number of them can stand between");
    }
}
