//! Certificates of the server.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{InconsistentKeys, ServerConfig};

/// Why a certificate cannot be used. The text never contains any of the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// The file of the certificate is to blame.
    #[error("{} {why}", file.display())]
    Certificate {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The file of the private key is to blame.
    #[error("{} {why}", file.display())]
    Key {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}

fn unreadable(error: io::Error) -> String {
    format!("cannot be read: {error}")
}

/// Reads the certificates of a file in PEM.
///
/// # Errors
/// It cannot be read, or has none.
pub fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, CertificateError> {
    let wrong = |why: String| CertificateError::Certificate { file: file.to_owned(), why };
    let text = fs::read(file).map_err(unreadable).map_err(wrong)?;
    // the parser's errors can quote the file
    let all = CertificateDer::pem_slice_iter(&text).collect::<Result<Vec<_>, _>>().ok();
    all.filter(|all| !all.is_empty()).ok_or_else(|| wrong("has no certificate in PEM".to_owned()))
}

/// Reads a certificate and its private key, in PEM, for connections by TLS 1.2 and 1.3.
///
/// # Errors
/// Which file cannot be read or used.
pub fn read(certificate: &Path, key: &Path) -> Result<Arc<ServerConfig>, CertificateError> {
    let wrong = |why: String| CertificateError::Certificate { file: certificate.to_owned(), why };
    let wrong_key = |why: String| CertificateError::Key { file: key.to_owned(), why };
    let chain = certificates(certificate)?;
    let private = fs::read(key).map_err(unreadable).map_err(wrong_key)?;
    let private = PrivateKeyDer::from_pem_slice(&private)
        .map_err(|_| wrong_key("has no private key in PEM, or an encrypted one".to_owned()))?;
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong(format!("cannot be used: {error}")))?;
    let config = builder.with_no_client_auth().with_single_cert(chain, private);
    config.map(Arc::new).map_err(|error| match error {
        rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
            wrong_key(format!("is not the private key of {}", certificate.display()))
        }
        rustls::Error::InvalidCertificate(error) => wrong(format!("has a broken certificate: {error}")),
        error => wrong_key(format!("cannot be used: {error}")),
    })
}

#[cfg(test)]
pub mod tests {

    use rustls::pki_types::CertificateDer;
    use tempfile::TempDir;

    use super::*;

    /// A certificate that signs itself, and its key, in files.
    pub struct SelfSigned {
        folder: TempDir,
    }

    impl SelfSigned {
        pub fn new() -> Self {
            let made = Self { folder: tempfile::tempdir().unwrap() };
            made.renew();
            made
        }

        /// Replaces both files; returns the new certificate.
        pub fn renew(&self) -> CertificateDer<'static> {
            let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
            fs::write(self.certificate(), made.cert.pem()).unwrap();
            fs::write(self.key(), made.signing_key.serialize_pem()).unwrap();
            made.cert.der().clone()
        }

        pub fn certificate(&self) -> PathBuf {
            self.folder.path().join("certificate.pem")
        }

        pub fn key(&self) -> PathBuf {
            self.folder.path().join("key.pem")
        }

        fn read(&self) -> Result<Arc<ServerConfig>, CertificateError> {
            super::read(&self.certificate(), &self.key())
        }

        #[track_caller]
        fn refused(&self, file: &Path, expected: &str) {
            let error = self.read().expect_err("this must not be accepted").to_string();
            let expected = format!("{} {expected}", file.display());
            assert!(error.starts_with(&expected), "{error}");
            let private = fs::read_to_string(self.key()).unwrap_or_default();
            let secret: String = private.lines().skip(1).take(1).collect();
            assert!(secret.is_empty() || !error.contains(&secret), "{error}");
        }
    }

    #[test]
    fn certificate_is_used_with_its_key_only() {
        let (one, other) = (SelfSigned::new(), SelfSigned::new());
        assert!(one.read().is_ok());
        fs::copy(other.key(), one.key()).unwrap();
        one.refused(&one.key(), &format!("is not the private key of {}", one.certificate().display()));
    }

    #[test]
    fn error_names_the_file_that_is_to_blame() {
        let files = SelfSigned::new();
        let (certificate, key) = (files.certificate(), files.key());
        let private = fs::read_to_string(&key).unwrap();

        fs::write(&key, private.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY")).unwrap();
        files.refused(&key, "has no private key in PEM, or an encrypted one");
        fs::write(&key, private.replace("-----END", "----END")).unwrap();
        files.refused(&key, "has no private key in PEM");
        fs::remove_file(&key).unwrap();
        files.refused(&key, "cannot be read: No such file");
        fs::create_dir(&key).unwrap();
        files.refused(&key, "cannot be read: ");
        fs::remove_dir(&key).unwrap();
        fs::write(&key, &private).unwrap();

        fs::write(&certificate, &private).unwrap();
        files.refused(&certificate, "has no certificate in PEM");
        fs::write(&certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap();
        files.refused(&certificate, "has a broken certificate");
        fs::remove_file(&certificate).unwrap();
        files.refused(&certificate, "cannot be read: No such file");
    }
}
