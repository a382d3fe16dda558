//! The mailer with a mail server that accepts, refuses, waits and breaks.

#[allow(dead_code, reason = "shared, and not every helper is needed by all")]
#[path = "../../../tests/support/smtp.rs"]
mod smtp;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use pystreaming_actors::model::names::{Secrets, Token};
use pystreaming_actors::model::{Follower, Receiver};
use pystreaming_actors::ports::{SystemClock, Told};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;

use self::smtp::{DROP, HANG, MailServer as Server};
use super::{MailAddress, MailError, MailServer, Mailer};
use crate::config::{MailTls, Secret};
use crate::followers::counts::{Counts, Outcome};
use crate::followers::news::News;
use crate::tls;

fn to(server: &Server) -> MailServer {
    MailServer {
        host: "127.0.0.1".to_owned(),
        port: server.address.port(),
        tls: MailTls::None,
        authority: None,
        login: None,
        from: "Live <live@example.org>".parse().unwrap(),
        hello: "live.example.org".to_owned(),
        patience: Duration::from_millis(1500),
        acceptance: Duration::from_millis(1500),
    }
}

fn mailer(server: MailServer) -> Mailer {
    let origin = "https://live.example.org".to_owned();
    Mailer::new(server, Secrets::derive("site"), origin, || "Live".to_owned())
}

fn address(name: &str) -> MailAddress {
    MailAddress::parse(&format!("{name}@example.com")).unwrap()
}

fn follower(mailer: &Mailer, id: i64, name: &str) -> Follower {
    Follower { id, attempts: 0, to: Receiver::Mail(mailer.kept(&address(name)).unwrap()) }
}

fn news() -> News {
    News {
        streamer: "zoe".to_owned(),
        title: "zoe is live".to_owned(),
        body: "Painting".to_owned(),
        url: "/zoe/".to_owned(),
        picture: None,
        icon: None,
    }
}

/// What becomes of telling three followers.
async fn told(server: &Server) -> (Vec<Told>, Counts) {
    let mailer = mailer(to(server));
    let due = vec![follower(&mailer, 1, "ann"), follower(&mailer, 2, "bob"), follower(&mailer, 3, "eve")];
    let counts = Counts::default();
    let told = mailer.tell(due, (&news(), &Token::stored("b1")), &SystemClock, &counts).await;
    assert_eq!(told.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [1, 2, 3]);
    (told.into_iter().map(|(_, told)| told).collect(), counts)
}

fn is_later(told: &Told) -> bool {
    matches!(told, Told::Later { attempts: 1, .. })
}

async fn tested(server: MailServer) -> MailError {
    mailer(server).test(&address("ann"), 1_000_000).await.unwrap_err()
}

#[tokio::test]
async fn followers_are_told_by_one_connection_each_with_a_link_of_their_own() {
    let server = Server::start(&[]);
    let (told, counts) = told(&server).await;
    assert_eq!(told, [Told::Done; 3]);
    assert_eq!(counts.of(Outcome::Sent), 3);
    let mails = server.mails();
    assert_eq!(mails.iter().map(|mail| mail.connection).collect::<Vec<_>>(), [1, 1, 1]);
    assert_eq!((mails[1].from.as_str(), mails[1].to.as_str()), ("live@example.org", "bob@example.com"));
    let links =
        mails.iter().map(|mail| mail.link("https://live.example.org/-/mail/end/")).collect::<Vec<_>>();
    assert!(
        links[0].contains("/1/") && links[1].contains("/2/") && links[0][40..] != links[1][40..],
        "{links:?}"
    );
    assert_eq!(server.commands()[0], "EHLO live.example.org");
    assert_eq!(server.commands().last().unwrap(), "QUIT");
}

#[tokio::test]
async fn a_mail_that_is_sent_again_can_be_told_from_a_new_one() {
    let server = Server::start(&[]);
    let mailer = mailer(to(&server));
    for broadcast in ["b1", "b1", "b2"] {
        let (due, counts) = (vec![follower(&mailer, 1, "ann")], Counts::default());
        mailer.tell(due, (&news(), &Token::stored(broadcast)), &SystemClock, &counts).await;
    }
    let mails = server.mails();
    let ids: Vec<&str> = mails
        .iter()
        .map(|mail| mail.text.lines().find(|line| line.starts_with("Message-ID: ")).expect("an id"))
        .collect();
    assert!(ids[0] == ids[1] && ids[1] != ids[2], "{ids:?}");
}

#[tokio::test]
async fn an_answer_about_one_follower_is_not_about_the_others() {
    let server = Server::start(&[]);
    server.answer("RCPT", &["550 5.1.1 <ann@example.com>: no such user", "450 4.2.0 greylisted"]);
    let (told, counts) = told(&server).await;
    assert_eq!(told[0], Told::Gone);
    assert!(is_later(&told[1]));
    assert_eq!(told[2], Told::Done);
    assert_eq!((counts.of(Outcome::Gone), counts.of(Outcome::Failed), counts.of(Outcome::Sent)), (1, 1, 1));
    let server = Server::start(&[]);
    server.answer("RCPT", &["554 5.7.1 relay access denied"]);
    server.answer(".", &["554 5.7.1 spam", "451 try again"]);
    let (told, _) = self::told(&server).await;
    assert_eq!(told[..2], [Told::GivenUp; 2], "nobody is erased for what the site does");
    assert!(is_later(&told[2]));
    assert_eq!(server.mails().len(), 0);
}

