//! The schedule of a stream for calendars, after RFC 5545 (iCalendar).
//!
//! Each date of a weekly broadcast is an event of its own, in UTC: calendars then need neither a time zone database nor
//! rules for when the clocks change, and a date that is left out is simply not there.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use icalendar::{Calendar, Component as _, Event};
use pystreaming_actors::model::{StreamTitle, UnixTime};
use time::OffsetDateTime;
use time::macros::format_description;

use crate::languages::Words;
use crate::web::refusal::refuse;
use crate::web::share;
use crate::web::site::Site;
use crate::web::summary::stream_url;

/// Most events. Calendars ask again long before a weekly broadcast has come so often.
const EVENTS: usize = 60;

/// `GET /<streamer>/schedule.ics`. A locked stream has none.
pub async fn schedule(request: HttpRequest, site: web::Data<Site>, name: web::Path<String>) -> HttpResponse {
    let Some(view) = site.index.get(&name).filter(|view| view.settings.password.is_none()) else {
        return refuse(StatusCode::NOT_FOUND, "there is no schedule of such a stream");
    };
    let name = &view.settings.name;
    let page = format!("{}{}", share::origin(&site, &request), stream_url(name));
    let now = site.unix();
    let say = |words: Words| words.to(site.config.site_language());
    let mut calendar = Calendar::new();
    calendar.name(&format!("{name} – {}", site.live().site_name));
    for next in view.settings.schedule.upcoming(now, EVENTS) {
        let (Some(stamp), Some(start), Some(end)) = (moment(now), moment(next.start), moment(next.end))
        else {
            continue;
        };
        let summary = match next.title.as_ref().map(StreamTitle::shown) {
            Some(title) => format!("{title} – {name}"),
            None => say(Words::new("feed-is-live").with("name", name.to_string())),
        };
        let mut event = Event::new();
        // the same for as long as the broadcast is planned for that time
        event.uid(&format!("{}-{start}@pystreaming", next.id));
        event.summary(&summary).url(&page);
        event.description(&say(Words::new("feed-watch").with("url", page.clone())));
        for (property, value) in [("DTSTAMP", stamp), ("DTSTART", start), ("DTEND", end)] {
            event.add_property(property, value);
        }
        calendar.push(event.done());
    }
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")))
        .insert_header((CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"schedule.ics\"")))
        .content_type("text/calendar; charset=utf-8")
        .body(calendar.to_string())
}

/// A time in UTC, as calendars write it.
fn moment(at: UnixTime) -> Option<String> {
    const FORM: &[time::format_description::BorrowedFormatItem<'_>] =
        format_description!("[year][month][day]T[hour][minute][second]Z");
    OffsetDateTime::from_unix_timestamp(at).ok()?.format(FORM).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_in_utc() {
        assert_eq!(moment(1_796_414_400).as_deref(), Some("20261204T200000Z"));
        assert_eq!(moment(i64::MAX), None);
    }
}
