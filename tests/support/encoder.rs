//! Stands in for nginx-rtmp: calls its hooks and writes its files.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::http::Answer;
use crate::server::Server;

/// The files of one rendition in an HLS folder.
pub struct Recording {
    folder: PathBuf,
    stem: String,
}

impl Recording {
    /// Files named `<stem>.m3u8` and `<stem>-<n>.ts`.
    pub fn new(server: &Server, stem: &str) -> Self {
        Self { folder: server.site().hls_dir(), stem: stem.to_owned() }
    }

    /// Writes these segments and then a playlist of them.
    pub fn write(&self, numbers: Range<u64>) {
        for number in numbers.clone() {
            fs::write(self.segment(number), self.contents(number)).unwrap();
        }
        self.list(numbers);
    }

    /// Like [`Recording::write`], with this in every segment.
    pub fn write_media(&self, numbers: Range<u64>, media: &[u8]) {
        for number in numbers.clone() {
            fs::write(self.segment(number), media).unwrap();
        }
        self.list(numbers);
    }

    /// Writes a playlist the way nginx-rtmp does: aside, then renamed into place.
    pub fn list(&self, numbers: Range<u64>) {
        let mut playlist = format!(
            "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:{}\n#EXT-X-TARGETDURATION:2\n",
            numbers.start
        );
        for number in numbers {
            playlist += &format!("#EXTINF:2.000,\n{}-{number}.ts\n", self.stem);
        }
        self.list_raw(playlist.as_bytes());
    }

    pub fn list_raw(&self, playlist: &[u8]) {
        let aside = self.folder.join(format!("{}.m3u8.bak", self.stem));
        fs::write(&aside, playlist).unwrap();
        fs::rename(aside, self.playlist()).unwrap();
    }

    pub fn playlist(&self) -> PathBuf {
        self.folder.join(format!("{}.m3u8", self.stem))
    }

    pub fn segment(&self, number: u64) -> PathBuf {
        self.folder.join(format!("{}-{number}.ts", self.stem))
    }

    /// What [`Recording::write`] puts into a segment: a thousand bytes that tell which one it is.
    pub fn contents(&self, number: u64) -> Vec<u8> {
        format!("{number:010}").repeat(100).into_bytes()
    }
}

/// Calls the hook by which nginx asks whether an encoder may publish.
pub fn publish(server: &Server, key: &str, client: u64) -> Answer {
    server.post("/auth/on_publish", &call("publish", key, client, "127.0.0.1"))
}

/// Calls the hook by which nginx tells that an encoder is gone.
pub fn publish_done(server: &Server, key: &str, client: u64) -> Answer {
    server.post("/auth/on_publish_done", &call("publish_done", key, client, "127.0.0.1"))
}

/// The fields that nginx-rtmp posts.
pub fn call(call: &str, key: &str, client: u64, address: &str) -> String {
    format!(
        "app=live&flashver=FMLE/3.0&swfurl=&tcurl=rtmp://127.0.0.1/live&pageurl=&addr={address}&clientid={client}\
         &call={call}&name={key}&type=live"
    )
}

/// Two seconds of a test picture of that size, as nginx-rtmp would write them.
pub fn media(folder: &Path, size: &str) -> Vec<u8> {
    let file = folder.join(format!("{size}.ts"));
    let output = Command::new("ffmpeg")
        .args(["-loglevel", "error", "-f", "lavfi", "-i", &format!("testsrc2=s={size}:r=30:d=2")])
        .args(["-f", "lavfi", "-i", "sine=d=2", "-c:v", "libx264", "-preset", "ultrafast", "-g", "60"])
        .args(["-pix_fmt", "yuv420p", "-c:a", "aac", "-f", "mpegts"])
        .arg(&file)
        .output()
        .unwrap_or_else(|error| panic!("ffmpeg (Debian package ffmpeg): {error}"));
    assert!(output.status.success(), "ffmpeg: {}", String::from_utf8_lossy(&output.stderr));
    fs::read(file).unwrap()
}

/// The addresses of the segments that a playlist lists.
pub fn listed(playlist: &Answer) -> Vec<String> {
    playlist.text().lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}
