//! Unix signals.

use std::io::{self, IsTerminal as _};

use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing::info;

/// The signals that the server handles. By default each would kill it.
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
    quit: Signal,
    hang_up: Signal,
    user: [Signal; 2],
    /// The server was started from a terminal and stops when that closes.
    has_terminal: bool,
}

impl Signals {
    /// Handles the signals from now on.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
            hang_up: signal(SignalKind::hangup())?,
            user: [signal(SignalKind::user_defined1())?, signal(SignalKind::user_defined2())?],
            has_terminal: io::stdin().is_terminal(),
        })
    }

    /// Waits for a signal to stop. Signals that make other servers reload their configuration or reopen their logs are
    /// only logged; the certificate for publishers is read again elsewhere.
    pub async fn stop(&mut self) {
        loop {
            let [user1, user2] = &mut self.user;
            let name = tokio::select! {
                _ = self.terminate.recv() => return,
                _ = self.interrupt.recv() => return,
                _ = self.quit.recv() => return,
                _ = self.hang_up.recv() => match self.has_terminal {
                    true => return,
                    false => "SIGHUP",
                },
                _ = user1.recv() => "SIGUSR1",
                _ = user2.recv() => "SIGUSR2",
            };
            info!(
                "{name} does not change the configuration, which is only read at the start; restart the server to apply changes"
            );
        }
    }
}
