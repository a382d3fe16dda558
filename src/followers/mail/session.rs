//! A connection to the site's mail server: one mail after the other, each in limited time.

use std::error::Error as _;
use std::path::PathBuf;
use std::time::Duration;

use lettre::Address;
use lettre::message::Mailbox;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, TlsParameters, TlsParametersBuilder,
};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use url::Url;

use crate::config::{Config, MailTls, Secret, mail_server, sender};
use crate::followers::retry::Answer;
use crate::tls::{self, CertificateError};

/// The standard allows minutes; a healthy mail server answers sooner.
const PATIENCE: Duration = Duration::from_secs(20);
/// A server may look through a mail before it accepts it. Who gives up too early sends it twice.
const ACCEPTANCE: Duration = Duration::from_secs(5 * 60);
/// How long a server is told goodbye.
const GOODBYE: Duration = Duration::from_secs(2);
/// Longest answer that is shown, in characters.
const ANSWER_MAX: usize = 300;

/// The site's mail server and how to use it.
#[derive(Debug, Clone)]
pub struct MailServer {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub tls: MailTls,
    /// A file with an authority that is trusted besides those that browsers know.
    pub authority: Option<PathBuf>,
    /// A name and a password; `None` where it wants none.
    pub login: Option<(String, Secret)>,
    /// The sender.
    pub from: Mailbox,
    /// By what name this server greets.
    pub hello: String,
    /// How long it may take to connect and log in, and to take the sender and the recipient of a mail.
    pub patience: Duration,
    /// How long it may take to accept a mail that it has.
    pub acceptance: Duration,
}

impl MailServer {
    /// The one of the configuration; `None` if it has none, or not all that it needs.
    pub fn of(config: &Config) -> Option<Self> {
        let mail = &config.mail;
        let (host, port) = mail_server(mail.server.as_deref()?)?;
        let from = sender(mail.from.as_deref()?)?;
        let login = mail.user.clone().zip(mail.password.clone());
        // mail servers mistrust who greets by another name
        let site = config.site_url.as_deref().and_then(|url| Url::parse(url).ok());
        let hello = site.as_ref().and_then(|url| url.host_str()).unwrap_or(from.email.domain()).to_owned();
        Some(Self {
            host,
            port,
            tls: mail.tls,
            authority: mail.authority.clone(),
            login,
            from,
            hello,
            patience: PATIENCE,
            acceptance: ACCEPTANCE,
        })
    }
}

/// Why a mail was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// No connection, or no greeting.
    #[error("the mail server {0} cannot be reached: {1}")]
    Unreachable(String, String),
    /// It took too long.
    #[error("the mail server {0} does not answer in time")]
    Slow(String),
    /// It does not encrypt.
    #[error(
        "the mail server {0} offers no STARTTLS; set `mail.tls` to `tls` if its port is encrypted from the beginning"
    )]
    NoStartTls(String),
    /// The authority that signs its certificate cannot be read.
    #[error("`mail.authority`: {0}")]
    Authority(CertificateError),
    /// The encryption failed.
    #[error("the encrypted connection to the mail server {0} failed: {1}")]
    Encryption(String, String),
    /// It does not take passwords as this server sends them.
    #[error("the mail server {0} takes no password (PLAIN, LOGIN); remove `mail.user` and `mail.password`")]
    NoLogin(String),
    /// It does not accept the password.
    #[error("the mail server {0} does not accept `mail.user` and `mail.password`: {1}")]
    Login(String, Refusal),
    /// It does not accept the sender.
    #[error("the mail server {0} does not accept `mail.from`: {1}")]
    Sender(String, Refusal),
    /// It does not accept the recipient.
    #[error("the mail server {0} does not accept the recipient: {1}")]
    Recipient(String, Refusal),
    /// It does not accept the mail.
    #[error("the mail server {0} does not accept the mail: {1}")]
    Message(String, Refusal),
    /// The connection broke.
    #[error("the connection to the mail server {0} broke")]
    Lost(String),
    /// The mail cannot be written.
    #[error("the mail cannot be made")]
    Unwritable,
}

/// An answer by which a server refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code} {text}")]
pub struct Refusal {
    code: u16,
    /// It can name the recipient.
    text: String,
}

