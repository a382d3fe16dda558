//! The OpenAPI document, made from [`ENDPOINTS`].

use std::sync::LazyLock;

use actix_web::{HttpRequest, HttpResponse, Resource, web};
use pystreaming_actors::model::Scope;
use pystreaming_actors::precompressed::Precompressed;
use pystreaming_actors::room::operations::Method;
use serde_json::{Map, Value, json};
use utoipa::PartialSchema as _;

use super::endpoint::{Access, BASE, Endpoint, Upload, VERSION};
use super::endpoints::ENDPOINTS;
use super::event_stream;
use super::problem::Problem;
use crate::text::capitalized;
use crate::web::encoding;

/// The document does not change while the server runs.
static TEXT: LazyLock<Precompressed> = LazyLock::new(|| Precompressed::new(document().to_string()));

/// Below the base of the first version.
pub const PATH: &str = "/openapi.json";

/// The resource, within `/api`.
pub fn resource() -> Resource {
    web::resource(format!("{VERSION}{PATH}")).route(web::get().to(serve)).route(web::head().to(serve))
}

async fn serve(request: HttpRequest) -> HttpResponse {
    encoding::respond(&request, &TEXT, "application/json", "public, max-age=300")
}

/// The OpenAPI 3.1 document of the API.
pub fn document() -> Value {
    let mut paths = Map::new();
    for endpoint in ENDPOINTS.iter() {
        let path = paths.entry(format!("{BASE}{}", endpoint.path)).or_insert_with(|| json!({}));
        path[endpoint.method.as_str().to_lowercase()] = operation(endpoint);
    }
    paths.insert(format!("{BASE}{}", event_stream::PATH), event_stream_item());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "PyStreaming",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Remote control of a streaming site. Errors are problem documents (RFC 9457). Times are Unix seconds.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": {"Problem": Problem::schema()},
            "responses": {
                "Problem": {
                    "description": "The request was refused or failed; the document says why.",
                    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
                },
            },
            "securitySchemes": {
                "key": {
                    "type": "http", "scheme": "basic",
                    "description": "The streamer's name, in any case, with the stream key as the password.",
                },
                "token": {
                    "type": "http", "scheme": "bearer",
                    "description": "A token, which begins with `pst_`.",
                },
            },
        },
    })
}

/// The path of the event stream, which is no endpoint: its answer has no end.
fn event_stream_item() -> Value {
    let id = json!({"type": "integer", "format": "int64"});
    let text = json!({"type": "string"});
    let event = json!({
        "type": "object",
        "properties": {"id": text, "event": text, "data": text},
        "required": ["id", "event", "data"],
    });
    json!({"get": {
        "operationId": "follow-events",
        "summary": "Send recorded events as they happen.",
        "description": "With the stream key, or a token with the scope read or admin. Server-Sent Events: `id`, `event` (the type) \
                        and `data`, which is an event as in `list-events`. The response does not end by itself. A client that comes back sends \
                        the last id as `Last-Event-ID`.",
        "tags": ["events"],
        "parameters": [
            streamer_parameter(),
            {"name": "after", "in": "query", "required": false, "schema": id,
             "description": "Begin after the event with this id instead of now."},
        ],
        "responses": {
            "200": {
                "description": "Events.",
                "content": {"text/event-stream": {"schema": event}},
            },
            "4XX": {"$ref": "#/components/responses/Problem"},
            "5XX": {"$ref": "#/components/responses/Problem"},
        },
        "security": [{"key": []}, {"token": []}],
    }})
}

fn streamer_parameter() -> Value {
    json!({
        "name": "streamer", "in": "path", "required": true, "description": "Name of the streamer, in any case.",
        "schema": {"type": "string", "minLength": 1},
    })
}

fn operation(endpoint: &Endpoint) -> Value {
    let mut operation = json!({
        "operationId": endpoint.id,
        "summary": format!("{}.", capitalized(endpoint.summary)),
        "description": description(endpoint),
        "tags": [endpoint.path.split('/').rfind(|part| !part.starts_with('{')).unwrap_or_default()],
        "parameters": parameters(endpoint),
        "responses": {
            "200": {
                "description": "Done.",
                "content": {"application/json": {"schema": endpoint.outcome()}},
            },
            "4XX": {"$ref": "#/components/responses/Problem"},
            "5XX": {"$ref": "#/components/responses/Problem"},
        },
    });
    if let Some(upload) = &endpoint.upload {
        operation["requestBody"] = file(upload);
    } else if !endpoint.has_query() {
        operation["requestBody"] = body(endpoint);
    }
    if endpoint.access == Access::Public {
        operation["security"] = json!([]);
    } else if endpoint.access == Access::Admin {
        operation["security"] = json!([{"token": []}]);
    } else {
        operation["security"] = json!([{"key": []}, {"token": []}]);
    }
    operation
}

fn description(endpoint: &Endpoint) -> String {
    let who = match endpoint.access {
        Access::Public => "Anybody may call it.".to_owned(),
        Access::Stream(needs) => {
            let scopes: Vec<_> =
                Scope::ALL.into_iter().filter(|scope| scope.may(needs)).map(Scope::as_str).collect();
            format!("With the stream key, or a token with the scope {}.", scopes.join(" or "))
        }
        Access::Owner => "With the stream key, or a token of the site with the scope admin.".to_owned(),
        Access::Admin => "With a token of the site with the scope admin.".to_owned(),
    };
    let audited = endpoint.audits.map(|kind| format!(" Recorded as `{kind}`.")).unwrap_or_default();
    // no parameter: a client that makes one up can only fail
    let versioned = match endpoint.id {
        "change-settings" => " With `If-Match`, fails with 412 if the settings have another ETag.",
        _ => "",
    };
    format!("{who}{audited}{versioned}")
}

