//! Bodies and queries of API requests.

use std::borrow::Cow;

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, web};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::endpoint::{Upload, field_type};
use super::problem::Problem;
use crate::web::forms;

/// Largest JSON body in bytes. The longest that fits the schema has texts of 2,000 characters, each an escape of up to 12 bytes.
const JSON_MAX: usize = 64 * 1024;
/// Up to here every whole number has a floating-point number of its own: 2⁵³.
const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;

/// Reads a JSON object; an empty body is an empty object.
///
/// # Errors
/// The body is too large, too slow, no JSON, or no object.
pub async fn object(request: &HttpRequest, body: web::Payload) -> Result<Map<String, Value>, Problem> {
    let bytes = read(request, body, JSON_MAX).await?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    check_type(
        request,
        &["application/json"],
        "The body must be JSON, with Content-Type: application/json.",
    )?;
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(mut object)) => {
            object.values_mut().for_each(make_whole);
            Ok(object)
        }
        Ok(_) => Err(Problem::malformed("The body is not a JSON object.")),
        Err(error) => Err(Problem::malformed(format!("The body is not JSON: {error}."))),
    }
}

/// JSON Schema counts `1.0` as an integer, serde does not.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
fn make_whole(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            let whole = number.as_f64().filter(|number| number.fract() == 0.0 && number.abs() <= WHOLE_MAX);
            if let Some(whole) = whole {
                *value = Value::from(whole as i64);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(make_whole),
        Value::Object(fields) => fields.values_mut().for_each(make_whole),
        _ => {}
    }
}

/// Reads a file, in Base64.
///
/// # Errors
/// The body is too large, too slow, or not said to be of one of the types.
pub async fn file(request: &HttpRequest, body: web::Payload, upload: &Upload) -> Result<Value, Problem> {
    check_type(
        request,
        upload.types,
        format!("The body must have one of the types {}.", upload.types.join(", ")),
    )?;
    Ok(STANDARD.encode(read(request, body, upload.most).await?).into())
}

async fn read(request: &HttpRequest, body: web::Payload, most: usize) -> Result<Vec<u8>, Problem> {
    let bytes = forms::read_bytes(request, body, most).await;
    bytes.map_err(|error| Problem::new(error.status(), "malformed", error.message()))
}

fn check_type(
    request: &HttpRequest,
    types: &[&str],
    detail: impl Into<Cow<'static, str>>,
) -> Result<(), Problem> {
    let given = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    match types.iter().any(|kind| kind.eq_ignore_ascii_case(given)) {
        true => Ok(()),
        false => Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "malformed", detail)),
    }
}

/// The fields of the query as JSON, by the schema of an object: numbers for numbers, text for the rest.
///
/// # Errors
/// A number is none, or a field comes twice.
pub fn query(request: &HttpRequest, schema: &Value) -> Result<Map<String, Value>, Problem> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(request.query_string())
        .map_err(|_| Problem::malformed("The query is not percent-encoded UTF-8."))?;
    let mut fields = Map::new();
    for (name, text) in pairs {
        let value = typed(schema, &name, text)?;
        if fields.insert(name.clone(), value).is_some() {
            return Err(Problem::unfit(format!("{name:?} is given twice.")));
        }
    }
    Ok(fields)
}

/// A value from an address, in the type that the schema gives its field.
///
/// # Errors
/// It should be a number and is none.
pub fn typed(schema: &Value, name: &str, text: String) -> Result<Value, Problem> {
    match field_type(schema, name) {
        Some("integer") => {
            let number =
                text.parse::<i64>().map(Value::from).or_else(|_| text.parse::<u64>().map(Value::from));
            number.map_err(|_| Problem::unfit(format!("{name:?} is not a whole number.")))
        }
        Some("boolean") => match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "" => Ok(true.into()),
            "false" | "0" => Ok(false.into()),
            _ => Err(Problem::unfit(format!("{name:?} is neither true nor false."))),
        },
        _ => Ok(text.into()),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_query_has_the_types_of_its_schema() {
        let schema = json!({"properties": {
            "limit": {"type": ["integer", "null"]}, "name": {"type": "string"}, "all": {"type": "boolean"},
        }});
        let read = |text: &str| query(&TestRequest::with_uri(text).to_http_request(), &schema);
        let fields = read("/?limit=5&name=5&all=true&other=x").unwrap();
        assert_eq!(Value::Object(fields), json!({"limit": 5, "name": "5", "all": true, "other": "x"}));
        for bad in ["/?limit=five", "/?limit=5&limit=6", "/?all=maybe"] {
            assert_eq!(read(bad).unwrap_err().status, 422, "{bad}");
        }
    }

    #[test]
    fn whole_numbers_may_be_written_with_a_point() {
        let mut value = json!({"a": 5.0, "b": [-1.0, 1.5, "2.0"], "c": {"d": 1e300}, "e": 7});
        make_whole(&mut value);
        assert_eq!(value, json!({"a": 5, "b": [-1, 1.5, "2.0"], "c": {"d": 1e300}, "e": 7}));
        assert!(value["a"].is_i64() && value["b"][0].is_i64());
    }
}
