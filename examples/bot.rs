//! A bot that answers `!uptime` in the chat of a stream.
//!
//! `cargo run --example bot -- https://live.example.org alice pst_…` with a token that has the scopes `read` and `chat`.

use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pystreaming::client::{Client, ClientError, Credentials, RequestBody};
use pystreaming_actors::room::operations::Method;
use serde_json::{Map, Value};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [site, streamer, token] = &words[..] else {
        eprintln!("usage: bot SITE STREAMER TOKEN");
        return ExitCode::from(2);
    };
    match run(site, streamer, token) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(error.exit_status())
        }
    }
}

fn run(site: &str, streamer: &str, token: &str) -> Result<(), ClientError> {
    let client = Client::new(site, Some(Credentials::Token(token.to_owned())))?;
    let mut last = None;
    loop {
        for event in client.events(streamer, last)? {
            // a lost connection is made again, after the last event
            let Ok(event) = event else { break };
            last = Some(event.id);
            if event.event["type"] == "send_message" && event.event["data"]["message"] == "!uptime" {
                answer(&client, streamer)?;
            }
        }
        std::thread::sleep(Duration::from_secs(2));
    }
}

fn answer(client: &Client, streamer: &str) -> Result<(), ClientError> {
    let stream = client.send(Method::Get, &format!("/api/v1/streams/{streamer}"), &Map::new(), None)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let text = match stream["started"].as_u64() {
        Some(started) => format!("Live for {} minutes.", now.saturating_sub(started) / 60),
        None => "Nothing is on.".to_owned(),
    };
    let message = Map::from_iter([("text".to_owned(), Value::from(text))]);
    client.send(
        Method::Post,
        &format!("/api/v1/streams/{streamer}/messages"),
        &Map::new(),
        Some(RequestBody::Json(message)),
    )?;
    Ok(())
}
