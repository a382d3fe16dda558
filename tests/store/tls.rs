//! Encrypted connections to MySQL: what `ssl-mode` promises is kept, or the connection refused.

use std::path::Path;
use std::process::Command;

use pystreaming::storage::{Database, DatabaseSettings, MySqlTls};

use crate::fixture::secrets;
use crate::mariadb::MariaDb;

/// Makes an authority and a certificate by it for a host; answers the options that have a server show it.
fn certificate(folder: &Path, host: &str) -> Vec<String> {
    let run = |arguments: &str| {
        let output = Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output();
        let output = output.unwrap_or_else(|error| panic!("openssl: {error}"));
        assert!(output.status.success(), "openssl: {}", String::from_utf8_lossy(&output.stderr));
    };
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    run(&format!("req -x509 {key} -subj /CN=authority -days 2 -keyout ca.key -out ca.pem"));
    run(&format!(
        "req {key} -subj /CN=server -keyout server.key -out server.csr -addext subjectAltName={host}"
    ));
    run("x509 -req -in server.csr -CA ca.pem -CAkey ca.key -days 2 -copy_extensions copy -out server.pem");
    let at = |file: &str| folder.join(file).display().to_string();
    vec![format!("--ssl-cert={}", at("server.pem")), format!("--ssl-key={}", at("server.key"))]
}

fn with(settings: &DatabaseSettings, tls: MySqlTls) -> DatabaseSettings {
    let DatabaseSettings::MySql(mut settings) = settings.clone() else { panic!() };
    settings.tls = tls;
    DatabaseSettings::MySql(settings)
}

fn verified(authority: &Path) -> MySqlTls {
    MySqlTls::Verified { authority: Some(authority.to_owned()) }
}

#[tokio::test]
async fn a_certificate_is_looked_at_when_asked_for() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    certificate(other.path(), "IP:127.0.0.1");
    let server = MariaDb::start_with(certificate(folder.path(), "IP:127.0.0.1")).await;
    let settings = server.settings("site");
    Database::create(&settings, &secrets()).await.unwrap();
    server.execute("mysql", "ALTER USER site REQUIRE SSL").await;

    for tls in [MySqlTls::Preferred, MySqlTls::Required, verified(&folder.path().join("ca.pem"))] {
        Database::connect(&with(&settings, tls.clone()))
            .await
            .unwrap_or_else(|error| panic!("{tls:?}: {error}"));
    }
    for (tls, expected) in [
        (MySqlTls::Disabled, "refuses user or password"),
        (verified(&other.path().join("ca.pem")), "no encrypted connection as `ssl-mode` asks for"),
        (MySqlTls::Verified { authority: None }, "no encrypted connection as `ssl-mode` asks for"),
        (verified(Path::new("/absent.pem")), "the file of `ssl-ca` is not there"),
    ] {
        let refused = Database::connect(&with(&settings, tls)).await.unwrap_err().to_string();
        assert!(refused.contains(expected), "{refused}");
    }
}

#[tokio::test]
async fn a_certificate_for_another_host_and_a_server_without_one_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let server = MariaDb::start_with(certificate(folder.path(), "DNS:elsewhere.example")).await;
    let settings = server.settings("site");
    Database::create(&with(&settings, MySqlTls::Required), &secrets()).await.unwrap();
    let refused = Database::connect(&with(&settings, verified(&folder.path().join("ca.pem")))).await;
    assert!(refused.unwrap_err().to_string().contains("not valid for name"));

    let bare = MariaDb::start().await;
    let settings = bare.settings("site");
    Database::create(&settings, &secrets()).await.unwrap();
    let refused = Database::connect(&with(&settings, MySqlTls::Required)).await.unwrap_err().to_string();
    assert!(refused.contains("encrypt"), "{refused}");
}
