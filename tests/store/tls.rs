//! Encrypted connections to database servers: what `ssl-mode` and `sslmode` promise is kept, or the connection refused.

use std::path::Path;
use std::process::Command;

use pystreaming::storage::{Database, DatabaseSettings, MySqlTls, PostgresTls};

use crate::fixture::secrets;
use crate::mariadb::MariaDb;
use crate::postgres::{self, Postgres};

/// Makes an authority, `ca.pem`, and a certificate by it for a host, `server.pem` with `server.key`.
fn certificate(folder: &Path, host: &str) {
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
}

/// A server that shows a certificate for a host.
async fn encrypted_mariadb(folder: &Path, host: &str) -> MariaDb {
    certificate(folder, host);
    let at = |file: &str| folder.join(file).display().to_string();
    let options = [format!("--ssl-cert={}", at("server.pem")), format!("--ssl-key={}", at("server.key"))];
    MariaDb::start_with(options.into()).await
}

/// A server that shows a certificate for a host, and lets nobody in without encryption.
async fn encrypted_postgres(folder: &Path, host: &str) -> Postgres {
    certificate(folder, host);
    Postgres::start_encrypted(&folder.join("server.pem"), &folder.join("server.key")).await
}

fn on_postgres(settings: &DatabaseSettings, tls: PostgresTls) -> DatabaseSettings {
    let DatabaseSettings::Postgres(mut settings) = settings.clone() else { panic!() };
    settings.tls = tls;
    DatabaseSettings::Postgres(settings)
}

fn on_mysql(settings: &DatabaseSettings, tls: MySqlTls) -> DatabaseSettings {
    let DatabaseSettings::MySql(mut settings) = settings.clone() else { panic!() };
    settings.tls = tls;
    DatabaseSettings::MySql(settings)
}

fn verified(authority: &Path) -> MySqlTls {
    MySqlTls::Verified { authority: Some(authority.to_owned()) }
}

#[tokio::test]
async fn a_certificate_of_mysql_is_looked_at_when_asked_for() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    certificate(other.path(), "IP:127.0.0.1");
    let server = encrypted_mariadb(folder.path(), "IP:127.0.0.1").await;
    let settings = server.settings("site");
    Database::create(&settings, &secrets()).await.unwrap();
    server.execute("mysql", "ALTER USER site REQUIRE SSL").await;

    for tls in [MySqlTls::Preferred, MySqlTls::Required, verified(&folder.path().join("ca.pem"))] {
        Database::connect(&on_mysql(&settings, tls.clone()))
            .await
            .unwrap_or_else(|error| panic!("{tls:?}: {error}"));
    }
    for (tls, expected) in [
        (MySqlTls::Disabled, "refuses user or password"),
        (verified(&other.path().join("ca.pem")), "no encrypted connection as `ssl-mode` asks for"),
        (MySqlTls::Verified { authority: None }, "no encrypted connection as `ssl-mode` asks for"),
        (verified(Path::new("/absent.pem")), "the file of `ssl-ca` is not there"),
    ] {
        let refused = Database::connect(&on_mysql(&settings, tls)).await.unwrap_err().to_string();
        assert!(refused.contains(expected), "{refused}");
    }
}

#[tokio::test]
async fn a_mysql_server_with_a_certificate_for_another_host_or_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let server = encrypted_mariadb(folder.path(), "DNS:elsewhere.example").await;
    let settings = server.settings("site");
    Database::create(&on_mysql(&settings, MySqlTls::Required), &secrets()).await.unwrap();
    let refused = Database::connect(&on_mysql(&settings, verified(&folder.path().join("ca.pem")))).await;
    assert!(refused.unwrap_err().to_string().contains("not valid for name"));

    let bare = MariaDb::start().await;
    let settings = bare.settings("site");
    Database::create(&settings, &secrets()).await.unwrap();
    let refused = Database::connect(&on_mysql(&settings, MySqlTls::Required)).await.unwrap_err().to_string();
    assert!(refused.contains("encrypt"), "{refused}");
}

