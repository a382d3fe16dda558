//! What the system's signals do to the server.

use std::io::{self, IsTerminal as _};

use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing::info;

/// The signals that the server listens to. Each would end it at once by itself.
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
    quit: Signal,
    hang_up: Signal,
    user: [Signal; 2],
    /// Somebody runs the server by hand: it hangs up when their terminal closes.
    by_hand: bool,
}

impl Signals {
    /// Listens from now on.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
            hang_up: signal(SignalKind::hangup())?,
            user: [signal(SignalKind::user_defined1())?, signal(SignalKind::user_defined2())?],
            by_hand: io::stdin().is_terminal(),
        })
    }

    /// Waits for one by which the server is to stop. Those by which other servers read their configuration again, or open
    /// their logs, change nothing here.
    pub async fn told_to_stop(&mut self) {
        loop {
            let [user1, user2] = &mut self.user;
            let name = tokio::select! {
                _ = self.terminate.recv() => return,
                _ = self.interrupt.recv() => return,
                _ = self.quit.recv() => return,
                _ = self.hang_up.recv() => match self.by_hand {
                    true => return,
                    false => "SIGHUP",
                },
                _ = user1.recv() => "SIGUSR1",
                _ = user2.recv() => "SIGUSR2",
            };
            info!(
                "{name} changes nothing: the configuration is read at the start; restart the server to change it"
            );
        }
    }
}
