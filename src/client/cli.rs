//! The command line of `pystreaming-client`.
#![allow(rustdoc::bare_urls, reason = "these comments are the help text, which shows addresses as they are")]

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{
    Arg, ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum, ValueHint,
    value_parser,
};
use pystreaming_actors::model::MessageKind;
use pystreaming_actors::room::operations::Method;
use serde_json::{Map, Value, json};

use super::{Client, ClientError, Credentials, RequestBody, StreamEvent, StreamEvents};
use crate::commands;
use crate::web::api::{ENDPOINTS, Endpoint};

/// Controls a stream from afar, by the API of its site.
///
/// The stream key or a token identifies you.
#[derive(Debug, Parser)]
#[command(
    name = "pystreaming-client",
    version,
    after_help = "Examples:\n  \
        pystreaming-client https://stream.example.com -u alice -k - getinfo < key.txt\n  \
        pystreaming-client stream.example.com -u alice --token-file token.txt mute --user bob\n\n\
        Exit status: 0 on success, 1 if the site refused, 2 for a mistake on the command line, 3 for wrong\n\
        credentials, 4 if there is no such thing, 5 without a usable answer, 6 after too many requests."
)]
pub struct ClientArgs {
    /// Address of the site; without a scheme, https is used
    #[arg(value_name = "DOMAIN", value_hint = ValueHint::Url)]
    pub domain: String,

    /// Name of the streamer, in any case
    #[arg(
        short,
        long,
        global = true,
        env = "PYSTREAMING_USERNAME",
        value_name = "USERNAME",
        default_value = "",
        hide_default_value = true
    )]
    pub username: String,

    /// The secret.
    #[command(flatten)]
    pub secret: SecretArgs,

    /// Print the answer as JSON, for programs
    #[arg(long, global = true)]
    pub json: bool,

    /// The command.
    #[command(subcommand)]
    pub verb: Verb,
}

/// The stream key or the token.
#[derive(Debug, Args)]
pub struct SecretArgs {
    /// The stream key, or - to read it from standard input, where other users of this machine cannot see it
    #[arg(short, long, global = true, env = "PYSTREAMING_KEY", hide_env_values = true, value_name = "KEY", conflicts_with_all = ["token", "key_file", "token_file"])]
    pub key: Option<String>,

    /// A file with the stream key
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["token", "token_file"])]
    pub key_file: Option<PathBuf>,

    /// A token instead of the stream key, or - to read it from standard input
    #[arg(
        long,
        global = true,
        env = "PYSTREAMING_TOKEN",
        hide_env_values = true,
        value_name = "TOKEN",
        conflicts_with = "token_file"
    )]
    pub token: Option<String>,

    /// A file with the token
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub token_file: Option<PathBuf>,
}

const WATCH: &str = "watch";
const RECONNECT_AFTER: Duration = Duration::from_secs(2);
/// See [`ClientError::exit_status`].
const UNREACHABLE: u8 = 5;

/// A command.
#[derive(Debug)]
pub enum Verb {
    /// One that the original's client has.
    Classic(Classic),
    /// Shows events as they happen, after this one or from now on.
    Watch(Option<i64>),
    /// One of the API's endpoints, with its parameters.
    Call(&'static Endpoint, Map<String, Value>),
}

/// The commands of the original's client.
#[derive(Debug, Subcommand)]
pub enum Classic {
    /// Show live status, viewers, members, description and viewer password
    #[command(name = "getinfo")]
    GetInfo,
    /// Set the description, or remove it
    #[command(name = "setdescription")]
    SetDescription {
        /// The description. Without this option, it is removed
        #[arg(short, long, value_name = "TEXT", allow_hyphen_values = true)]
        description: Option<String>,
    },
    /// Set the viewer password, or remove it
    #[command(name = "setpassword")]
    SetPassword {
        /// The password. Without this option, it is removed
        #[arg(short, long, value_name = "PASSWORD", allow_hyphen_values = true)]
        password: Option<String>,
    },
    /// Send a message to the chat in the streamer's name, or a notice
    #[command(name = "sendmessage")]
    SendMessage {
        /// normal and action (/me) messages come from the streamer; server messages are notices
        #[arg(short = 't', long = "type", value_name = "TYPE", value_enum, default_value_t = Kind::Normal)]
        kind: Kind,
        /// The message
        #[arg(short, long, value_name = "TEXT", allow_hyphen_values = true)]
        message: String,
    },
    /// Show the last messages of the chat
    #[command(name = "getmessages")]
    GetMessages {
        /// Only those since the last stream started
        #[arg(short = 'o', long)]
        last_stream_only: bool,
        /// Only the last so many
        #[arg(short, long, value_name = "N")]
        limit: Option<u32>,
    },
}

/// How a message is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs, reason = "the option's help explains them")]
pub enum Kind {
    Normal,
    Action,
    Server,
}

impl From<Kind> for MessageKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Normal => Self::Normal,
            Kind::Action => Self::Action,
            Kind::Server => Self::Server,
        }
    }
}

