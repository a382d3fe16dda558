//! Serves the endpoints of the first version.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::http::header::{ALLOW, ETAG, HeaderValue, IF_MATCH, IF_NONE_MATCH};
use actix_web::http::{self, StatusCode};
use actix_web::{HttpRequest, HttpResponse, Resource, web};
use pystreaming_actors::model::names::household;
use pystreaming_actors::room::operations::Method;
use pystreaming_actors::status::StreamStatus;
use serde_json::{Map, Value};

use super::body;
use super::caller::Caller;
use super::endpoint::{Access, Answer, Call, Endpoint, Origin, VERSION};
use super::endpoints::ENDPOINTS;
use super::idempotency::{self, Repeatable};
use super::problem::Problem;
use crate::web::encoding;
use crate::web::site::Site;

/// One resource for each path of the endpoints.
pub fn resources() -> Vec<(String, Resource)> {
    let mut paths: BTreeMap<&str, Vec<&'static Endpoint>> = BTreeMap::new();
    for endpoint in ENDPOINTS.iter() {
        paths.entry(&endpoint.path).or_default().push(endpoint);
    }
    paths.into_iter().map(|(path, endpoints)| (path.to_owned(), resource(path, endpoints))).collect()
}

fn resource(path: &str, endpoints: Vec<&'static Endpoint>) -> Resource {
    let mut resource = web::resource(format!("{VERSION}{path}"));
    let mut allowed = Vec::new();
    for endpoint in endpoints {
        for method in methods(endpoint.method) {
            allowed.push(method.to_string());
            let handle = move |request, site, payload| handle(endpoint, request, site, payload);
            resource = resource.route(web::method(method).to(handle));
        }
    }
    allowed.push(http::Method::OPTIONS.to_string());
    let allowed = allowed.join(", ");
    resource.default_service(web::to(move |request: HttpRequest| {
        let response = other_method(&request, &allowed);
        async { response }
    }))
}

/// What is read can be asked for by `HEAD` too.
fn methods(method: Method) -> Vec<http::Method> {
    match method {
        Method::Get => vec![http::Method::GET, http::Method::HEAD],
        Method::Post => vec![http::Method::POST],
        Method::Put => vec![http::Method::PUT],
        Method::Patch => vec![http::Method::PATCH],
        Method::Delete => vec![http::Method::DELETE],
    }
}

/// The answer to a method that an address does not take; `allowed` is a list for the header `Allow`.
pub fn other_method(request: &HttpRequest, allowed: &str) -> HttpResponse {
    let mut response = if request.method() == http::Method::OPTIONS {
        HttpResponse::NoContent().finish()
    } else {
        let detail = format!("This address takes {allowed}.");
        Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", detail).response()
    };
    if let Ok(allowed) = HeaderValue::from_str(allowed) {
        response.headers_mut().insert(ALLOW, allowed);
    }
    response
}

/// The answer for an address that is none of the API's.
pub async fn nothing() -> HttpResponse {
    Problem::not_found("The API has no such address; /api/v1/ lists them all.").response()
}

async fn handle(
    endpoint: &'static Endpoint,
    request: HttpRequest,
    site: web::Data<Site>,
    payload: web::Payload,
) -> HttpResponse {
    respond(endpoint, &request, &site, payload).await.unwrap_or_else(|problem| problem.response())
}