#[tokio::test]
async fn a_server_that_is_away_or_silent_delays_all_and_is_asked_once() {
    for (verb, answer) in [
        ("GREETING", HANG),
        ("GREETING", "421 too busy"),
        ("EHLO", DROP),
        ("MAIL", "421 bye"),
        ("MAIL", "550 not yours"),
        (".", HANG),
        ("RCPT", DROP),
    ] {
        let server = Server::start(&[]);
        server.answer(verb, &[answer; 3]);
        let begun = Instant::now();
        let (told, counts) = told(&server).await;
        assert!(told.iter().all(is_later), "{verb} {answer}: {told:?}");
        assert_eq!(counts.of(Outcome::Failed), 1, "the others were not tried");
        assert!(begun.elapsed() < Duration::from_secs(6), "{verb} {answer}");
        let greetings = server.commands().iter().filter(|command| command.starts_with("EHLO")).count();
        assert!(greetings <= 2, "{verb} {answer}: a second one is HELO at most");
    }
}

#[tokio::test]
async fn a_follower_whose_address_cannot_be_read_is_gone() {
    let server = Server::start(&[]);
    let former = Mailer::new(to(&server), Secrets::derive("former"), String::new(), String::new);
    let (due, counts) = (vec![follower(&former, 1, "ann")], Counts::default());
    let told = mailer(to(&server)).tell(due, (&news(), &Token::stored("b1")), &SystemClock, &counts).await;
    assert_eq!(told, [(1, Told::Gone)]);
    assert_eq!(server.commands().len(), 0);
}

#[tokio::test]
async fn a_test_says_what_is_wrong() {
    let server = Server::start(&[]);
    mailer(to(&server)).test(&address("ann"), 1_000_000).await.unwrap();
    assert!(server.mails()[0].text.contains("Subject: A test of Live"));
    let error = tested(encrypted_to(&server)).await;
    assert_eq!(error, MailError::NoStartTls("127.0.0.1".to_owned()));
    let login = Some(("live".to_owned(), Secret::new("hunter2")));
    let error = tested(MailServer { login: login.clone(), ..to(&server) }).await;
    assert_eq!(error, MailError::NoLogin("127.0.0.1".to_owned()));
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = tested(MailServer { port: closed, ..to(&server) }).await.to_string();
    assert!(error.starts_with("the mail server 127.0.0.1 cannot be reached: "), "{error}");

    let server = Server::start(&["AUTH PLAIN LOGIN", "STARTTLS"]);
    server.answer("AUTH", &["535 5.7.8 wrong password"]);
    let error = tested(MailServer { login, ..to(&server) }).await.to_string();
    assert_eq!(
        error,
        "the mail server 127.0.0.1 does not accept `mail.user` and `mail.password`: 535 5.7.8 wrong password"
    );
    server.answer("RCPT", &["550 5.1.1 no such user"]);
    let error = tested(to(&server)).await.to_string();
    assert_eq!(error, "the mail server 127.0.0.1 does not accept the recipient: 550 5.1.1 no such user");
    // it says that it encrypts, and does not
    let before = server.commands().len();
    let error = tested(MailServer { host: "localhost".to_owned(), ..encrypted_to(&server) }).await;
    assert!(matches!(error, MailError::Encryption(..) | MailError::Slow(_) | MailError::Lost(_)), "{error}");
    assert!(server.commands()[before..].iter().all(|command| !command.starts_with("MAIL")));
}

fn encrypted_to(server: &Server) -> MailServer {
    MailServer { tls: MailTls::StartTls, ..to(server) }
}

/// The files of a certificate for this name, signed by an authority of its own, and of that authority.
fn certificate(folder: &Path, name: &str) -> (Arc<ServerConfig>, PathBuf) {
    let key = || KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let signer = CertifiedIssuer::self_signed(authority, key()).unwrap();
    let own = key();
    let certificate =
        CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&own, &signer).unwrap();
    let file = |ending: &str, contents: String| {
        let file = folder.join(format!("{name}.{ending}"));
        std::fs::write(&file, contents).unwrap();
        file
    };
    let config = tls::read(&file("pem", certificate.pem()), &file("key", own.serialize_pem())).unwrap();
    (config, file("authority.pem", signer.as_ref().pem()))
}

#[tokio::test]
async fn a_connection_is_encrypted_for_a_server_whose_authority_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let (config, authority) = certificate(folder.path(), "localhost");
    let (_, another) = certificate(folder.path(), "another.example");
    let login = Some(("live".to_owned(), Secret::new("hunter2")));
    let servers = [
        (MailTls::StartTls, Server::encrypted(&["AUTH PLAIN", "STARTTLS"], Arc::clone(&config))),
        (MailTls::Tls, Server::encrypted(&["AUTH PLAIN"], config)),
    ];
    for (tls, server) in servers {
        let with = |host: &str, authority: Option<&Path>| MailServer {
            host: host.to_owned(),
            tls,
            authority: authority.map(Path::to_owned),
            login: login.clone(),
            ..to(&server)
        };
        for (host, authority) in
            [("localhost", None), ("localhost", Some(&*another)), ("127.0.0.1", Some(&*authority))]
        {
            let error = tested(with(host, authority)).await;
            assert!(matches!(error, MailError::Encryption(..)), "{tls:?} {host} {authority:?}: {error}");
        }
        let missing = tested(with("localhost", Some(&folder.path().join("missing.pem")))).await.to_string();
        assert!(
            missing.starts_with("`mail.authority`: ") && missing.contains("missing.pem cannot be read"),
            "{missing}"
        );
        assert!(server.commands().iter().all(|command| !command.starts_with("AUTH")), "no password went out");
        mailer(with("localhost", Some(&authority))).test(&address("ann"), 1_000_000).await.unwrap();
        assert!(server.mails()[0].text.contains("Subject: A test of Live"), "{tls:?}");
    }
}
