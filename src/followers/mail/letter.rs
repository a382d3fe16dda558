//! What mails say. Pure.

use std::time::{Duration, SystemTime};

use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use pystreaming_actors::model::UnixTime;
use tera::escape_html;

use super::address::MailAddress;
use crate::followers::news::News;

/// Longest subject, in characters.
const SUBJECT_MAX: usize = 150;

/// A mail without its sender and recipient. There is no Debug: its links are secrets.
#[derive(Clone)]
pub struct Letter {
    /// The same each time that it is sent, so that a mailbox shows it once.
    id: u128,
    subject: String,
    /// Paragraphs, of which a link is one of its own.
    paragraphs: Vec<Paragraph>,
    /// Where one click ends such mails.
    end: Option<String>,
}

#[derive(Clone)]
enum Paragraph {
    Words(String),
    Link { words: String, url: String },
}

use Paragraph::{Link, Words};

/// Asks whether somebody wants to hear of a stream.
pub(super) fn confirmation(id: u128, site: &str, streamer: &str, link: String) -> Letter {
    let (site, streamer) = (line(site), line(streamer));
    Letter {
        id,
        subject: format!("Hear when {streamer} goes live?"),
        paragraphs: vec![
            Words(format!(
                "Somebody, probably you, asked {site} to write to this address when {streamer} goes live. Please confirm that:"
            )),
            Link { words: "Confirm".to_owned(), url: link },
            Words("The link works once, for a day. If you do not want this, do nothing: this address is then deleted.".to_owned()),
        ],
        end: None,
    }
}

/// Tells that a stream is live.
pub(super) fn live(id: u128, (site, origin): (&str, &str), news: &News, end: String) -> Letter {
    let body = line(&news.body);
    let mut paragraphs = Vec::new();
    if !body.is_empty() {
        paragraphs.push(Words(body.clone()));
    }
    paragraphs.push(Link { words: "Watch".to_owned(), url: format!("{origin}{}", news.url) });
    paragraphs.push(Words(format!(
        "You get this mail because you asked {} to tell you when {} goes live.",
        line(site),
        line(&news.streamer)
    )));
    paragraphs.push(Link { words: "Stop these mails".to_owned(), url: end.clone() });
    let title = line(&news.title);
    let subject = if body.is_empty() { title } else { format!("{title}: {body}") };
    Letter { id, subject, paragraphs, end: Some(end) }
}

/// Shows that mails arrive.
pub(super) fn test(id: u128, site: &str) -> Letter {
    Letter {
        id,
        subject: format!("A test of {}", line(site)),
        paragraphs: vec![Words("Mails of this site arrive.".to_owned())],
        end: None,
    }
}

impl Letter {
    /// The mail as it is sent; `None` if it cannot be made.
    pub(super) fn formatted(&self, from: &Mailbox, to: &MailAddress, now: UnixTime) -> Option<Vec<u8>> {
        let date = SystemTime::UNIX_EPOCH + Duration::from_secs(now.max(0).unsigned_abs());
        let mut builder = Message::builder()
            .from(from.clone())
            .to(Mailbox::new(None, to.address().clone()))
            .subject(shortened(&self.subject))
            .date(date)
            .message_id(Some(format!("<{:032x}@{}>", self.id, from.email.domain())))
            // programs that answer mails leave it alone
            .raw_header(header("Auto-Submitted", "auto-generated"));
        if let Some(end) = &self.end {
            builder = builder
                .raw_header(header("List-Unsubscribe", &format!("<{end}>")))
                .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        let parts = MultiPart::alternative_plain_html(self.text(), self.html());
        builder.multipart(parts).ok().map(|message| message.formatted())
    }

    fn text(&self) -> String {
        let paragraph = |paragraph: &Paragraph| match paragraph {
            Words(words) => words.clone(),
            Link { words, url } => format!("{words}:\n{url}"),
        };
        self.paragraphs.iter().map(paragraph).collect::<Vec<_>>().join("\n\n") + "\n"
    }

    fn html(&self) -> String {
        let paragraph = |paragraph: &Paragraph| match paragraph {
            Words(words) => format!("<p>{}</p>\n", escape_html(words)),
            Link { words, url } => {
                format!("<p><a href=\"{}\">{}</a></p>\n", escape_html(url), escape_html(words))
            }
        };
        let body: String = self.paragraphs.iter().map(paragraph).collect();
        format!("<!DOCTYPE html>\n<html>\n<body dir=\"auto\">\n{body}</body>\n</html>\n")
    }
}

/// A header of letters that need no encoding.
fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), line(value))
}

