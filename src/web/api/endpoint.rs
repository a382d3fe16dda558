//! What an endpoint of the API's first version is, and how an operation becomes one.

use std::fmt;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use actix_web::web;
use jsonschema::Validator;
use pystreaming_actors::model::Capability;
use pystreaming_actors::model::names::StreamerName;
use pystreaming_actors::ports::Store;
use pystreaming_actors::registry::room_of;
use pystreaming_actors::room::AskError;
use pystreaming_actors::room::operations::{Method, Operation, Outcome, Row};
use pystreaming_actors::status::StreamStatus;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::caller::Caller;
use super::problem::Problem;
use crate::media::emotes::PICTURE_MAX;
use crate::web::site::Site;

/// The path below which all endpoints are.
pub const BASE: &str = "/api/v1";
/// The same within `/api`.
pub(super) const VERSION: &str = "/v1";
/// The path of a stream, below [`BASE`].
const STREAM: &str = "/streams/{streamer}";

/// Who may call an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody, without credentials.
    Public,
    /// Callers with this capability for the stream.
    Stream(Capability),
    /// The streamer by the stream key, or a token of the site with the scope `admin`.
    Owner,
    /// A token with the scope `admin`.
    Admin,
}

/// A parameter whose value is a file. Requests have the file as their body, JSON has it in Base64.
#[derive(Debug, Clone, Copy)]
pub struct Upload {
    /// The parameter.
    pub field: &'static str,
    /// Types that a request may give; the contents decide.
    pub types: &'static [&'static str],
    /// Largest file in bytes.
    pub most: usize,
}

impl Upload {
    /// The picture of an emote.
    pub const fn of_picture(field: &'static str) -> Self {
        Self {
            field,
            types: &["image/png", "image/gif", "image/webp", "application/octet-stream"],
            most: PICTURE_MAX,
        }
    }
}

/// An endpoint of the API.
pub struct Endpoint {
    /// Words joined by hyphens.
    pub id: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
    /// See [`Method`].
    pub method: Method,
    /// Below [`BASE`]; names in braces are the streamer or parameters.
    pub path: String,
    /// Who may call it.
    pub access: Access,
    /// The parameter that is the body, unless the body is JSON.
    pub upload: Option<Upload>,
    /// Kind of the event that records it.
    pub audits: Option<&'static str>,
    /// Whether somebody who uses a browser must have signed in lately.
    pub needs_fresh: bool,
    // schemas are large, and a server whose API nobody calls needs none
    schema_of_parameters: fn() -> RefOr<Schema>,
    schema_of_outcome: fn() -> RefOr<Schema>,
    parameters: OnceLock<Value>,
    validator: OnceLock<Option<Validator>>,
    run: Run,
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Endpoint").field(&self.id).finish()
    }
}

enum Run {
    /// An operation of a room.
    Room(&'static Row),
    /// An operation of the site.
    Site(fn(Call) -> Answering),
}

/// The future of an answer.
type Answering = Pin<Box<dyn Future<Output = Result<Value, Problem>>>>;

/// A call of an endpoint whose access has been checked.
pub struct Call {
    /// The site.
    pub site: web::Data<Site>,
    /// Who calls; `None` for public endpoints.
    pub caller: Option<Caller>,
    /// The stream in the path.
    pub stream: Option<Arc<StreamStatus>>,
    /// From path, query and body.
    pub parameters: Map<String, Value>,
    /// Where the request comes from.
    pub from: Origin,
}

/// Where a request comes from, for limits.
#[derive(Debug, Clone, Copy)]
pub struct Origin {
    /// One address for everybody in a household.
    pub household: IpAddr,
    /// Whether everybody has this address, which is that of an unknown proxy.
    pub is_anonymous: bool,
}

impl Call {
    /// The store, which records changes as the caller's.
    pub fn store(&self) -> Arc<dyn Store> {
        let store = &self.site.store;
        self.caller
            .as_ref()
            .map_or_else(|| store.clone(), |caller| store.by(caller.principal(), self.site.unix()))
    }

    /// The streamer to whom what the call is about belongs; `None` for what is the site's.
    pub fn owner(&self) -> Option<&StreamerName> {
        self.stream.as_ref().map(|stream| &stream.settings.name)
    }