impl FromArgMatches for Verb {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        if let Some((name, own)) = matches.subcommand()
            && let Some(endpoint) = ENDPOINTS.iter().find(|endpoint| endpoint.id == name)
        {
            return Ok(Self::Call(endpoint, commands::parameters(endpoint, own)));
        }
        if let Some((WATCH, own)) = matches.subcommand() {
            return Ok(Self::Watch(own.get_one("after").copied()));
        }
        Classic::from_arg_matches(matches).map(Self::Classic)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Subcommand for Verb {
    fn augment_subcommands(command: clap::Command) -> clap::Command {
        let command = Classic::augment_subcommands(command);
        let watch = clap::Command::new(WATCH)
            .about("Show what happens in a stream, as it happens")
            .long_about(
                "Show what happens in a stream, as it happens\n\nA lost connection is made again, and nothing is missed or shown twice.",
            )
            .arg(
                Arg::new("after")
                    .long("after")
                    .value_name("ID")
                    .value_parser(value_parser!(i64))
                    .help("Begin after this event instead of now"),
            );
        command
            .subcommand(watch)
            .subcommands(ENDPOINTS.iter().map(commands::command))
            .subcommand_required(true)
    }

    fn augment_subcommands_for_update(command: clap::Command) -> clap::Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        name == WATCH || Classic::has_subcommand(name) || ENDPOINTS.iter().any(|endpoint| endpoint.id == name)
    }
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let args = ClientArgs::parse();
    let as_json = args.json;
    match run(args) {
        Ok(answer) => {
            let text = if as_json { format!("{answer}\n") } else { commands::text(&answer) };
            // a reader such as `head` may have closed the pipe
            let _ = std::io::stdout().lock().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::from(error.exit_status())
        }
    }
}

fn run(args: ClientArgs) -> Result<Value, ClientError> {
    let credentials = args.secret.credentials(&args.username)?;
    let client = Client::new(&args.domain, credentials)?;
    let needs_streamer = match &args.verb {
        Verb::Call(endpoint, _) => endpoint.has_streamer(),
        Verb::Watch(_) => true,
        // told by the credentials
        Verb::Classic(_) => false,
    };
    if needs_streamer && args.username.is_empty() {
        return Err(ClientError::Input("this needs a streamer: give --username".to_owned()));
    }
    match args.verb {
        Verb::Call(endpoint, parameters) => client.call(endpoint, &args.username, parameters),
        Verb::Watch(after) => watch(&client, &args.username, after, args.json),
        Verb::Classic(verb) => classic(&client, verb),
    }
}

/// Prints events until the site refuses. The first connection must succeed.
fn watch(
    client: &Client,
    streamer: &str,
    mut after: Option<i64>,
    as_json: bool,
) -> Result<Value, ClientError> {
    let mut events = client.events(streamer, after)?;
    loop {
        for event in events {
            let Ok(StreamEvent { id, event }) = event else { break };
            after = Some(id);
            let line = if as_json { format!("{event}\n") } else { commands::event(&event) };
            if std::io::stdout().lock().write_all(line.as_bytes()).is_err() {
                // the reader has seen enough
                return Ok(json!({}));
            }
        }
        events = again(client, streamer, after)?;
    }
}

/// Connects again, as often as it takes; only a refusal ends it.
fn again(client: &Client, streamer: &str, after: Option<i64>) -> Result<StreamEvents, ClientError> {
    loop {
        std::thread::sleep(RECONNECT_AFTER);
        match client.events(streamer, after) {
            Err(error) if error.exit_status() == UNREACHABLE => {}
            other => return other,
        }
    }
}

