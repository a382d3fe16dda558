use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::{DeflateEncoder, ZlibEncoder};
use proptest::prelude::*;

use super::*;
use pystreaming_actors::room::drawings::DRAWING_BYTES_MAX;

/// Chunks of a PNG: names and contents.
type Chunks = Vec<(&'static [u8; 4], Vec<u8>)>;

fn file(chunks: &Chunks) -> Vec<u8> {
    let mut png = SIGNATURE.to_vec();
    for (name, data) in chunks {
        let mut checksum = flate2::Crc::new();
        checksum.update(*name);
        checksum.update(data);
        png.extend((data.len() as u32).to_be_bytes());
        png.extend(*name);
        png.extend(data);
        png.extend(checksum.sum().to_be_bytes());
    }
    png
}

fn header(width: u32, height: u32, depth: u8, colour: u8, interlace: u8) -> Vec<u8> {
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([depth, colour, 0, 0, interlace]);
    header
}

fn deflated(parts: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut deflate = ZlibEncoder::new(Vec::new(), Compression::fast());
    for part in parts {
        deflate.write_all(&part).unwrap();
    }
    deflate.finish().unwrap()
}

/// A picture of one colour in the depth and colour type given, `row` without the filter's byte.
fn plain(depth: u8, colour: u8, row: Vec<u8>) -> Chunks {
    let row = [vec![0], row].concat();
    vec![
        (b"IHDR", header(240, 120, depth, colour, 0)),
        (b"IDAT", deflated((0..120).map(|_| row.clone()))),
        (b"IEND", vec![]),
    ]
}

/// Black on nothing, as a canvas has it.
fn canvas() -> Chunks {
    plain(8, 6, [vec![0, 0, 0, 255], vec![0; 4 * 239]].concat())
}

fn url(png: &[u8]) -> String {
    format!("data:image/png;base64,{}", BASE64.encode(png))
}

fn decode_chunks(chunks: &Chunks) -> Result<String, InvalidDrawing> {
    Drawings.decode(&url(&file(chunks)))
}

fn pixels_of(src: &str) -> Vec<Pixel> {
    pixels(&BASE64.decode(data_of_url(src).unwrap()).unwrap()).unwrap()
}

#[test]
fn a_drawing_is_made_anew_on_white() {
    let sent = url(&file(&canvas()));
    let made = Drawings.decode(&sent).unwrap();
    let pixels = pixels_of(&made);
    assert_eq!(pixels.len(), 240 * 120);
    assert_eq!((pixels[0], pixels[1], pixels[240]), ([0; 3], [255; 3], [0; 3]));
    // two colours take a bit each
    let bytes = BASE64.decode(data_of_url(&made).unwrap()).unwrap();
    assert_eq!(bytes[24..26], [1, 3]);
    assert!(bytes.len() < 200, "{}", bytes.len());
    assert_eq!(Drawings.decode(&made).unwrap(), made);
}

#[test]
fn every_kind_of_png_is_read() {
    for (depth, colour, row, pixel) in [
        (1, 0, vec![0xff; 30], [255; 3]),
        (4, 0, vec![0x55; 120], [0x55; 3]),
        (16, 0, [0x80, 0x12].repeat(240), [0x80; 3]),
        (8, 2, [1, 2, 3].repeat(240), [1, 2, 3]),
        (16, 2, [1, 9, 2, 9, 3, 9].repeat(240), [1, 2, 3]),
        (8, 4, [100, 255].repeat(240), [100; 3]),
        (8, 4, [100, 0].repeat(240), [255; 3]),
        (8, 6, [0, 100, 255, 128].repeat(240), [127, 177, 255]),
    ] {
        let made = decode_chunks(&plain(depth, colour, row)).unwrap();
        assert!(pixels_of(&made).iter().all(|p| *p == pixel), "{depth} {colour}: {:?}", pixels_of(&made)[0]);
    }
    // a palette of which the second colour is half transparent
    let mut palette = plain(2, 3, vec![0x55; 60]);
    palette.insert(1, (b"PLTE", vec![9, 9, 9, 0, 0, 0]));
    palette.insert(2, (b"tRNS", vec![255, 128]));
    assert_eq!(pixels_of(&decode_chunks(&palette).unwrap())[0], [127; 3]);
}

#[test]
fn a_palette_has_whole_colours_and_no_more_than_256() {
    for (length, fits) in [(6, true), (768, true), (7, false), (34, false), (771, false), (3000, false)] {
        let mut chunks = plain(8, 3, vec![1; 240]);
        chunks.insert(1, (b"PLTE", vec![9; length]));
        assert_eq!(decode_chunks(&chunks).is_ok(), fits, "{length}");
    }
}

#[test]
fn interlaced_pictures_are_read() {
    // the seven passes of a picture whose every pixel is the same
    let passes = [(30, 15), (30, 15), (60, 15), (60, 30), (120, 30), (120, 60), (240, 60)];
    let rows = passes.into_iter().map(|(w, h)| [vec![0], [7, 8, 9].repeat(w)].concat().repeat(h));
    let interlaced: Chunks =
        vec![(b"IHDR", header(240, 120, 8, 2, 1)), (b"IDAT", deflated(rows)), (b"IEND", vec![])];
    let made = decode_chunks(&interlaced).unwrap();
    assert!(pixels_of(&made).iter().all(|p| *p == [7, 8, 9]));
}

#[test]
fn a_photo_keeps_its_colours() {
    let rows = (0..120_u8).map(|y| [vec![0], (0..240_u8).flat_map(|x| [x / 4, y, 7]).collect()].concat());
    let photo: Chunks =
        vec![(b"IHDR", header(240, 120, 8, 2, 0)), (b"IDAT", deflated(rows)), (b"IEND", vec![])];
    let made = decode_chunks(&photo).unwrap();
    assert_eq!(pixels_of(&made)[240 * 3 + 5], [1, 3, 7]);
    assert_eq!(Drawings.decode(&made).unwrap(), made);
}

#[test]
fn a_picture_that_would_be_too_large_is_drawn_with_fewer_colours() {
    let mut state = 1_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let pixels: Vec<Pixel> = (0..240 * 120).map(|_| [noise(), noise(), noise()]).collect();
    let rows = pixels.chunks(240).map(|row| [vec![0], row.concat()].concat());
    let sent: Chunks =
        vec![(b"IHDR", header(240, 120, 8, 2, 0)), (b"IDAT", deflated(rows)), (b"IEND", vec![])];
    let made = decode_chunks(&sent).unwrap();
    assert!(BASE64.decode(data_of_url(&made).unwrap()).unwrap().len() <= DRAWING_BYTES_MAX);
    for (sent, made) in pixels.iter().flatten().zip(pixels_of(&made).iter().flatten()) {
        assert!(sent.abs_diff(*made) <= 26, "{sent} became {made}");
    }
    assert_eq!(Drawings.decode(&made).unwrap(), made);
}

#[test]
fn only_data_urls_of_png_are_read() {
    let data = BASE64.encode(file(&canvas()));
    let unpadded = data.trim_end_matches('=');
    for good in [
        format!("data:image/png;base64,{data}"),
        format!("DATA:Image/PNG;BASE64,{data}"),
        format!("data:image/png;charset=utf-8;base64,{data}"),
        format!("data:image/png;base64,{unpadded}"),
        format!(" data:image/png;base64,{data}\r\n"),
        format!("data:image/png;base64,{}\n{}\n", &data[..76], &data[76..]),
    ] {
        assert!(Drawings.decode(&good).is_ok(), "{good}");
    }
    for bad in [
        String::new(),
        data.clone(),
        format!("data:image/png,{data}"),
        format!("data:;base64,{data}"),
        format!("data:image/svg+xml;base64,{data}"),
        format!("data:image/pngx;base64,{data}"),
        format!("data:image/png\" onerror=\"alert(1);base64,{data}"),
        format!("data:image/png;x='><script>;base64,{data}"),
        format!("data:image/png;{}base64,{data}", "x=y;".repeat(50)),
        format!("javascript:data:image/png;base64,{data}"),
        format!("https://example.com/data:image/png;base64,{data}"),
        format!("data:image/png;base64,{data}\"><script>"),
        format!("data:image/png;base64,é{data}"),
        "data:image/png;base64,".into(),
        url(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        url(b"GIF89a\xf0\0\x78\0\x80\0\0\0\0\0\xff\xff\xff;"),
        url(b"\xff\xd8\xff\xe0\0\x10JFIF"),
    ] {
        assert_eq!(Drawings.decode(&bad), Err(InvalidDrawing::NotPng), "{bad}");
    }
}

#[test]
fn nothing_of_what_was_sent_is_passed_on_but_the_picture() {
    let mut told = canvas();
    told.insert(1, (b"tEXt", b"Comment\0<script>alert(1)</script>".to_vec()));
    told.insert(2, (b"eXIf", vec![1; 1000]));
    told.insert(4, (b"prVt", vec![2; 1000]));
    assert_eq!(decode_chunks(&told), decode_chunks(&canvas()));
}

#[test]
fn only_one_size_is_read_whatever_the_rest_is() {
    for (width, height) in [(0, 0), (1, 1), (120, 240), (240, 121), (65535, 65535), (u32::MAX, u32::MAX)] {
        let chunks: Chunks =
            vec![(b"IHDR", header(width, height, 8, 6, 0)), (b"IDAT", vec![]), (b"IEND", vec![])];
        assert_eq!(decode_chunks(&chunks), Err(InvalidDrawing::WrongSize), "{width} {height}");
    }
}

#[test]
fn nothing_may_follow_the_end() {
    let mut bytes = file(&canvas());
    bytes.push(0);
    assert_eq!(Drawings.decode(&url(&bytes)), Err(InvalidDrawing::Damaged));
    bytes.extend(vec![b'x'; 140_000]);
    assert_eq!(Drawings.decode(&url(&bytes)), Err(InvalidDrawing::Damaged));
    bytes.extend(vec![b'x'; 100_000]);
    assert_eq!(Drawings.decode(&url(&bytes)), Err(InvalidDrawing::TooLarge));
}

#[test]
fn damaged_files_are_refused() {
    let good = file(&canvas());
    for end in 8..good.len() {
        assert_eq!(Drawings.decode(&url(&good[..end])), Err(InvalidDrawing::Damaged), "{end}");
    }
    let header = || header(240, 120, 8, 6, 0);
    let data = canvas().remove(1);
    let bad: [Chunks; 10] = [
        vec![(b"IHDR", header()), (b"IEND", vec![])],
        vec![(b"IHDR", header()), (b"IHDR", header()), data.clone(), (b"IEND", vec![])],
        vec![data.clone(), (b"IHDR", header()), (b"IEND", vec![])],
        vec![(b"IHDR", header()), (b"XXXX", vec![]), data.clone(), (b"IEND", vec![])],
        vec![(b"IHDR", super::tests::header(240, 120, 7, 6, 0)), data.clone(), (b"IEND", vec![])],
        vec![(b"IHDR", super::tests::header(240, 120, 8, 1, 0)), data.clone(), (b"IEND", vec![])],
        vec![(b"IHDR", super::tests::header(240, 120, 8, 6, 9)), data.clone(), (b"IEND", vec![])],
        // a palette without colours
        vec![(b"IHDR", super::tests::header(240, 120, 8, 3, 0)), data, (b"IEND", vec![])],
        vec![(b"IHDR", header()), (b"IDAT", b"no zlib".to_vec()), (b"IEND", vec![])],
        // too few rows
        vec![(b"IHDR", header()), (b"IDAT", deflated([vec![0; 961 * 119]])), (b"IEND", vec![])],
    ];
    for chunks in bad {
        assert_eq!(decode_chunks(&chunks), Err(InvalidDrawing::Damaged), "{chunks:?}");
    }
    let mut flipped = good;
    flipped[60] ^= 1;
    assert_eq!(Drawings.decode(&url(&flipped)), Err(InvalidDrawing::Damaged));
}

/// 140 MiB of zeros: the same block again and again, as many as fit into what is looked at.
fn bomb() -> Vec<u8> {
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
    deflate.write_all(&vec![0; 1024 * 1024]).unwrap();
    deflate.flush().unwrap();
    [vec![0x78, 0xda], deflate.get_ref().repeat(140), vec![3, 0, 0, 0, 0, 0]].concat()
}

#[test]
fn the_bomb_is_one() {
    let mut unfolded = vec![1; 3 * 1024 * 1024];
    flate2::read::ZlibDecoder::new(&bomb()[..]).read_exact(&mut unfolded).unwrap();
    assert!(unfolded.iter().all(|byte| *byte == 0));
}

/// Far more than an honest drawing takes even in debug builds, far less than a bomb that goes off.
const SOON: Duration = Duration::from_secs(2);

#[test]
fn what_unfolds_without_end_is_not_unfolded() {
    let bomb = bomb();
    let row = || deflated((0..120).map(|_| vec![0; 961]));
    let header = header(240, 120, 8, 6, 0);
    let bombs: [Chunks; 4] = [
        // in the picture itself, beyond its last row
        vec![(b"IHDR", header.clone()), (b"IDAT", bomb.clone()), (b"IEND", vec![])],
        // in a text, a profile, and a frame of an animation
        vec![
            (b"IHDR", header.clone()),
            (b"zTXt", [b"x\0\0".to_vec(), bomb.clone()].concat()),
            (b"IDAT", row()),
            (b"IEND", vec![]),
        ],
        vec![
            (b"IHDR", header.clone()),
            (b"iCCP", [b"x\0\0".to_vec(), bomb.clone()].concat()),
            (b"IDAT", row()),
            (b"IEND", vec![]),
        ],
        vec![
            (b"IHDR", header),
            (b"acTL", [2_u32.to_be_bytes(), 0_u32.to_be_bytes()].concat()),
            (b"IDAT", row()),
            (b"fdAT", [1_u32.to_be_bytes().to_vec(), bomb].concat()),
            (b"IEND", vec![]),
        ],
    ];
    for chunks in bombs {
        let start = Instant::now();
        let made = decode_chunks(&chunks);
        assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
        assert!(made.is_ok_and(|made| pixels_of(&made) == vec![[255; 3]; 240 * 120]));
    }
}

#[test]
fn thousands_of_empty_chunks_cost_little() {
    let mut chunks = canvas();
    chunks.splice(1..1, (0..12_000).map(|_| (b"IDAT", vec![])));
    let start = Instant::now();
    assert_eq!(decode_chunks(&chunks), decode_chunks(&canvas()));
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_survived(src in "(data:image/png;base64,)?\\PC{0,60}") {
        prop_assert!(Drawings.decode(&src).is_err());
    }

    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>) {
        prop_assert!(Drawings.decode(&url(&[SIGNATURE, &bytes].concat())).is_err());
    }

    #[test]
    fn any_chunks_are_survived(
        kinds in (prop::sample::select(vec![1_u8, 2, 4, 8, 16]), prop::sample::select(vec![0_u8, 2, 3, 4, 6]), 0..2_u8),
        middle in prop::collection::vec(
            (
                prop::sample::select(vec![b"PLTE", b"tRNS", b"IDAT", b"tEXt", b"acTL", b"fcTL", b"fdAT", b"IEND"]),
                prop::collection::vec(any::<u8>(), 0..40),
            ),
            0..6,
        ),
        data: Vec<u8>,
    ) {
        let mut chunks: Chunks = vec![(b"IHDR", header(240, 120, kinds.0, kinds.1, kinds.2))];
        chunks.extend(middle);
        let filled = data.into_iter().cycle().take(240 * 8 * 121).map(|byte| byte % 5).collect();
        chunks.push((b"IDAT", deflated([filled])));
        chunks.push((b"IEND", vec![]));
        if let Ok(made) = decode_chunks(&chunks) {
            prop_assert_eq!(Drawings.decode(&made), Ok(made));
        }
    }
}