    /// The stream in the path.
    ///
    /// # Errors
    /// The path has none.
    pub fn stream(&self) -> Result<&StreamStatus, Problem> {
        self.stream.as_deref().ok_or_else(|| Problem::not_found("There is no such streamer."))
    }
}

/// An answer, with its entity tag where it has one.
pub struct Answer {
    /// The outcome.
    pub value: Value,
    /// Without quotes.
    pub etag: Option<String>,
}

/// An operation on the site or its store. Its value holds the parameters.
pub trait SiteOperation: DeserializeOwned + ToSchema + 'static {
    /// See [`Endpoint`].
    const ID: &'static str;
    /// See [`Endpoint::summary`].
    const SUMMARY: &'static str;
    /// See [`Endpoint::method`].
    const METHOD: Method;
    /// See [`Endpoint::path`].
    const PATH: &'static str;
    /// See [`Endpoint::access`].
    const ACCESS: Access;
    /// See [`Endpoint::upload`].
    const UPLOAD: Option<Upload> = None;
    /// See [`Endpoint::audits`].
    const AUDITS: Option<&'static str> = None;
    /// See [`Endpoint::needs_fresh`].
    const NEEDS_FRESH: bool = false;
    /// Its outcome.
    type Outcome: Serialize + ToSchema;

    /// Performs it.
    ///
    /// # Errors
    /// Why it was refused or failed.
    fn run(self, call: &Call) -> impl Future<Output = Result<Self::Outcome, Problem>>;
}

/// The endpoint of an operation of the site.
pub fn of_site<O: SiteOperation>() -> Endpoint {
    Endpoint {
        id: O::ID,
        summary: O::SUMMARY,
        method: O::METHOD,
        path: O::PATH.to_owned(),
        access: O::ACCESS,
        upload: O::UPLOAD,
        audits: O::AUDITS,
        needs_fresh: O::NEEDS_FRESH,
        schema_of_parameters: <O as PartialSchema>::schema,
        schema_of_outcome: <O::Outcome as PartialSchema>::schema,
        parameters: OnceLock::new(),
        validator: OnceLock::new(),
        run: Run::Site(|call| Box::pin(run::<O>(call))),
    }
}

async fn run<O: SiteOperation>(call: Call) -> Result<Value, Problem> {
    let parameters = Value::Object(call.parameters.clone());
    let operation: O = serde_json::from_value(parameters).map_err(|error| refused(&error))?;
    value(&operation.run(&call).await?)
}

/// The endpoint of an operation of a room, if the API offers it.
pub fn of_room(row: &'static Row) -> Option<Endpoint> {
    let route = row.spec.route?;
    Some(Endpoint {
        id: row.spec.id,
        summary: row.spec.summary,
        method: route.method,
        path: format!("{STREAM}/{}", route.path),
        access: Access::Stream(row.spec.needs),
        upload: route.picture.map(Upload::of_picture),
        audits: row.spec.audits,
        needs_fresh: false,
        schema_of_parameters: row.parameters,
        schema_of_outcome: row.outcome,
        parameters: OnceLock::new(),
        validator: OnceLock::new(),
        run: Run::Room(row),
    })
}

/// A schema as JSON, without the description of the whole, which is written for developers.
fn plain(schema: impl Serialize) -> Value {
    let mut schema = serde_json::to_value(schema).unwrap_or_default();
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("description");
        schema.entry("properties").or_insert_with(|| Map::new().into());
    }
    schema
}

fn refused(error: &serde_json::Error) -> Problem {
    // positions in a text that the caller has not written would mislead
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    Problem::unfit(format!("{text}."))
}

fn value(outcome: &impl Serialize) -> Result<Value, Problem> {
    serde_json::to_value(outcome).map_err(|error| {
        tracing::error!(%error, "an outcome cannot be written as JSON");
        Problem::unavailable()
    })
}

/// The type of a field by the schema of its object, null aside.
pub fn field_type<'a>(schema: &'a Value, name: &str) -> Option<&'a str> {
    match schema.get("properties")?.get(name)?.get("type")? {
        Value::String(kind) => Some(kind),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null"),
        _ => None,
    }
}

impl Endpoint {
    /// The same operation on what belongs to the site instead of a streamer.
    #[must_use]
    pub fn of_the_site(self, id: &'static str, summary: &'static str) -> Self {
        Self { id, summary, path: self.path.replace(STREAM, ""), access: Access::Admin, ..self }
    }

    /// Schema of the parameters in path, query and body together: an object.
    pub fn parameters(&self) -> &Value {
        self.parameters.get_or_init(|| plain((self.schema_of_parameters)()))
    }

    /// Schema of the outcome: an object.
    pub fn outcome(&self) -> Value {
        plain((self.schema_of_outcome)())
    }