#[tokio::test]
async fn a_certificate_of_postgres_is_looked_at_when_asked_for() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    certificate(other.path(), "IP:127.0.0.1");
    let (ours, theirs) = (folder.path().join("ca.pem"), other.path().join("ca.pem"));
    let server = encrypted_postgres(folder.path(), "IP:127.0.0.1").await;
    let settings = server.settings("site");
    Database::create(&settings, &secrets()).await.unwrap();

    for tls in [
        PostgresTls::Prefer,
        PostgresTls::Require,
        PostgresTls::VerifyCa(Some(ours.clone())),
        PostgresTls::VerifyFull(Some(ours)),
    ] {
        Database::connect(&on_postgres(&settings, tls.clone()))
            .await
            .unwrap_or_else(|error| panic!("{tls:?}: {error}"));
    }
    for (tls, expected) in [
        (PostgresTls::Disable, "refuses user or password"),
        (PostgresTls::VerifyCa(Some(theirs.clone())), "no encrypted connection as `sslmode` asks for"),
        (PostgresTls::VerifyFull(Some(theirs)), "no encrypted connection as `sslmode` asks for"),
        (PostgresTls::VerifyCa(None), "no encrypted connection as `sslmode` asks for"),
        (PostgresTls::VerifyFull(None), "no encrypted connection as `sslmode` asks for"),
        (PostgresTls::VerifyFull(Some("/absent.pem".into())), "the file of `sslrootcert` is not there"),
    ] {
        let refused = Database::connect(&on_postgres(&settings, tls)).await.unwrap_err().to_string();
        assert!(refused.contains(expected), "{refused}");
    }
}

#[tokio::test]
async fn a_postgres_server_with_a_certificate_for_another_host_or_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let authority = folder.path().join("ca.pem");
    let server = encrypted_postgres(folder.path(), "DNS:elsewhere.example").await;
    let settings = server.settings("site");
    let by_authority = on_postgres(&settings, PostgresTls::VerifyCa(Some(authority.clone())));
    Database::create(&by_authority, &secrets()).await.unwrap();
    let verified = on_postgres(&settings, PostgresTls::VerifyFull(Some(authority)));
    let refused = Database::connect(&verified).await.unwrap_err().to_string();
    assert!(refused.contains("not valid for name"), "{refused}");

    let bare = Postgres::start().await;
    let settings = bare.settings("site");
    Database::create(&settings, &secrets()).await.unwrap();
    let required = on_postgres(&settings, PostgresTls::Require);
    let refused = Database::connect(&required).await.unwrap_err().to_string();
    assert!(refused.contains("no encrypted connection"), "{refused}");
}

#[tokio::test]
async fn variables_of_other_programs_do_not_say_how_postgres_is_reached() {
    let folder = tempfile::tempdir().unwrap();
    let server = encrypted_postgres(folder.path(), "IP:127.0.0.1").await;
    let url = server.url("site");
    let create = |url: &str| {
        std::fs::write(folder.path().join("config.yaml"), format!("database: {url}")).unwrap();
        let mut program = Command::new(env!("CARGO_BIN_EXE_pystreaming-admin"));
        program.args(["--config", "config.yaml", "database", "create"]).current_dir(folder.path());
        program.env("PGHOST", "/nowhere").env("PGHOSTADDR", "192.0.2.1").env("PGPORT", "1");
        program.env("PGUSER", "nobody").env("PGDATABASE", "nothing").env("PGSSLMODE", "disable");
        program.env("PGPASSWORD", postgres::PASSWORD).env("PGSSLROOTCERT", folder.path().join("ca.pem"));
        let output = program.output().unwrap();
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    };
    let (_, place) = url.split_once('@').unwrap();
    let (is_made, error) = create(&format!("postgres://site@{place}"));
    assert!(!is_made && error.contains("refuses user or password"), "{error}");
    let (is_made, error) = create(&format!("{url}?sslmode=verify-full"));
    assert!(!is_made && error.contains("no encrypted connection as `sslmode` asks for"), "{error}");
    assert_eq!(create(&url), (true, String::new()));
}
