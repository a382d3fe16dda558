//! A node that no longer leads begins again as one that follows. Its process becomes a new one of the same number, so nothing is left of
//! rooms, timers and connections of the time when it led.

use std::env;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use rustix::process::{WaitOptions, wait};
use tokio::time::sleep;

/// The program that runs, by a name that stays when its file is replaced by another version.
const RUNNING: &str = "/proc/self/exe";
/// How long programs that this one has started may take to end.
const CHILDREN_TIMEOUT: Duration = Duration::from_secs(1);
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// Runs this program again in place of this process. Returns only if that fails.
pub fn run_again() -> io::Error {
    let mut arguments = env::args_os();
    let name = arguments.next();
    let program = match env::current_exe() {
        // the system shows processes by the name of their file
        Ok(program) if !was_replaced(&program) => program,
        Err(error) if !Path::new(RUNNING).exists() => return error,
        _ => RUNNING.into(),
    };
    let mut command = Command::new(program);
    if let Some(name) = name {
        command.arg0(name);
    }
    command.args(arguments).exec()
}

fn was_replaced(program: &Path) -> bool {
    let file = |path: &Path| std::fs::metadata(path).map(|file| (file.dev(), file.ino())).ok();
    file(program).is_none() || file(program) != file(Path::new(RUNNING))
}

/// Waits for programs such as ffmpeg, which were told to end with the rooms. What the new process does not know, it would never wait
/// for.
pub async fn await_children() {
    let deadline = Instant::now() + CHILDREN_TIMEOUT;
    while Instant::now() < deadline {
        match wait(WaitOptions::NOHANG) {
            Ok(Some(_)) => {}
            Ok(None) => sleep(LOOK_AGAIN).await,
            // there are none
            Err(_) => return,
        }
    }
}