    /// The JSON type of a parameter, null aside.
    pub fn kind(&self, name: &str) -> Option<&str> {
        field_type(self.parameters(), name)
    }

    /// Whether a parameter must be given.
    pub fn requires(&self, name: &str) -> bool {
        let required = self.parameters()["required"].as_array().into_iter().flatten();
        required.filter_map(Value::as_str).any(|field| field == name)
    }

    /// The names of the parameters in the path, without the streamer.
    pub fn path_parameters(&self) -> impl Iterator<Item = &str> {
        let names = self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        names.filter(|name| *name != "streamer")
    }

    /// Whether the path names a streamer.
    pub fn has_streamer(&self) -> bool {
        self.path.contains("{streamer}")
    }

    /// Whether parameters that are neither in the path nor a file are in the query; otherwise they are in the body.
    pub fn has_query(&self) -> bool {
        matches!(self.method, Method::Get | Method::Delete) || self.upload.is_some()
    }

    /// The operation of a room that a call with these parameters performs; `None` for an operation of the site.
    ///
    /// # Errors
    /// The parameters do not fit.
    pub fn room_operation(&self, parameters: Map<String, Value>) -> Result<Option<Operation>, Problem> {
        self.validate(&parameters)?;
        match &self.run {
            Run::Site(_) => Ok(None),
            Run::Room(row) => row.parse(&parameters.into()).map(Some).map_err(|error| refused(&error)),
        }
    }

    /// Whether it is an operation of a room.
    pub fn is_of_room(&self) -> bool {
        matches!(self.run, Run::Room(_))
    }

    /// Checks that a caller may call it for this stream.
    ///
    /// # Errors
    /// The caller may not.
    pub fn check(&self, caller: &Caller, stream: Option<&StreamStatus>) -> Result<(), Problem> {
        match (self.access, stream) {
            (Access::Public, _) => Ok(()),
            (Access::Admin, _) | (Access::Stream(_) | Access::Owner, None) => caller.check_admin(),
            (Access::Stream(needs), Some(stream)) => {
                let name = &stream.settings.name;
                caller.check(name, needs)?;
                // what rooms do not offer in the chat is the streamer's
                if self.is_of_room() { Ok(()) } else { caller.check_above_moderators(name) }
            }
            (Access::Owner, Some(stream)) => caller.check_owner(&stream.settings.name),
        }?;
        if self.needs_fresh { caller.check_fresh() } else { Ok(()) }
    }

    /// Checks parameters against the schema.
    ///
    /// # Errors
    /// What does not fit, and where.
    pub fn validate(&self, parameters: &Map<String, Value>) -> Result<(), Problem> {
        let validator = self.validator.get_or_init(|| match jsonschema::validator_for(self.parameters()) {
            Ok(validator) => Some(validator),
            Err(error) => {
                tracing::error!(endpoint = self.id, %error, "the schema of an endpoint is broken");
                None
            }
        });
        let Some(validator) = validator else { return Ok(()) };
        validator.validate(&Value::Object(parameters.clone())).map_err(|error| {
            let at = error.instance_path().to_string();
            let place =
                if at.is_empty() { String::new() } else { format!("{}: ", at.trim_start_matches('/')) };
            Problem::unfit(format!("{place}{error}."))
        })
    }

    /// Performs a call.
    ///
    /// # Errors
    /// Why it was refused or failed.
    pub async fn answer(&self, call: Call) -> Result<Answer, Problem> {
        match &self.run {
            Run::Site(run) => Ok(Answer { value: run(call).await?, etag: None }),
            Run::Room(row) => perform(row, call).await,
        }
    }
}

async fn perform(row: &Row, call: Call) -> Result<Answer, Problem> {
    let name = &call.stream()?.settings.name;
    let room = room_of(&call.site.rooms, name.folded()).ok_or(AskError::Gone)?;
    let by =
        call.caller.as_ref().map(Caller::principal).ok_or_else(|| Problem::forbidden("Give credentials."))?;
    let operation = row.parse(&Value::Object(call.parameters)).map_err(|error| refused(&error))?;
    let outcome = room.perform(operation, by).await?;
    let etag = match &outcome {
        Outcome::Settings(settings) => Some(settings.version(&call.site.secrets)),
        Outcome::StreamEmote(emote) => {
            call.site.uploads.await_served(&emote.uri).await;
            None
        }
        _ => None,
    };
    let value = outcome.to_json().map_err(|error| {
        tracing::error!(%error, "an outcome cannot be written as JSON");
        Problem::unavailable()
    })?;
    Ok(Answer { value, etag })
}
