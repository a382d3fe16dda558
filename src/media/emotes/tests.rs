use std::borrow::Cow;

use gif::{Encoder, Frame, Repeat};
use image_webp::{ColorType, WebPEncoder};

use super::{InvalidPicture, PICTURE_MAX, checked};

const RED: [u8; 3] = [255, 0, 0];

fn gif(width: u16, height: u16, frames: usize) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height, &RED).unwrap();
    encoder.set_repeat(Repeat::Infinite).unwrap();
    for _ in 0..frames {
        let buffer = Cow::Owned(vec![0; usize::from(width) * usize::from(height)]);
        encoder.write_frame(&Frame { width, height, delay: 5, buffer, ..Frame::default() }).unwrap();
    }
    drop(encoder);
    file
}

fn png(width: u32, height: u32, frames: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    if frames > 1 {
        encoder.set_animated(frames, 0).unwrap();
    }
    encoder.add_text_chunk("Comment".into(), "<script>alert(1)</script>".into()).unwrap();
    let mut writer = encoder.write_header().unwrap();
    for _ in 0..frames {
        writer.write_image_data(&RED.repeat((width * height) as usize)).unwrap();
    }
    writer.finish().unwrap();
    file
}

fn webp(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let encoder = WebPEncoder::new(&mut file);
    encoder.encode(&RED.repeat((width * height) as usize), width, height, ColorType::Rgb8).unwrap();
    file
}

/// A chunk of even length.
fn chunk(name: &[u8], data: &[u8]) -> Vec<u8> {
    [name, &(data.len() as u32).to_le_bytes()[..], data].concat()
}

fn riff(body: &[u8]) -> Vec<u8> {
    chunk(b"RIFF", &[b"WEBP", body].concat())
}

/// An extended file of 8 by 8 pixels with the chunks given.
fn extended(flags: u8, chunks: &[Vec<u8>]) -> Vec<u8> {
    let head = chunk(b"VP8X", &[flags, 0, 0, 0, 7, 0, 0, 7, 0, 0]);
    riff(&[head, chunks.concat()].concat())
}

/// The picture in a file that has nothing else.
fn bitstream(webp: &[u8]) -> Vec<u8> {
    webp[12..].to_vec()
}

fn animated_webp(frames: usize, picture: &[u8]) -> Vec<u8> {
    let head = [0, 0, 0, 0, 0, 0, 7, 0, 0, 7, 0, 0, 50, 0, 0, 0];
    let frame = chunk(b"ANMF", &[&head[..], picture].concat());
    extended(0x02, &[vec![chunk(b"ANIM", &[0; 6])], vec![frame; frames]].concat())
}

#[track_caller]
fn refused(bytes: &[u8], why: InvalidPicture) {
    assert_eq!(checked(bytes).unwrap_err(), why);
}

#[test]
fn still_and_animated_pictures_of_every_format_are_taken() {
    for (picture, extension) in [
        (gif(8, 8, 1), "gif"),
        (gif(8, 8, 3), "gif"),
        (png(8, 8, 1), "png"),
        (png(8, 8, 3), "png"),
        (webp(8, 8), "webp"),
        (extended(0, &[bitstream(&webp(8, 8))]), "webp"),
        (animated_webp(3, &bitstream(&webp(8, 8))), "webp"),
    ] {
        let made = checked(&picture).unwrap_or_else(|why| panic!("{extension}: {why}"));
        assert!(made.name.ends_with(&format!(".{extension}")), "{}", made.name);
        assert_eq!(checked(&made.contents).as_ref(), Ok(&made), "{extension}");
    }
}

#[test]
fn what_does_not_show_is_removed() {
    let contains = |file: &[u8], text: &[u8]| file.windows(text.len()).any(|part| part == text);
    let comment = [b"\x21\xfe\x06<html>\0".to_vec(), b"\x21\xff\x0bXMP DataXMP\x03<x>\0".to_vec()].concat();
    let plain = gif(8, 8, 2);
    let with_comment = [&plain[..13 + 6], &comment, &plain[13 + 6..]].concat();
    assert!(contains(&with_comment, b"<html>") && contains(&with_comment, b"<x>"));
    assert_eq!(checked(&with_comment).unwrap().contents, plain, "the repetition stays");
    assert!(contains(&png(8, 8, 1), b"<script>"));
    assert!(!contains(&checked(&png(8, 8, 1)).unwrap().contents, b"tEXt"));
    let picture = bitstream(&webp(8, 8));
    let metadata =
        [picture.clone(), chunk(b"EXIF", b"place "), chunk(b"XMP ", b"<xml> "), chunk(b"????", b"more")];
    let made = checked(&extended(0x0c, &metadata)).unwrap();
    assert_eq!(made.contents, extended(0, &[picture]));
}