fn classic(client: &Client, verb: Classic) -> Result<Value, ClientError> {
    const INFO: &str = "/api/info";
    const MESSAGES: &str = "/api/messages";
    let object = |value: Value| Some(RequestBody::Json(value.as_object().cloned().unwrap_or_default()));
    let none = Map::new();
    match verb {
        Classic::GetInfo => client.send(Method::Get, INFO, &none, None),
        Classic::SetDescription { description } => {
            client.send(Method::Patch, INFO, &none, object(json!({"description": description})))
        }
        Classic::SetPassword { password } => {
            client.send(Method::Patch, INFO, &none, object(json!({"streampass": password})))
        }
        Classic::SendMessage { kind, message } => {
            let kind = MessageKind::from(kind).as_str();
            client.send(Method::Post, MESSAGES, &none, object(json!({"type": kind, "message": message})))
        }
        Classic::GetMessages { last_stream_only, limit } => {
            let mut query = Map::new();
            if last_stream_only {
                query.insert("lastStreamOnly".to_owned(), true.into());
            }
            if let Some(limit) = limit {
                query.insert("limit".to_owned(), limit.into());
            }
            client.send(Method::Get, MESSAGES, &query, None)
        }
    }
}

impl SecretArgs {
    fn credentials(&self, username: &str) -> Result<Option<Credentials>, ClientError> {
        // what the command line names goes before the environment
        if let Some(file) = &self.token_file {
            return Ok(Some(Credentials::Token(secret_in(file)?)));
        }
        if let Some(file) = &self.key_file {
            return Ok(Some(Credentials::Key { username: username.to_owned(), key: secret_in(file)? }));
        }
        if let Some(key) = &self.key {
            return Ok(Some(Credentials::Key { username: username.to_owned(), key: given(key)? }));
        }
        self.token.as_deref().map(|token| Ok(Credentials::Token(given(token)?))).transpose()
    }
}

fn given(text: &str) -> Result<String, ClientError> {
    if text != "-" {
        return Ok(text.to_owned());
    }
    let mut text = String::new();
    let read = std::io::stdin().lock().take(4096).read_to_string(&mut text);
    read.map_err(|error| ClientError::Input(format!("cannot read the secret from standard input: {error}")))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

fn secret_in(file: &std::path::Path) -> Result<String, ClientError> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| ClientError::Input(format!("cannot read {}: {error}", file.display())))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

/// The definition of the command line, for completions and the manual page.
pub fn command() -> clap::Command {
    ClientArgs::command()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<ClientArgs, clap::Error> {
        ClientArgs::try_parse_from(std::iter::once("pystreaming-client").chain(line.split(' ')))
    }

    #[test]
    fn the_command_line_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn the_originals_command_lines_are_understood() {
        for line in [
            "https://x.example -u zoe -k k getinfo",
            "https://x.example --username zoe --key k setdescription -d text",
            "https://x.example -u zoe -k k setdescription",
            "https://x.example -u zoe -k k setpassword -p sesame",
            "https://x.example -u zoe -k k sendmessage -t server -m hi",
            "https://x.example -u zoe -k k sendmessage --type action --message waves",
            "https://x.example -u zoe -k k getmessages -o -l 5",
            "https://x.example -u zoe -k k getmessages --last-stream-only --limit 5",
        ] {
            let args = parsed(line).unwrap_or_else(|error| panic!("{line}: {error}"));
            assert!(matches!(args.verb, Verb::Classic(_)), "{line}");
        }
    }

    #[test]
    fn every_endpoint_has_a_command() {
        let args = parsed("x.example -u zoe --token pst_x mute --user bob").unwrap();
        let Verb::Call(endpoint, parameters) = args.verb else { panic!("not a call") };
        assert_eq!((endpoint.id, Value::Object(parameters)), ("mute", json!({"user": "bob"})));
        for endpoint in ENDPOINTS.iter() {
            assert!(Verb::has_subcommand(endpoint.id), "{}", endpoint.id);
        }
        assert!(parsed("x.example -u zoe -k k --token t getinfo").is_err(), "two secrets");
    }
}
