//! The command line of the server.

use std::path::PathBuf;

use clap::{Parser, ValueHint};

use crate::config::CliOverrides;

/// A live streaming site for what nginx-rtmp receives.
#[derive(Debug, Clone, Parser)]
#[command(
    name = "pystreaming",
    version,
    infer_long_args = true,
    after_help = "pystreaming-admin manages streamers, emotes and the database.\n\
                  Every setting can also be given as an environment variable, such as PYSTREAMING_PORT=8080;\n\
                  `pystreaming-admin config check` shows what is in effect."
)]
pub struct ServerArgs {
    /// Configuration file [default: config.yaml, if it exists]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,

    /// Port to serve the site on [default: 5678]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,

    /// Log more
    #[arg(short, long)]
    pub debug: bool,

    /// How many proxies in front to trust, for their X-Forwarded headers [default: 0]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u8).range(..=16))]
    pub nginx_proxy: Option<u8>,
}

impl ServerArgs {
    /// The options that override the configuration file and the environment.
    pub fn overrides(&self) -> CliOverrides {
        let Self { config, port, debug, nginx_proxy } = self.clone();
        CliOverrides { config, port, debug, nginx_proxy }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_short_and_shortened_options_mean_the_same() {
        let wanted =
            CliOverrides { config: Some("a.yaml".into()), port: Some(80), debug: true, nginx_proxy: Some(2) };
        for line in [
            "pystreaming --config a.yaml --port 80 --debug --nginx-proxy 2",
            "pystreaming -c a.yaml -p 80 -d -n 2",
            "pystreaming --conf=a.yaml --po 80 --deb --nginx 2",
        ] {
            let args = ServerArgs::try_parse_from(line.split(' ')).unwrap();
            assert_eq!(args.overrides(), wanted, "{line}");
        }
    }

    #[test]
    fn impossible_numbers_are_refused() {
        for line in ["pystreaming -p 0", "pystreaming -p 65536", "pystreaming -n 17", "pystreaming -n -1"] {
            assert!(ServerArgs::try_parse_from(line.split(' ')).is_err(), "{line}");
        }
    }
}