#[test]
fn what_is_no_picture_is_refused_whatever_it_is_called() {
    for other in
        [&b""[..], b"<svg/>", b"\xff\xd8\xff\xe0 JPEG", b"\0\0\0\x20ftypavif", b"GIF", b"<html>GIF89a"]
    {
        refused(other, InvalidPicture::Format);
    }
    for torn in
        [&b"GIF89a"[..], b"\x89PNG\r\n\x1a\n", b"RIFF\x04\0\0\0WEBP", b"GIF89a\xff\xff\xff\xff\0\0\0\x3b"]
    {
        refused(torn, InvalidPicture::Damaged);
    }
    refused(&[b'G'; PICTURE_MAX + 1], InvalidPicture::TooLarge);
}

#[test]
fn a_torn_picture_and_one_with_something_behind_it_are_refused() {
    for picture in [gif(8, 8, 2), png(8, 8, 2), webp(8, 8), animated_webp(2, &bitstream(&webp(8, 8)))] {
        for length in (0..picture.len()).step_by(7) {
            assert!(checked(&picture[..length]).is_err(), "{length} of {}", picture.len());
        }
        refused(&[&picture[..], b"<script>"].concat(), InvalidPicture::Damaged);
    }
}

#[test]
fn size_and_length_are_limited_before_anything_is_decoded() {
    refused(&gif(1025, 1, 1), InvalidPicture::TooWide);
    refused(&png(1, 1025, 1), InvalidPicture::TooWide);
    refused(&webp(1025, 1), InvalidPicture::TooWide);
    refused(&gif(0, 8, 0), InvalidPicture::Damaged);
    let still = gif(1024, 1024, 1);
    let (frames, end) = still.split_at(still.len() - 1);
    // behind screen, colours and repetition
    let long = [frames, &frames[13 + 6 + 19..].repeat(32), end].concat();
    assert!(long.len() < PICTURE_MAX, "{}", long.len());
    refused(&long, InvalidPicture::TooLong);
}

#[test]
fn a_picture_that_lies_about_its_size_is_refused_before_memory_is_reserved() {
    refused(&extended(0, &[bitstream(&webp(16, 16))]), InvalidPicture::Damaged);
    refused(&animated_webp(2, &bitstream(&webp(16, 16))), InvalidPicture::Damaged);
    let mut large = webp(8, 8);
    large[21..25].copy_from_slice(&[0xff; 4]);
    refused(&large, InvalidPicture::TooWide);
    // an animation that announces more frames than it has
    let mut short = png(8, 8, 3);
    let at = short.windows(4).position(|name| name == b"acTL").unwrap();
    short[at + 7] = 9;
    refused(&short, InvalidPicture::Damaged);
}

proptest::proptest! {
    #[test]
    fn a_picture_with_flipped_bits_is_taken_whole_or_refused(
        kind in 0..3_usize, at in proptest::num::usize::ANY, bit in 0..8_u8,
    ) {
        let mut picture = [gif(8, 8, 2), png(8, 8, 2), animated_webp(2, &bitstream(&webp(8, 8)))][kind].clone();
        let at = at % picture.len();
        picture[at] ^= 1 << bit;
        if let Ok(made) = checked(&picture) {
            assert_eq!(checked(&made.contents), Ok(made));
        }
    }
}

#[test]
fn pictures_of_ffmpeg_are_taken() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/seeds/emote");
    for name in ["animated.gif", "animated.png", "animated.webp", "lossy.webp"] {
        let picture = std::fs::read(format!("{folder}/{name}")).unwrap();
        let made = checked(&picture).unwrap_or_else(|why| panic!("{name} {why}"));
        let grown = made.contents.len().saturating_sub(picture.len());
        assert_eq!((grown, checked(&made.contents)), (0, Ok(made)), "{name}");
    }
}
