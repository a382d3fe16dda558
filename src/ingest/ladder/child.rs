//! An ffmpeg that encodes the rungs of one stream.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::io;
use std::os::fd::OwnedFd;
use std::process::{ExitStatus, Stdio};

use bytes::{Bytes, BytesMut};
use command_fds::{CommandFdExt, FdMapping};
use pystreaming_actors::frames::Input;
use pystreaming_actors::ladder::Output;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::unix::pipe;
use tokio::process::{ChildStderr, ChildStdin, Command};
use tokio::sync::{mpsc, oneshot};
use tracing::debug;

/// Pictures that wait for ffmpeg to read them: those of some seconds.
const WAITING_MAX: usize = 300;
const READ_SIZE: usize = 64 << 10;
/// What of this process's environment ffmpeg gets: where it and drivers of graphics cards are.
const ENVIRONMENT: [&str; 6] =
    ["PATH", "LD_LIBRARY_PATH", "LIBVA_DRIVER_NAME", "LIBVA_DRIVERS_PATH", "CUDA_VISIBLE_DEVICES", "TMPDIR"];
/// Longest line of ffmpeg that is read, in bytes, and how many of the last ones its end is explained with.
const LINE_MAX: usize = 300;
const LINES_KEPT: usize = 3;

/// What comes from a child.
#[derive(Debug)]
pub enum News {
    /// From the output of this place among its outputs.
    Encoded(usize, VecDeque<Input>),
    /// It is gone: how, and what it said last.
    Ended(String),
}

/// A running child. It is killed when this is dropped.
#[derive(Debug)]
pub struct Child {
    input: mpsc::Sender<Bytes>,
    _alive: oneshot::Sender<()>,
}

/// A child has too much to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

impl Child {
    /// Starts ffmpeg with these arguments and as many outputs. Needs a runtime. Its news end with [`News::Ended`].
    pub fn start(arguments: &[String], outputs: usize) -> io::Result<(Self, mpsc::Receiver<News>)> {
        let mut command = Command::new("ffmpeg");
        let kept = ENVIRONMENT.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
        command.args(arguments).env_clear().envs(kept.collect::<Vec<(&str, OsString)>>()).current_dir("/");
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut readers = Vec::new();
        let mut mappings = Vec::new();
        for child_fd in (3..).take(outputs) {
            let (reader, writer) = io::pipe()?;
            readers.push(pipe::Receiver::from_owned_fd(OwnedFd::from(reader))?);
            mappings.push(FdMapping { parent_fd: writer.into(), child_fd });
        }
        command.fd_mappings(mappings).map_err(io::Error::other)?;
        let mut process = command.spawn()?;
        // closes this process's ends of the outputs, so that they end with the child
        drop(command);
        let (input, waiting) = mpsc::channel(WAITING_MAX);
        let (news, received) = mpsc::channel(16);
        let (alive, mut dropped) = oneshot::channel();
        if let Some(stdin) = process.stdin.take() {
            tokio::spawn(write(stdin, waiting));
        }
        for (number, reader) in readers.into_iter().enumerate() {
            tokio::spawn(read(reader, number, news.clone()));
        }
        let said = process.stderr.take().map(|stderr| tokio::spawn(listen(stderr)));
        tokio::spawn(async move {
            let status = tokio::select! {
                status = process.wait() => status,
                _ = &mut dropped => {
                    // nothing of what it would still write is of use
                    let _ = process.start_kill();
                    process.wait().await
                }
            };
            let said = match said {
                Some(said) => said.await.unwrap_or_default(),
                None => String::new(),
            };
            // nobody listens if it was dropped
            let _ = news.send(News::Ended(describe(status, &said))).await;
        });
        Ok((Self { input, _alive: alive }, received))
    }

    /// Gives the child something to read.
    ///
    /// # Errors
    /// It is too slow.
    pub fn give(&self, bytes: Bytes) -> Result<(), Full> {
        match self.input.try_send(bytes) {
            // one that no longer reads has ended, which its news tell
            Ok(()) | Err(mpsc::error::TrySendError::Closed(_)) => Ok(()),
            Err(mpsc::error::TrySendError::Full(_)) => Err(Full),
        }
    }
}

async fn write(mut stdin: ChildStdin, mut waiting: mpsc::Receiver<Bytes>) {
    while let Some(bytes) = waiting.recv().await {
        if stdin.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

async fn read(mut reader: pipe::Receiver, number: usize, news: mpsc::Sender<News>) {
    let mut output = Output::default();
    let mut buffer = BytesMut::with_capacity(READ_SIZE);
    loop {
        buffer.clear();
        buffer.reserve(READ_SIZE);
        if !matches!(reader.read_buf(&mut buffer).await, Ok(read) if read > 0) {
            return;
        }
        match output.read(&buffer) {
            Ok(inputs) if inputs.is_empty() => {}
            Ok(inputs) => {
                if news.send(News::Encoded(number, inputs)).await.is_err() {
                    return;
                }
            }
            Err(error) => {
                // without a reader ffmpeg ends
                debug!(%error, "ffmpeg's output cannot be read");
                return;
            }
        }
    }
}

/// Logs what ffmpeg says, and returns the end of it.
async fn listen(mut stderr: ChildStderr) -> String {
    let mut lines = Lines::default();
    lines.read(&mut stderr).await;
    Vec::from(lines.last).join("; ")
}

/// The last lines of a text, each cut off at [`LINE_MAX`] bytes.
#[derive(Debug, Default)]
struct Lines {
    line: Vec<u8>,
    last: VecDeque<String>,
}

impl Lines {
    async fn read(&mut self, reader: &mut (impl AsyncRead + Unpin)) {
        let mut buffer = [0; 1024];
        while let Ok(read @ 1..) = reader.read(&mut buffer).await {
            for byte in buffer.iter().take(read) {
                match byte {
                    b'\n' | b'\r' => self.end(),
                    _ if self.line.len() < LINE_MAX => self.line.push(*byte),
                    _ => {}
                }
            }
        }
        self.end();
    }

    fn end(&mut self) {
        let line = String::from_utf8_lossy(&self.line).trim().to_owned();
        self.line.clear();
        if line.is_empty() {
            return;
        }
        debug!(%line, "ffmpeg");
        if self.last.len() == LINES_KEPT {
            self.last.pop_front();
        }
        self.last.push_back(line);
    }
}

fn describe(status: io::Result<ExitStatus>, said: &str) -> String {
    let how = status.map_or_else(|error| error.to_string(), |status| status.to_string());
    if said.is_empty() { how } else { format!("{how}: {said}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_ffmpeg_says_is_kept_within_bounds() {
        let mut lines = Lines::default();
        let text = format!("one\ntwo\r\n\nthree\n{}\nfour", "x".repeat(5000));
        lines.read(&mut text.as_bytes()).await;
        assert_eq!(Vec::from(lines.last), ["three".to_owned(), "x".repeat(LINE_MAX), "four".to_owned()]);
    }

    #[tokio::test]
    async fn child_that_cannot_work_says_why() {
        let arguments = ["-hide_banner", "-i", "pipe:9"].map(str::to_owned);
        let (_child, mut news) = Child::start(&arguments, 1).unwrap();
        let Some(News::Ended(why)) = news.recv().await else { panic!("it has no output") };
        assert!(why.starts_with("exit status: ") && why.contains("pipe:9"), "{why}");
    }
}