fn parameters(endpoint: &Endpoint) -> Vec<Value> {
    let mut parameters = Vec::new();
    if endpoint.has_streamer() {
        parameters.push(streamer_parameter());
    }
    for name in endpoint.path_parameters() {
        let mut schema = endpoint.parameters()["properties"][name].clone();
        if endpoint.kind(name) == Some("string") {
            schema["minLength"] = 1.into();
        }
        parameters.push(json!({"name": name, "in": "path", "required": true, "schema": schema}));
    }
    if endpoint.has_query() {
        let names = endpoint.parameters()["properties"].as_object();
        for (name, schema) in names.into_iter().flatten().filter(|(name, _)| !is_elsewhere(endpoint, name)) {
            let required = endpoint.requires(name);
            parameters.push(
                json!({"name": name, "in": "query", "required": required, "schema": without_null(schema)}),
            );
        }
    }
    if endpoint.method != Method::Get {
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "Makes it safe to repeat the request within 24 hours.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
        }));
    }
    parameters
}

/// Whether a parameter is in the path, or the body as a whole.
fn is_elsewhere(endpoint: &Endpoint, name: &str) -> bool {
    let is_file = endpoint.upload.is_some_and(|upload| upload.field == name);
    is_file || endpoint.path_parameters().any(|parameter| parameter == name)
}

/// A query has no null: a field that is left out stands for it.
fn without_null(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(Value::Array(kinds)) = schema.get("type") {
        let kinds: Vec<_> = kinds.iter().filter(|kind| *kind != "null").cloned().collect();
        if let [kind] = &kinds[..] {
            schema["type"] = kind.clone();
        }
    }
    schema
}

fn file(upload: &Upload) -> Value {
    let schema = json!({"type": "string", "format": "binary"});
    let types = upload.types.iter().map(|kind| ((*kind).to_owned(), json!({"schema": schema})));
    json!({"required": true, "content": types.collect::<Map<_, _>>()})
}

fn body(endpoint: &Endpoint) -> Value {
    let mut schema = endpoint.parameters().clone();
    for name in endpoint.path_parameters() {
        if let Some(properties) = schema["properties"].as_object_mut() {
            properties.remove(name);
        }
        if let Some(required) = schema["required"].as_array_mut() {
            required.retain(|field| field != name);
        }
    }
    let required = schema["required"].as_array().is_some_and(|fields| !fields.is_empty());
    if !required && let Some(schema) = schema.as_object_mut() {
        // an empty list is no list in older drafts of JSON Schema
        schema.remove("required");
    }
    json!({"required": required, "content": {"application/json": {"schema": schema}}})
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_endpoint_has_an_id_and_an_address_of_its_own() {
        let ids: BTreeSet<_> = ENDPOINTS.iter().map(|endpoint| endpoint.id).collect();
        let addresses: BTreeSet<_> =
            ENDPOINTS.iter().map(|endpoint| (endpoint.method.as_str(), endpoint.path.clone())).collect();
        assert_eq!((ids.len(), addresses.len()), (ENDPOINTS.len(), ENDPOINTS.len()));
    }

    #[test]
    fn every_schema_is_an_object_that_explains_its_fields() {
        for endpoint in ENDPOINTS.iter() {
            for schema in [endpoint.parameters(), &endpoint.outcome()] {
                assert_eq!(schema["type"], "object", "{}: {schema}", endpoint.id);
                for (name, field) in schema["properties"].as_object().unwrap() {
                    assert!(field.get("description").is_some(), "{}: {name}: {field}", endpoint.id);
                }
            }
        }
    }

    /// The references in a part of the document.
    fn references(part: &Value) -> Vec<&str> {
        match part {
            Value::Object(fields) => fields
                .iter()
                .flat_map(|(name, field)| match (name.as_str(), field) {
                    ("$ref", Value::String(to)) => vec![to.as_str()],
                    _ => references(field),
                })
                .collect(),
            Value::Array(items) => items.iter().flat_map(references).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn every_reference_leads_to_a_part_of_the_document() {
        let document = document();
        for reference in references(&document) {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
    }

    /// The row of an endpoint in docs/api.md.
    fn row(endpoint: &Endpoint) -> String {
        let who = match endpoint.access {
            Access::Public => "anybody".to_owned(),
            Access::Stream(needs) => {
                Scope::ALL.into_iter().find(|scope| scope.may(needs)).map_or("", Scope::as_str).to_owned()
            }
            Access::Owner => "stream key".to_owned(),
            Access::Admin => "admin".to_owned(),
        };
        let method = endpoint.method.as_str();
        format!("| `{}` | `{method} {}` | {who} | {} |", endpoint.id, endpoint.path, endpoint.summary)
    }

    #[test]
    fn the_documentation_lists_every_endpoint() {
        let text = include_str!("../../../docs/api.md");
        let rows: Vec<_> = ENDPOINTS.iter().map(row).collect();
        let table = rows.join("\n");
        assert!(text.contains(&table), "docs/api.md should have\n{table}");
    }

    #[test]
    fn paths_name_fields_and_bodies_leave_them_out() {
        let document = document();
        let rename = &document["paths"]["/api/v1/streams/{streamer}/members/{user}"]["patch"];
        let schema = &rename["requestBody"]["content"]["application/json"]["schema"];
        assert_eq!(schema["required"], json!(["name"]));
        assert_eq!(schema["properties"].as_object().unwrap().len(), 1);
        for endpoint in ENDPOINTS.iter() {
            for name in endpoint.path_parameters() {
                assert!(endpoint.kind(name).is_some(), "{}: {name}", endpoint.id);
            }
        }
    }
}
