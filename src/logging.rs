//! Logging to standard error, as text or as JSON.

use std::io::IsTerminal;

use tracing::Dispatch;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::config::{Config, LogFormat};

/// What `debug` adds to `log.level`: our own crates only, since details of libraries do not help an admin.
const DEBUG_DIRECTIVES: &str = "pystreaming=debug,pystreaming_actors=debug";

/// Off unless `log.level` names it: actix logs malformed requests as errors, so anybody could fill the log.
const QUIET_DIRECTIVES: &str = "actix_http=off";

/// Logs to standard error from now on. A second call changes nothing.
pub fn init(config: &Config) {
    let colours =
        std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    // fails only if a logger is already set
    let _ = tracing::dispatcher::set_global_default(dispatch(config, colours, std::io::stderr));
}

fn dispatch<W>(config: &Config, colours: bool, writer: W) -> Dispatch
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let log = tracing_subscriber::fmt().with_env_filter(filter(config)).with_writer(writer);
    match config.log.format {
        LogFormat::Text => log.with_ansi(colours).finish().into(),
        LogFormat::Json => log.json().flatten_event(true).finish().into(),
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
    use std::sync::{Arc, Mutex};

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

    fn logged(yaml: &str) -> String {
        let file = Some(("config.yaml".into(), yaml.to_owned()));
        let config = Config::from_sources(&Sources { file, ..Sources::default() }).unwrap();
        let captured = Captured::default();
        let writer = captured.clone();
        tracing::dispatcher::with_default(&dispatch(&config, false, move || writer.clone()), || {
            tracing::info!(target: "pystreaming::web", status = 200, "answered");
            tracing::debug!(target: "pystreaming::web", "detail of ours");
            tracing::debug!(target: "h2::codec", "detail of a library");
            tracing::error!(target: "actix_http::h1::dispatcher", "garbage from a stranger");
        });
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
