//! Why there is no answer, in words that hold nothing of the request, of a proxy's password or of an answer.

use std::io;

use rustls::CertificateError;
use ureq::Error;

const NO_ADDRESS: &str =
    "the host name has no address: is it spelled right, and does this machine's resolver answer?";

pub(crate) fn of(error: &Error) -> String {
    match error {
        Error::Timeout(_) => "the answer was not complete when the time was up".to_owned(),
        Error::HostNotFound => NO_ADDRESS.to_owned(),
        Error::LargeResponseHeader(_, limit) => {
            format!("the headers of the answer are longer than {limit} bytes")
        }
        Error::Protocol(_) | Error::Http(_) => "the answer cannot be read as HTTP/1.1".to_owned(),
        Error::ConnectProxyFailed(_) => "the proxy opened no way to the server".to_owned(),
        Error::RequireHttpsOnly(_) => "the agent speaks https alone (https_only)".to_owned(),
        Error::Rustls(error) => of_tls(error),
        Error::Io(error) => of_io(error),
        _ => "the request could not be made".to_owned(),
    }
}

/// A TLS error comes out of a handshake in the dress of an error of input and output.
fn of_io(error: &io::Error) -> String {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    match (inner, error.kind()) {
        (Some(error), _) => of_tls(error),
        (None, io::ErrorKind::UnexpectedEof) => "the answer was cut off".to_owned(),
        // It has no kind of its own, and no number of the system.
        (None, _) if error.to_string().starts_with("failed to lookup address") => {
            NO_ADDRESS.to_owned()
        }
        (None, kind) => format!("the connection failed ({kind})"),
    }
}

fn of_tls(error: &rustls::Error) -> String {
    let problem = match error {
        rustls::Error::InvalidCertificate(problem) => problem,
        // It comes from the set-up alone.
        rustls::Error::General(_) => {
            return "this system knows no certification authority: install its package \
                    ca-certificates, or name one with Ureq::with_roots"
                .to_owned();
        }
        _ => {
            return "the server speaks no TLS, or none that is spoken here (1.2 and 1.3)"
                .to_owned();
        }
    };
    let problem = match problem {
        // A signature is another's where two authorities have one name.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            "is from an authority that is not trusted here (Ureq::with_roots trusts another)"
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "is for another host name"
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "has expired",
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "is not valid yet: is the clock right?"
        }
        CertificateError::Revoked => "was revoked",
        _ => "cannot be accepted",
    };
    format!("the server's certificate {problem}")
}
