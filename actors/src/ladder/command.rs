//! The command line of ffmpeg.

use super::rung::{Encoder, Rung};

/// More pictures than a group of them ever has: key frames are those of the source.
const GROUP_MAX: &str = "100000";

/// What ffmpeg is told to encode the rungs, at least one, from standard input to the pipes from number 3 on.
pub fn arguments(rungs: &[&Rung]) -> Vec<String> {
    let mut arguments = owned(&["-hide_banner", "-nostdin", "-nostats", "-loglevel", "error"]);
    if rungs.iter().any(|rung| rung.encoder == Encoder::Vaapi) {
        arguments.extend(owned(&["-init_hw_device", "vaapi=gpu", "-filter_hw_device", "gpu"]));
    }
    arguments.extend(owned(&["-copyts", "-probesize", "32", "-analyzeduration", "0"]));
    arguments.extend(owned(&["-flags", "low_delay", "-f", "mp4", "-i", "pipe:0"]));
    arguments.extend(["-filter_complex".to_owned(), filters(rungs)]);
    for (number, rung) in rungs.iter().enumerate() {
        output(&mut arguments, number, rung);
    }
    arguments
}

/// A picture for each rung. Key frames stay, since players switch at them.
fn filters(rungs: &[&Rung]) -> String {
    let outputs: String = (0..rungs.len()).map(|number| format!("[split{number}]")).collect();
    let mut filters = format!("[0:v:0]split={}{outputs}", rungs.len());
    for (number, rung) in rungs.iter().enumerate() {
        let rate = rung.frame_rate.map(|rate| {
            // nine tenths of the distance, since times are not exact
            format!("select='isnan(prev_selected_t)+key+gte(t-prev_selected_t,0.9/{rate})',")
        });
        let format = match rung.encoder {
            Encoder::X264 | Encoder::Nvenc | Encoder::VideoToolbox => "format=yuv420p",
            Encoder::Qsv => "format=nv12",
            Encoder::Vaapi => "format=nv12,hwupload",
        };
        filters += &format!(
            ";[split{number}]{}scale=-2:'min({},ih)',{format}[rung{number}]",
            rate.unwrap_or_default(),
            rung.height
        );
    }
    filters
}

fn output(arguments: &mut Vec<String>, number: usize, rung: &Rung) {
    let rate = format!("{}k", rung.bit_rate);
    arguments.extend(["-map".to_owned(), format!("[rung{number}]")]);
    arguments.extend(owned(&[
        "-c:v",
        rung.encoder.name(),
        "-b:v",
        &rate,
        "-maxrate:v",
        &rate,
        "-bufsize:v",
        &rate,
    ]));
    arguments.extend(owned(&["-force_key_frames:v", "source", "-g:v", GROUP_MAX, "-bf:v", "0"]));
    arguments.extend(owned(prompt(rung.encoder)));
    arguments.extend(rung.options.iter().flat_map(super::EncoderOption::arguments));
    arguments.extend(owned(&["-fps_mode:v", "passthrough", "-enc_time_base:v", "1:1000000"]));
    arguments.extend(owned(&["-f", "flv", "-flvflags", "no_duration_filesize", "-flush_packets", "1"]));
    arguments.push(format!("pipe:{}", number + 3));
}

/// Makes an encoder give each picture at once, and key frames where it is told and nowhere else.
fn prompt(encoder: Encoder) -> &'static [&'static str] {
    match encoder {
        Encoder::X264 => {
            &["-preset:v", "veryfast", "-tune:v", "zerolatency", "-sc_threshold:v", "0", "-forced-idr:v", "1"]
        }
        Encoder::Nvenc => &[
            "-preset:v",
            "p4",
            "-tune:v",
            "ull",
            "-rc:v",
            "cbr",
            "-zerolatency:v",
            "1",
            "-delay:v",
            "0",
            "-forced-idr:v",
            "1",
            "-no-scenecut:v",
            "1",
        ],
        Encoder::Vaapi => &["-async_depth:v", "1"],
        Encoder::Qsv => &["-preset:v", "veryfast", "-async_depth:v", "1", "-forced_idr:v", "1"],
        Encoder::VideoToolbox => &["-realtime:v", "1"],
    }
}

fn owned(arguments: &[&str]) -> Vec<String> {
    arguments.iter().map(|argument| (*argument).to_owned()).collect()
}
