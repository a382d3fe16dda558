use image::codecs::gif::GifEncoder;
use image::{Frame, Rgb, RgbImage, Rgba};
use proptest::prelude::*;

use super::*;

/// Red on the left, blue on the right.
fn halves(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) })
}

fn file(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.into().write_to(&mut file, format).unwrap();
    file.into_inner()
}

fn read(file: &[u8]) -> RgbaImage {
    image::load_from_memory(file).unwrap().into_rgba8()
}

fn is_near(pixel: &Rgba<u8>, [red, green, blue]: [u8; 3]) -> bool {
    pixel.0.into_iter().zip([red, green, blue]).all(|(is, wanted)| is.abs_diff(wanted) < 24)
}

/// The picture as a JPEG that says how its camera was held.
fn turned(picture: RgbImage, turn: u8) -> Vec<u8> {
    let jpeg = file(picture, ImageFormat::Jpeg);
    let exif = [
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".as_slice(),
        &[turn, 0, 0, 0, 0, 0, 0],
        b"GPS 52.5 N",
    ]
    .concat();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

#[test]
fn every_format_becomes_all_sizes_of_its_kind() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif] {
        for kind in PictureKind::ALL {
            let made = portrait(kind, &file(halves(800, 500), format), Cut::default()).unwrap();
            let sizes: Vec<_> =
                made.sizes.iter().map(|(width, file)| (*width, read(file).dimensions())).collect();
            let wanted: Vec<_> =
                kind.widths().iter().map(|width| (*width, (*width, kind.height(*width)))).collect();
            assert_eq!(sizes, wanted, "{format:?} {kind:?}");
            let (_, largest) = made.sizes.last().unwrap();
            let shown = read(largest);
            let (left, right) = (shown.get_pixel(9, 9), shown.get_pixel(shown.width() - 9, 9));
            assert!(
                is_near(left, [254, 0, 0]) && is_near(right, [0, 0, 254]),
                "{format:?} {left:?} {right:?}"
            );
            assert!(made.name.ends_with(".jpg") && content_type(&made.name) == "image/jpeg");
        }
    }
}

#[test]
fn a_photo_is_turned_as_its_camera_was_and_keeps_no_metadata() {
    // the camera was held so that the picture's left is what was above
    let photo = turned(halves(400, 400), 6);
    assert!(photo.windows(3).any(|bytes| bytes == b"GPS"));
    let made = portrait(PictureKind::Avatar, &photo, Cut::default()).unwrap();
    for (width, file) in &made.sizes {
        let shown = read(file);
        assert!(is_near(shown.get_pixel(width / 2, 4), [254, 0, 0]), "above");
        assert!(is_near(shown.get_pixel(width / 2, width - 4), [0, 0, 254]), "below");
        assert!(!file.windows(4).any(|bytes| bytes == b"Exif" || bytes == b"GPS "));
    }
    // a picture on its side is as high as it is wide in the file
    assert!(portrait(PictureKind::Offline, &turned(halves(400, 700), 6), Cut::default()).is_ok());
    assert!(portrait(PictureKind::Offline, &turned(halves(700, 400), 6), Cut::default()).is_err());
}

#[test]
fn the_chosen_part_is_taken_or_else_the_middle() {
    // nine fields, each in a green of its own
    let fields = RgbImage::from_fn(300, 300, |x, y| Rgb([0, (20 + 25 * (y / 100 * 3 + x / 100)) as u8, 0]));
    let png = file(fields, ImageFormat::Png);
    for (cut, field) in [
        (Cut { zoom: 300, ..Cut::default() }, 4),
        (Cut { zoom: 300, across: 0, down: 0 }, 0),
        (Cut { zoom: 300, across: 100, down: 0 }, 2),
        (Cut { zoom: 300, across: 0, down: 100 }, 6),
    ] {
        let made = portrait(PictureKind::Avatar, &png, cut).unwrap();
        let shown = read(&made.sizes[0].1);
        for (x, y) in [(2, 2), (61, 61), (2, 61)] {
            let green = shown.get_pixel(x, y)[1];
            assert!(green.abs_diff(20 + 25 * field) < 12, "{cut:?}: {green}");
        }
    }
    let wide = RgbImage::from_fn(300, 100, |x, _| Rgb([0, if x < 200 { 40 } else { 200 }, 0]));
    let made =
        portrait(PictureKind::Avatar, &file(wide, ImageFormat::Png), Cut { across: 100, ..Cut::default() });
    assert!(read(&made.unwrap().sizes[0].1).get_pixel(2, 2)[1] > 180);
}

