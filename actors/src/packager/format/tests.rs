use proptest::prelude::*;

use super::*;

fn read(codec: Codec, record: &[u8]) -> Option<Format> {
    Format::read(&Parameters { codec, record: Bytes::copy_from_slice(record) })
}

/// x264's record for 1920×1080 at 30 pictures a second.
pub(crate) fn avcc() -> Vec<u8> {
    let set = [
        0x67, 0x64, 0x00, 0x28, 0xac, 0xd9, 0x40, 0x78, 0x02, 0x27, 0xe5, 0x9a, 0x80, 0x80, 0x80, 0xa0, 0x00,
        0x00, 0x03, 0x00, 0x20, 0x00, 0x00, 0x07, 0x81, 0xe3, 0x06, 0x32, 0xc0,
    ];
    let head = [1, 0x64, 0, 0x28, 0xff, 0xe1, 0, set.len() as u8];
    [&head[..], &set, &[1, 0, 4, 0x68, 0xeb, 0xe3, 0xcb]].concat()
}

#[test]
fn h264() {
    let format = read(Codec::H264, &avcc()).unwrap();
    assert_eq!((format.codec.as_str(), format.timescale), ("avc1.640028", 90_000));
    assert_eq!(*format.video().unwrap(), Video { size: Some((1920, 1080)), declared_rate: Some(30.0) });
    // cut before its sets, and with one that has no byte
    for cut in [&avcc()[..7], &[1, 0x64, 0, 0x28, 0xff, 0xe1, 0, 0]] {
        let bare = read(Codec::H264, cut).unwrap();
        assert_eq!(*bare.video().unwrap(), Video { size: None, declared_rate: None }, "{cut:?}");
    }
    assert_eq!(read(Codec::H264, &avcc()[..5]), None);
}

#[test]
fn aac() {
    let format = read(Codec::Aac, &[0x12, 0x10]).unwrap();
    assert_eq!((format.codec.as_str(), format.timescale), ("mp4a.40.2", 44_100));
    assert_eq!(format.packet_ticks(&[]), Some(1024));
    let with_bands = read(Codec::Aac, &[0x2b, 0x11, 0x88, 0x00]).unwrap();
    assert_eq!(
        (with_bands.codec.as_str(), with_bands.timescale),
        ("mp4a.40.5", 24_000),
        "the rate of the core"
    );
    assert!(read(Codec::Aac, &[0x17, 0x80, 0, 0, 0, 0]).is_none(), "a rate of zero");
}

#[test]
fn opus() {
    let header = b"OpusHead\x01\x02\x38\x01\x80\xbb\0\0\0\0\0";
    let format = read(Codec::Opus, header).unwrap();
    assert_eq!((format.codec.as_str(), format.timescale), ("opus", 48_000));
    assert!(format.sample_entry.ends_with(b"\0\0\0\x13dOps\0\x02\x01\x38\0\0\xbb\x80\0\0\0"));
    let durations =
        [&[0xfc][..], &[0xff, 3], &[0x18], &[0x79], &[0xe4], &[]].map(|packet| format.packet_ticks(packet));
    assert_eq!(durations, [960, 2880, 2880, 1920, 120, 5760].map(Some));
}

#[test]
fn h265() {
    let set = [
        0x42, 0x01, 0x01, 0x01, 0x60, 0x00, 0x00, 0x03, 0x00, 0x90, 0x00, 0x00, 0x03, 0x00, 0x00, 0x03, 0x00,
        0x78, 0xa0, 0x03, 0xc0, 0x80, 0x10, 0xe5, 0x96, 0x56, 0x69, 0x24, 0xca, 0xe0, 0x10, 0x00, 0x00, 0x03,
        0x00, 0x10, 0x00, 0x00, 0x03, 0x01, 0xe0, 0x80,
    ];
    let mut record =
        vec![1, 1, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 0x78, 0xf0, 0, 0xfc, 0xfd, 0xf8, 0xf8, 0, 0, 0x0f, 1];
    record.extend([0xa1, 0, 1, 0, set.len() as u8]);
    record.extend(set);
    let format = read(Codec::H265, &record).unwrap();
    assert_eq!(format.codec, "hvc1.1.6.L120.90");
    assert_eq!(format.video().unwrap().size, Some((1920, 1080)));
}

#[test]
fn av1() {
    let header = [0x0a, 0x0b, 0x00, 0x00, 0x00, 0x42, 0xa7, 0xbf, 0xe4, 0x36, 0x24, 0x80, 0x80];
    let format = read(Codec::Av1, &[&[0x81, 0x08, 0x0c, 0][..], &header].concat()).unwrap();
    assert_eq!(format.codec, "av01.0.08M.08");
    assert!(format.video().unwrap().size.is_some());
}

proptest! {
    #[test]
    fn any_record_gives_an_answer(
        codec in prop::sample::select(vec![Codec::H264, Codec::H265, Codec::Av1, Codec::Aac, Codec::Opus]),
        head in prop::sample::select(vec![&b""[..], b"\x01", b"\x81", b"OpusHead\x01\x03"]),
        tail in prop::collection::vec(any::<u8>(), 0..120),
    ) {
        if let Some(format) = read(codec, &[head, &tail].concat()) {
            prop_assert!(format.timescale > 0);
            prop_assert!(format.packet_ticks(&tail).is_none_or(|ticks| ticks > 0));
        }
    }
}
