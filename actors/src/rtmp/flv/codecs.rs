//! Names of codecs.

use crate::frames::Codec;
use crate::rtmp::fault::Fault;

/// As FLV numbers codecs of pictures; 12 is in no standard, yet common.
pub fn video_of_flv(id: u8) -> Result<Codec, Fault> {
    match id {
        7 => Ok(Codec::H264),
        12 => Ok(Codec::H265),
        2 => Err(no_video("H.263")),
        3 | 6 => Err(no_video("Screen video")),
        4 | 5 => Err(no_video("VP6")),
        _ => Err(no_video("the video codec")),
    }
}

/// As FLV numbers codecs of sound.
pub fn audio_of_flv(id: u8) -> Result<Codec, Fault> {
    match id {
        10 => Ok(Codec::Aac),
        0 | 3 => Err(no_audio("PCM")),
        1 => Err(no_audio("ADPCM")),
        2 | 14 => Err(no_audio("MP3")),
        4..=6 => Err(no_audio("Nellymoser")),
        7 | 8 => Err(no_audio("G.711")),
        11 => Err(no_audio("Speex")),
        _ => Err(no_audio("the audio codec")),
    }
}

/// As Enhanced RTMP names codecs of pictures.
pub fn video_of_four(four: [u8; 4]) -> Result<Codec, Fault> {
    match &four {
        b"avc1" => Ok(Codec::H264),
        b"hvc1" => Ok(Codec::H265),
        b"av01" => Ok(Codec::Av1),
        b"vp08" => Err(no_video("VP8")),
        b"vp09" => Err(no_video("VP9")),
        b"vvc1" => Err(no_video("H.266")),
        _ => Err(no_video("the video codec")),
    }
}

/// As Enhanced RTMP names codecs of sound.
pub fn audio_of_four(four: [u8; 4]) -> Result<Codec, Fault> {
    match &four {
        b"mp4a" => Ok(Codec::Aac),
        b"Opus" => Ok(Codec::Opus),
        b".mp3" => Err(no_audio("MP3")),
        b"fLaC" => Err(no_audio("FLAC")),
        b"ac-3" | b"ec-3" => Err(no_audio("Dolby Digital")),
        _ => Err(no_audio("the audio codec")),
    }
}

fn no_video(name: &'static str) -> Fault {
    Fault::Codec(name, "H.264, H.265 or AV1")
}

fn no_audio(name: &'static str) -> Fault {
    Fault::Codec(name, "AAC or Opus")
}
