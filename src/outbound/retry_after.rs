//! How long a server wants to be left alone.

use std::time::SystemTime;

use actix_web::http::header::HttpDate;
use ureq::http::HeaderMap;

/// What the header `Retry-After` says, in seconds; `None` if there is none that can be read.
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<u32> {
    seconds(headers.get("retry-after")?.to_str().ok()?, now)
}

/// Reads seconds, or a date.
fn seconds(text: &str, now: SystemTime) -> Option<u32> {
    if !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit()) {
        return Some(text.parse().unwrap_or(u32::MAX));
    }
    let until = SystemTime::from(text.parse::<HttpDate>().ok()?);
    let wait = until.duration_since(now).unwrap_or_default();
    Some(u32::try_from(wait.as_secs()).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_receiver_says_when_to_come_back_in_seconds_or_by_a_date() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        assert_eq!(seconds("120", now), Some(120));
        assert_eq!(seconds("99999999999999999999", now), Some(u32::MAX));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:50:07 GMT", now), Some(30));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49:00 GMT", now), Some(0), "in the past");
        for bad in ["", "-1", "1.5", "soon", "+3"] {
            assert_eq!(seconds(bad, now), None, "{bad}");
        }
    }
}