#[test]
fn transparent_avatars_stay_so_without_a_dark_edge_and_offline_pictures_become_black() {
    let disc =
        RgbaImage::from_fn(
            1280,
            1280,
            |x, _| if x < 640 { Rgba([255, 255, 255, 255]) } else { Rgba([0, 0, 0, 0]) },
        );
    let png = file(disc, ImageFormat::Png);
    let made = portrait(PictureKind::Avatar, &png, Cut::default()).unwrap();
    assert!(made.name.ends_with(".png") && content_type(&made.name) == "image/png");
    let shown = read(&made.sizes[0].1);
    assert_eq!((shown.get_pixel(2, 2)[3], shown.get_pixel(61, 2)[3]), (255, 0));
    for pixel in shown.pixels().filter(|pixel| pixel[3] > 0) {
        assert!(pixel.0[..3].iter().all(|colour| *colour > 245), "{pixel:?}");
    }
    let made = portrait(PictureKind::Offline, &png, Cut::default()).unwrap();
    assert!(is_near(read(&made.sizes[0].1).get_pixel(630, 9), [0, 0, 0]) && made.name.ends_with(".jpg"));
}

#[test]
fn an_animation_becomes_its_first_frame() {
    let mut animation = Vec::new();
    let mut encoder = GifEncoder::new(&mut animation);
    for colour in [[255, 0, 0, 255], [0, 0, 255, 255]] {
        encoder.encode_frame(Frame::new(RgbaImage::from_pixel(100, 100, Rgba(colour)))).unwrap();
    }
    drop(encoder);
    let made = portrait(PictureKind::Avatar, &animation, Cut::default()).unwrap();
    assert!(is_near(read(&made.sizes[2].1).get_pixel(128, 128), [254, 0, 0]));
}

#[test]
fn the_name_is_that_of_what_shows() {
    let name = |picture: RgbImage, format| {
        portrait(PictureKind::Avatar, &file(picture, format), Cut::default()).unwrap().name
    };
    assert_eq!(name(halves(200, 200), ImageFormat::Png), name(halves(200, 200), ImageFormat::WebP));
    assert_ne!(name(halves(200, 200), ImageFormat::Png), name(halves(200, 100), ImageFormat::Png));
}

#[test]
fn what_is_no_picture_or_too_much_of_one_is_refused_in_words() {
    let refused = |kind, file: &[u8]| portrait(kind, file, Cut::default()).unwrap_err().to_string();
    assert_eq!(
        refused(PictureKind::Avatar, b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        "is neither PNG, JPEG, WebP nor GIF; convert it to one of them"
    );
    assert_eq!(
        refused(PictureKind::Avatar, &vec![0; PORTRAIT_MAX + 1]),
        "is larger than 8 MiB; make it smaller"
    );
    let small = file(halves(63, 500), ImageFormat::Png);
    assert_eq!(refused(PictureKind::Avatar, &small), "has 63 × 500 pixels; it needs 64 × 64 or more");
    assert_eq!(refused(PictureKind::Offline, &small), "has 63 × 500 pixels; it needs 640 × 360 or more");
    let mut png = file(halves(100, 100), ImageFormat::Png);
    png.truncate(png.len() / 2);
    assert_eq!(refused(PictureKind::Avatar, &png), "is damaged");
    // a few bytes that claim to be four gigapixels
    let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\xff\xff\0\0\xff\xff\x08\x06\0\0\0".to_vec();
    bomb.extend(crc32fast(&bomb[12..]).to_be_bytes());
    bomb.extend(*b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    let said = refused(PictureKind::Avatar, &bomb);
    assert!(said.starts_with("has 65535 × 65535 pixels; 16 megapixels are allowed"), "{said}");
}

/// The checksum of a chunk of PNG.
fn crc32fast(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn broken_files_and_any_part_are_survived(
        format in 0..4_usize,
        at in 0..4096_usize,
        byte: u8,
        length in 0..4096_usize,
        (zoom, across, down) in any::<(u32, u32, u32)>(),
    ) {
        let formats = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif];
        let mut whole = file(halves(80, 70), formats[format]);
        let (at, length) = (at % whole.len(), length.max(1) % whole.len());
        let cut = Cut { zoom, across, down };
        prop_assert!(portrait(PictureKind::Avatar, &whole, cut).is_ok());
        whole[at] = byte;
        let _ = portrait(PictureKind::Avatar, &whole, cut);
        let _ = portrait(PictureKind::Avatar, &whole[..length], cut);
    }
}