impl Refusal {
    fn is_permanent(&self) -> bool {
        self.code >= 500
    }

    /// Whether it says that the mailbox does not exist, by an enhanced code (RFC 3463). Without one it can as well mean that this
    /// server may not send at all.
    fn is_about_mailbox(&self) -> bool {
        self.is_permanent() && (self.text.starts_with("5.1.") || self.text.starts_with("5.2.1"))
    }
}

impl MailError {
    /// What it means for the follower.
    pub(super) fn answer(&self) -> Answer {
        match self {
            Self::Recipient(_, refusal) if refusal.is_about_mailbox() => Answer::Gone,
            Self::Recipient(_, refusal) | Self::Message(_, refusal) if refusal.is_permanent() => {
                Answer::Refused
            }
            Self::Unwritable => Answer::Refused,
            _ => Answer::Later(None),
        }
    }

    /// Whether the next mail would fail too.
    pub(super) fn is_general(&self) -> bool {
        !matches!(self, Self::Recipient(..) | Self::Message(..) | Self::Unwritable)
    }

    /// What may stand in a log: answers can name the recipient.
    pub(super) fn for_log(&self) -> String {
        match self {
            Self::Recipient(_, refusal) => format!("it does not accept a recipient: {}", refusal.code),
            Self::Message(_, refusal) => format!("it does not accept a mail: {}", refusal.code),
            other => other.to_string(),
        }
    }
}

/// A connection that is logged in.
pub(super) struct Session {
    connection: AsyncSmtpConnection,
    server: String,
    patience: Duration,
    acceptance: Duration,
}

impl Session {
    /// Connects.
    ///
    /// # Errors
    /// See [`MailError`].
    pub async fn open(to: &MailServer) -> Result<Self, MailError> {
        let opened = tokio::time::timeout(to.patience, Self::connect(to)).await;
        opened.unwrap_or_else(|_| Err(MailError::Slow(to.host.clone())))
    }

    async fn connect(to: &MailServer) -> Result<Self, MailError> {
        let server = to.host.clone();
        let encryption = |error: Error| MailError::Encryption(server.clone(), cause(&error));
        let tls = match to.tls {
            MailTls::None => None,
            _ => Some(parameters(to).await?.build_rustls().map_err(encryption)?),
        };
        let hello = ClientId::Domain(to.hello.clone());
        let at_once = tls.clone().filter(|_| to.tls == MailTls::Tls);
        let place = (to.host.as_str(), to.port);
        let connected =
            AsyncSmtpConnection::connect_tokio1(place, Some(to.patience), &hello, at_once, None).await;
        let mut connection = connected.map_err(|error| match is_about_encryption(&error) {
            true => encryption(error),
            false => MailError::Unreachable(server.clone(), cause(&error)),
        })?;
        if to.tls == MailTls::StartTls
            && let Some(tls) = tls
        {
            if !connection.can_starttls() {
                close(&mut connection).await;
                return Err(MailError::NoStartTls(server));
            }
            connection.starttls(tls, &hello).await.map_err(encryption)?;
        }
        if let Some((user, password)) = &to.login {
            let known = [Mechanism::Plain, Mechanism::Login];
            if connection.server_info().get_auth_mechanism(&known).is_none() {
                close(&mut connection).await;
                return Err(MailError::NoLogin(server));
            }
            let login = Credentials::new(user.clone(), password.reveal().to_owned());
            if let Err(error) = connection.auth(&known, &login).await {
                return Err(refused(&server, &error, MailError::Login));
            }
        }
        Ok(Self { connection, server, patience: to.patience, acceptance: to.acceptance })
    }

    /// Passes on a mail.
    ///
    /// # Errors
    /// See [`MailError`].
    pub async fn send(&mut self, from: &Address, to: &Address, mail: &[u8]) -> Result<(), MailError> {
        let slow = MailError::Slow(self.server.clone());
        let begun = tokio::time::timeout(self.patience, self.begin(from, to)).await;
        begun.unwrap_or_else(|_| Err(slow.clone()))?;
        let Self { connection, server, acceptance, .. } = self;
        let passed = tokio::time::timeout(*acceptance, connection.message(mail)).await.map_err(|_| slow)?;
        passed.map(drop).map_err(|error| refused(server, &error, MailError::Message))
    }

