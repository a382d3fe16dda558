//! The command line of the server.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Parser, ValueHint};

use crate::config::CliOverrides;

/// A live streaming site: takes streams by RTMP, and serves pages, video and chat.
///
/// Without options it runs the site of config.yaml in this folder, or one with the default settings.
#[derive(Debug, Clone, Parser)]
#[command(
    name = "pystreaming",
    version,
    infer_long_args = true,
    after_help = "Examples:\n  \
                  pystreaming --demo                               show a site with a test picture, and what to enter into OBS\n  \
                  pystreaming --port 8080                          run a site in this folder, with the default settings\n  \
                  pystreaming -c /etc/pystreaming/config.yaml      run the site of this configuration\n  \
                  pystreaming-admin config check                   show the settings in effect, or what is wrong with them\n  \
                  pystreaming-admin config defaults                explain every setting\n  \
                  pystreaming-admin streamer add -u alice          add a streamer, whose stream key goes into OBS\n\n\
                  Every setting can also be given as an environment variable, such as PYSTREAMING_PORT=8080."
)]
pub struct ServerArgs {
    /// Show a site with a test picture on this machine, kept in FOLDER, or in one that is removed at the end
    #[arg(
        long,
        value_name = "FOLDER",
        num_args = 0..=1,
        value_hint = ValueHint::DirPath,
        conflicts_with = "config"
    )]
    pub demo: Option<Option<PathBuf>>,

    /// Configuration file [default: config.yaml, if it exists]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,

    /// Address to serve the site on [default: 0.0.0.0; of a demo 127.0.0.1]
    #[arg(short, long, value_name = "IP")]
    pub listen: Option<IpAddr>,

    /// Port to serve the site on [default: 5678]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,

    /// Where encoders connect: a port, an address with a port, or off [default: port 1935 where nginx is not in use]
    #[arg(short, long, value_name = "ADDRESS")]
    pub rtmp: Option<String>,

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
        let Self { demo: _, config, listen, port, rtmp, debug, nginx_proxy } = self.clone();
        CliOverrides { config, listen, port, rtmp, debug, nginx_proxy }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_short_and_shortened_options_mean_the_same() {
        let wanted = CliOverrides {
            config: Some("a.yaml".into()),
            listen: Some([127, 0, 0, 1].into()),
            port: Some(80),
            rtmp: Some("off".to_owned()),
            debug: true,
            nginx_proxy: Some(2),
        };
        for line in [
            "pystreaming --config a.yaml --listen 127.0.0.1 --port 80 --rtmp off --debug --nginx-proxy 2",
            "pystreaming -c a.yaml -l 127.0.0.1 -p 80 -r off -d -n 2",
            "pystreaming --conf=a.yaml --li=127.0.0.1 --po 80 --rt off --deb --nginx 2",
        ] {
            let args = ServerArgs::try_parse_from(line.split(' ')).unwrap();
            assert_eq!(args.overrides(), wanted, "{line}");
        }
    }

    #[test]
    fn demo_has_a_folder_or_none_and_no_configuration_of_its_own() {
        let demo = |line: &str| ServerArgs::try_parse_from(line.split(' ')).map(|args| args.demo);
        assert_eq!(demo("pystreaming -p 80").unwrap(), None);
        assert_eq!(demo("pystreaming --demo -p 80").unwrap(), Some(None));
        assert_eq!(demo("pystreaming --demo here").unwrap(), Some(Some("here".into())));
        assert!(demo("pystreaming --demo -c config.yaml").is_err());
    }

    #[test]
    fn impossible_numbers_are_refused() {
        for line in ["pystreaming -p 0", "pystreaming -p 65536", "pystreaming -n 17", "pystreaming -n -1"] {
            assert!(ServerArgs::try_parse_from(line.split(' ')).is_err(), "{line}");
        }
    }
}
