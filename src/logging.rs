//! Logging to standard error, as text or as JSON. The last lines are kept for administrators.

use std::collections::VecDeque;
use std::io::{self, IsTerminal};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use tracing::Dispatch;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::{self, MakeWriter};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{EnvFilter, Layer};

use crate::config::{Config, LogFormat};

/// What `debug` adds to `log.level`: our own crates only, since details of libraries do not help an admin.
const DEBUG_DIRECTIVES: &str = "pystreaming=debug,pystreaming_actors=debug";

/// Off unless `log.level` names it: actix logs malformed requests as errors, so anybody could fill the log.
const QUIET_DIRECTIVES: &str = "actix_http=off";

/// Most lines that are kept.
const KEPT_LINES: usize = 500;
/// Longest line that is kept whole, in bytes.
const KEPT_BYTES: usize = 2000;

static KEPT: LazyLock<Arc<Kept>> = LazyLock::new(Arc::default);

/// The last lines of a log. Logs have no secrets, so these have none.
#[derive(Debug, Default)]
struct Kept(Mutex<VecDeque<String>>);

impl Kept {
    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

impl io::Write for &Kept {
    /// Takes one line at a time, as the log is written.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let line = String::from_utf8_lossy(&bytes[..bytes.len().min(KEPT_BYTES)]);
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() >= KEPT_LINES {
            lines.pop_front();
        }
        lines.push_back(line.trim_end().to_owned());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The last lines that were logged, oldest first.
pub fn last_lines() -> Vec<String> {
    KEPT.lines()
}

/// Logs to standard error from now on. A second call changes nothing.
pub fn init(config: &Config) {
    let colours =
        std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    // fails only if a logger is already set
    let _ = tracing::dispatcher::set_global_default(dispatch(config, colours, io::stderr, Arc::clone(&KEPT)));
}

fn dispatch<W>(config: &Config, colours: bool, writer: W, kept: Arc<Kept>) -> Dispatch
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    // details would soon push out what matters
    let kept = fmt::layer().with_ansi(false).with_writer(kept).with_filter(LevelFilter::INFO);
    let all = tracing_subscriber::registry().with(filter(config)).with(kept);
    let log = fmt::layer().with_writer(writer);
    match config.log.format {
        LogFormat::Text => all.with(log.with_ansi(colours)).into(),
        LogFormat::Json => all.with(log.json().flatten_event(true)).into(),
    }
}

fn filter(config: &Config) -> EnvFilter {
    let level = &config.log.level;
    let mut directives = format!("{QUIET_DIRECTIVES},{level}");
    if config.debug {
        directives = format!("{directives},{DEBUG_DIRECTIVES}");
    }
    // the configuration check has validated the level
    EnvFilter::builder().parse_lossy(directives)
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};

    use super::*;
    use crate::config::Sources;

    #[derive(Clone, Default)]
    struct Captured(Arc<Mutex<Vec<u8>>>);

    impl Write for Captured {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn the_last_lines_are_kept_as_text_whatever_the_format() {
        let kept = Arc::new(Kept::default());
        for yaml in ["debug: true", "log: {format: json}"] {
            logged_and_kept(yaml, &kept);
        }
        let lines = kept.lines();
        assert_eq!(lines.len(), 2, "{lines:?}");
        for line in &lines {
            assert!(line.ends_with("INFO pystreaming::web: answered status=200"), "{line}");
        }
        for nth in 0..=KEPT_LINES {
            (&*kept).write_all(format!("{nth} {}\n", "x".repeat(3000)).as_bytes()).unwrap();
        }
        let lines = kept.lines();
        assert_eq!((lines.len(), lines[0].len()), (KEPT_LINES, KEPT_BYTES));
        assert!(lines[0].starts_with("1 ") && lines[KEPT_LINES - 1].starts_with("500 "));
    }

    fn logged(yaml: &str) -> String {
        logged_and_kept(yaml, &Arc::default())
    }

    fn logged_and_kept(yaml: &str, kept: &Arc<Kept>) -> String {
        let file = Some(("config.yaml".into(), yaml.to_owned()));
        let config = Config::from_sources(&Sources { file, ..Sources::default() }).unwrap();
        let captured = Captured::default();
        let writer = captured.clone();
        tracing::dispatcher::with_default(
            &dispatch(&config, false, move || writer.clone(), Arc::clone(kept)),
            || {
                tracing::info!(target: "pystreaming::web", status = 200, "answered");
                tracing::debug!(target: "pystreaming::web", "detail of ours");
                tracing::debug!(target: "h2::codec", "detail of a library");
                tracing::error!(target: "actix_http::h1::dispatcher", "garbage from a stranger");
            },
        );
        let bytes = captured.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn levels_follow_the_configuration_and_debug_adds_our_own_details() {
        let shows = |yaml: &str| {
            let log = logged(yaml);
            ["answered", "detail of ours", "detail of a library"].map(|text| log.contains(text))
        };
        assert_eq!(shows(""), [true, false, false]);
        assert_eq!(shows("debug: true"), [true, true, false]);
        assert_eq!(shows("log: {level: warn}"), [false, false, false]);
        assert_eq!(shows("log: {level: \"warn,h2=debug\"}"), [false, false, true]);
    }

    #[test]
    fn garbage_from_strangers_is_logged_on_demand_only() {
        let shows = |yaml: &str| logged(yaml).contains("garbage");
        assert!(!shows("") && !shows("debug: true") && !shows("log: {level: trace}"));
        assert!(shows("log: {level: \"info,actix_http=error\"}"));
    }

    #[test]
    fn json_has_one_object_a_line_with_its_fields() {
        let log = logged("log: {format: json}");
        let line: serde_json::Value = serde_json::from_str(log.trim_end()).unwrap();
        assert_eq!(
            (&line["level"], &line["message"], &line["status"]),
            (&"INFO".into(), &"answered".into(), &200.into())
        );
    }
}