/// A text as one line: what is broken into several could begin a header.
fn line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= SUBJECT_MAX {
        return text.to_owned();
    }
    text.chars().take(SUBJECT_MAX - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn from() -> Mailbox {
        "Live <live@example.org>".parse().unwrap()
    }

    fn news(streamer: &str, body: &str) -> News {
        News {
            streamer: streamer.to_owned(),
            title: format!("{streamer} is live"),
            body: body.to_owned(),
            url: "/zoe/".to_owned(),
            picture: None,
            icon: None,
        }
    }

    fn formatted(letter: &Letter) -> String {
        let to = MailAddress::parse("ann@example.com").unwrap();
        let mail = String::from_utf8(letter.formatted(&from(), &to, 1_000_000).unwrap()).unwrap();
        assert!(mail.split("\r\n").all(|line| !line.contains(['\r', '\n']) && line.len() <= 998));
        let (head, parts) = mail.split_once("\r\n\r\n").unwrap();
        // soft line breaks; in the head, an encoded word can end like one
        format!("{head}\r\n\r\n{}", parts.replace("=\r\n", ""))
    }

    #[test]
    fn a_mail_says_what_is_on_and_how_to_end_it() {
        let end = "https://live.example.org/-/mail/end/1/abc".to_owned();
        let letter = live(7, ("Live & more", "https://live.example.org"), &news("zoe", "Painting <b>"), end);
        let mail = formatted(&letter);
        for part in [
            "From: Live <live@example.org>\r\n",
            "To: ann@example.com\r\n",
            "Subject: zoe is live: Painting <b>\r\n",
            "Date: Mon, 12 Jan 1970 13:46:40 +0000\r\n",
            "Message-ID: <00000000000000000000000000000007@example.org>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "List-Unsubscribe: <https://live.example.org/-/mail/end/1/abc>\r\n",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
            "Watch:\r\nhttps://live.example.org/zoe/\r\n",
            "<p>Painting &lt;b&gt;</p>",
            "asked Live & more to tell you when zoe goes live",
        ] {
            assert!(mail.contains(part), "{part} in {mail}");
        }
        let asked = formatted(&confirmation(1, "Live", "Zoë", "https://x.example/c".to_owned()));
        assert!(asked.contains("https://x.example/c") && !asked.contains("List-Unsubscribe"));
        assert!(formatted(&test(1, "Live")).contains("Subject: A test of Live\r\n"));
    }

    proptest! {
        #[test]
        fn no_text_adds_a_header_or_a_line_to_them(
            streamer in prop_oneof![".{0,40}", "[a-z\\r\\n: ]{0,40}"],
            body in prop_oneof![".{0,400}", "[A-Z\\r\\n:\u{85}\u{2028} .]{0,200}"],
            site in "[\\PC\\r\\n]{0,40}",
        ) {
            let end = "https://live.example.org/-/mail/end/1/abc".to_owned();
            let mail = formatted(&live(7, (&site, "https://live.example.org"), &news(&streamer, &body), end));
            let (head, rest) = mail.split_once("\r\n\r\n").unwrap();
            prop_assert!(mail.is_ascii());
            let names: Vec<&str> = head
                .split("\r\n")
                .filter(|line| !line.starts_with([' ', '\t']))
                .filter_map(|line| line.split_once(':').map(|(name, _)| name))
                .collect();
            let mut sorted = names.clone();
            sorted.sort_unstable();
            let known = ["Auto-Submitted", "Content-Type", "Date", "From", "List-Unsubscribe", "List-Unsubscribe-Post",
                         "MIME-Version", "Message-ID", "Subject", "To"];
            prop_assert_eq!(sorted, known);
            prop_assert!(!rest.is_empty());
        }
    }
}
