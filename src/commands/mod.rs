//! Commands that are made from endpoints of the API, and answers as text, for `pystreaming-client` and `pystreaming-admin room`.

mod answer;

pub use answer::{event, text};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::builder::{BoolishValueParser, StyledStr};
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint, value_parser};
use serde_json::{Map, Value};

use crate::text::capitalized;
use crate::web::api::Endpoint;

/// A command for an endpoint: its parameters are options, those in the path are required.
pub fn command(endpoint: &Endpoint) -> Command {
    let arguments = properties(endpoint).map(|(name, schema)| {
        if endpoint.upload.is_some_and(|upload| upload.field == name) {
            return file_option(name, schema);
        }
        let option = Arg::new(name.clone())
            .long(name.replace('_', "-"))
            .value_name(name.to_uppercase())
            .help(StyledStr::from(help(schema)))
            .required(endpoint.requires(name))
            .allow_hyphen_values(true)
            .action(ArgAction::Set);
        match endpoint.kind(name) {
            Some("integer") => option.value_parser(value_parser!(i64)),
            Some("boolean") => option.value_parser(BoolishValueParser::new()),
            Some("array") => option.value_delimiter(',').action(ArgAction::Append),
            _ => option,
        }
    });
    Command::new(endpoint.id).about(capitalized(endpoint.summary)).args(arguments)
}

/// An option that names a file. Its value is the contents, in Base64.
fn file_option(name: &str, schema: &Value) -> Arg {
    Arg::new(name.to_owned())
        .long("file")
        .value_name("FILE")
        .value_hint(ValueHint::FilePath)
        .help(StyledStr::from(help(schema)))
        .required(true)
        .value_parser(|path: &str| std::fs::read(path).map(|contents| STANDARD.encode(contents)))
}

/// The parameters that were given.
pub fn parameters(endpoint: &Endpoint, matches: &ArgMatches) -> Map<String, Value> {
    let mut parameters = Map::new();
    for (name, _) in properties(endpoint) {
        let value = match endpoint.kind(name) {
            Some("integer") => matches.get_one::<i64>(name).map(|number| Value::from(*number)),
            Some("boolean") => matches.get_one::<bool>(name).map(|switch| Value::from(*switch)),
            Some("array") => {
                let values = matches.get_many::<String>(name);
                values.map(|values| values.cloned().map(Value::from).collect::<Vec<_>>().into())
            }
            _ => matches.get_one::<String>(name).map(|text| Value::from(text.clone())),
        };
        if let Some(value) = value {
            parameters.insert(name.clone(), value);
        }
    }
    parameters
}

fn properties(endpoint: &Endpoint) -> impl Iterator<Item = (&String, &Value)> {
    endpoint.parameters()["properties"].as_object().into_iter().flatten()
}

fn help(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or_default();
    // as all help: without a full stop at the end
    text.trim_end_matches('.').replace('`', "")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::web::api::ENDPOINTS;

    fn named(id: &str) -> &'static Endpoint {
        ENDPOINTS.iter().find(|endpoint| endpoint.id == id).unwrap()
    }

    fn given(id: &str, line: &[&str]) -> Result<Value, String> {
        let words = std::iter::once(id).chain(line.iter().copied());
        let matches = command(named(id)).try_get_matches_from(words).map_err(|error| error.to_string())?;
        Ok(parameters(named(id), &matches).into())
    }

    #[test]
    fn every_endpoint_is_a_command() {
        for endpoint in ENDPOINTS.iter() {
            command(endpoint).debug_assert();
        }
    }

    #[test]
    fn options_have_the_types_of_the_parameters() {
        assert_eq!(given("set-slow-mode", &["--seconds", "5"]), Ok(json!({"seconds": 5})));
        assert!(given("set-slow-mode", &["--seconds", "five"]).unwrap_err().contains("five"));
        assert!(given("set-slow-mode", &[]).unwrap_err().contains("--seconds"));
        assert_eq!(given("send-message", &["--text", "--hi"]), Ok(json!({"text": "--hi"})));
        assert_eq!(
            given("add-token", &["--scopes", "read,chat", "--name", "bot"]),
            Ok(json!({"scopes": ["read", "chat"], "name": "bot"}))
        );
        assert_eq!(given("change-settings", &["--slow-mode", "0"]), Ok(json!({"slow_mode": 0})));
        assert_eq!(given("list-messages", &[]), Ok(json!({})));
    }
}