    /// Names sender and recipient, after which the mail itself can follow.
    async fn begin(&mut self, from: &Address, to: &Address) -> Result<(), MailError> {
        let Self { connection, server, .. } = self;
        let sender = connection.command(Mail::new(Some(from.clone()), Vec::new())).await;
        sender.map_err(|error| refused(server, &error, MailError::Sender))?;
        let recipient = connection.command(Rcpt::new(to.clone(), Vec::new())).await;
        let mut begun = recipient.map(drop).map_err(|error| refused(server, &error, MailError::Recipient));
        if begun.is_ok() {
            let data = connection.command(Data).await;
            begun = data.map(drop).map_err(|error| refused(server, &error, MailError::Message));
        }
        if begun.as_ref().is_err_and(|error| !error.is_general()) {
            // for the next mail
            connection.command(Rset).await.map_err(|_| MailError::Lost(server.clone()))?;
        }
        begun
    }

    /// Says goodbye.
    pub async fn close(mut self) {
        close(&mut self.connection).await;
    }
}

/// How the connection is encrypted. The authority is read each time, since its file is replaced now and then.
async fn parameters(to: &MailServer) -> Result<TlsParametersBuilder, MailError> {
    let builder = TlsParameters::builder(to.host.clone());
    let Some(file) = to.authority.clone() else { return Ok(builder) };
    let read = tokio::task::spawn_blocking(move || tls::certificates(&file)).await;
    let authorities = read.map_err(|_| MailError::Lost(to.host.clone()))?.map_err(MailError::Authority)?;
    authorities.into_iter().try_fold(builder, |builder, authority| {
        let authority = Certificate::from_der(authority.to_vec())
            .map_err(|error| MailError::Encryption(to.host.clone(), cause(&error)))?;
        Ok(builder.add_root_certificate(authority))
    })
}

async fn close(connection: &mut AsyncSmtpConnection) {
    let _ = tokio::time::timeout(GOODBYE, connection.abort()).await;
}

/// Whether a connection failed for its encryption: if it is encrypted from the beginning, that hides among the causes.
fn is_about_encryption(error: &Error) -> bool {
    let mut cause = error.source();
    while let Some(known) = cause {
        let inner = known.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if known.is::<rustls::Error>() || inner.is_some_and(|inner| inner.is::<rustls::Error>()) {
            return true;
        }
        cause = known.source();
    }
    error.is_tls()
}

/// What an error of a command means.
fn refused(server: &str, error: &Error, as_what: fn(String, Refusal) -> MailError) -> MailError {
    match error.status() {
        // it closes the connection
        Some(code) if u16::from(code) == 421 => MailError::Lost(server.to_owned()),
        Some(code) => as_what(server.to_owned(), Refusal { code: code.into(), text: cause(error) }),
        None => MailError::Lost(server.to_owned()),
    }
}

/// The innermost words of an error, as one line.
fn cause(error: &Error) -> String {
    let text = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let line = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    line.chars().take(ANSWER_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_answer_about_the_mailbox_says_that_it_is_gone() {
        let answer = |code, text: &str| {
            MailError::Recipient("mail".into(), Refusal { code, text: text.to_owned() }).answer()
        };
        for text in ["5.1.1 <ann@example.com>: unknown", "5.1.10 no mail at all", "5.2.1 disabled"] {
            assert_eq!(answer(550, text), Answer::Gone, "{text}");
        }
        for text in ["5.7.1 relaying denied", "relay not permitted", "5.2.2 full"] {
            assert_eq!(answer(550, text), Answer::Refused, "{text}");
        }
        assert_eq!(answer(450, "4.2.0 greylisted"), Answer::Later(None));
        let refusal = || Refusal { code: 550, text: "5.7.1 no".into() };
        assert_eq!(MailError::Sender("mail".into(), refusal()).answer(), Answer::Later(None));
        assert_eq!(MailError::Message("mail".into(), refusal()).answer(), Answer::Refused);
        assert!(MailError::Login("mail".into(), refusal()).is_general());
        let named =
            MailError::Recipient("mail".into(), Refusal { code: 550, text: "<ann@example.com>".into() });
        assert!(!named.for_log().contains("ann"));
    }
}