async fn respond(
    endpoint: &'static Endpoint,
    request: &HttpRequest,
    site: &web::Data<Site>,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let caller = match endpoint.access {
        Access::Public => None,
        _ => Some(Caller::of(request, site)?),
    };
    let stream = stream(endpoint, request, site, caller.as_ref())?;
    if let Some(caller) = &caller {
        endpoint.check(caller, stream.as_deref())?;
    }
    let mut parameters = parameters(endpoint, request, payload).await?;
    endpoint.validate(&parameters)?;
    if let Some(version) = expected_version(request, endpoint)? {
        parameters.insert("only_at".to_owned(), version.into());
    }
    let key = match endpoint.method {
        Method::Get => None,
        _ => idempotency::key(request)?,
    };
    // what anybody can do is the same when it is repeated, and callers without a name would share their keys
    let key = key.filter(|_| caller.is_some());
    let peer = site.peer(request);
    let from = Origin { household: household(peer.address), is_anonymous: peer.is_anonymous() };
    let call = Call { site: site.clone(), caller, stream, parameters, from };
    let answer = match key {
        Some(key) => {
            let caller = call.caller.as_ref().map(Caller::id).unwrap_or_default();
            let parameters = Value::Object(call.parameters.clone()).to_string();
            let parts = [request.method().as_str(), request.path(), &parameters];
            let repeatable = Repeatable::new(site.clone(), &caller, &key, &parts);
            repeatable.once(async move { endpoint.answer(call).await }).await?
        }
        None => endpoint.answer(call).await?,
    };
    Ok(success(request, answer))
}

/// The parameters in path, query and body.
async fn parameters(
    endpoint: &Endpoint,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<Map<String, Value>, Problem> {
    let mut elsewhere = Map::new();
    for name in endpoint.path_parameters() {
        let text = request.match_info().query(name).to_owned();
        elsewhere.insert(name.to_owned(), body::typed(endpoint.parameters(), name, text)?);
    }
    let mut parameters = match (endpoint.has_query(), &endpoint.upload) {
        (false, _) => body::object(request, payload).await?,
        (true, None) => body::query(request, endpoint.parameters())?,
        (true, Some(upload)) => {
            elsewhere.insert(upload.field.to_owned(), body::file(request, payload, upload).await?);
            body::query(request, endpoint.parameters())?
        }
    };
    for (name, value) in elsewhere {
        if parameters.insert(name.clone(), value).is_some() {
            return Err(Problem::unfit(format!("{name:?} is in the address already.")));
        }
    }
    Ok(parameters)
}

/// The stream in the path. To callers without rights an unknown stream looks like one of somebody else.
fn stream(
    endpoint: &Endpoint,
    request: &HttpRequest,
    site: &Site,
    caller: Option<&Caller>,
) -> Result<Option<Arc<StreamStatus>>, Problem> {
    if !endpoint.has_streamer() {
        return Ok(None);
    }
    let stream = site.index.get(request.match_info().query("streamer"));
    match (stream, caller) {
        (Some(stream), _) => Ok(Some(stream)),
        (None, Some(caller @ (Caller::Streamer { .. } | Caller::Browser(_))))
            if caller.check_admin().is_err() =>
        {
            Err(Problem::forbidden("These credentials are for another stream."))
        }
        (None, _) => Err(match site.index.closed(request.match_info().query("streamer")) {
            Some(_) => Problem::forbidden("This channel is closed."),
            None => Problem::not_found("There is no such streamer."),
        }),
    }
}

/// The version in `If-Match`, for endpoints that can be told one.
fn expected_version(request: &HttpRequest, endpoint: &Endpoint) -> Result<Option<String>, Problem> {
    let Some(header) = request.headers().get(IF_MATCH) else { return Ok(None) };
    let header = header.to_str().unwrap_or_default().trim();
    if endpoint.id != "change-settings" || header == "*" {
        return Ok(None);
    }
    let version = header.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let version = version.filter(|version| !version.contains('"'));
    match version {
        Some(version) => Ok(Some(version.to_owned())),
        None => Err(Problem::malformed("If-Match must be one ETag of the settings, in quotes.")),
    }
}

fn success(request: &HttpRequest, Answer { value, etag }: Answer) -> HttpResponse {
    let Some(etag) = etag.map(|etag| format!("\"{etag}\"")) else {
        return HttpResponse::Ok().json(value);
    };
    let reads = matches!(*request.method(), http::Method::GET | http::Method::HEAD);
    if reads && encoding::is_cached(request.headers().get(IF_NONE_MATCH), &etag) {
        return HttpResponse::NotModified().insert_header((ETAG, etag)).finish();
    }
    HttpResponse::Ok().insert_header((ETAG, etag)).json(value)
}
