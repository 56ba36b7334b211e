//! A processor that lacks an instruction. In a build for tests the engine asks the environment, too, which
//! the tests of the core's own package do without.

use std::process::Command;

use glassbox::jwks::RemoteKeys;
use glassbox::{Algorithm, KeyError, PrivateKey, PublicKey};
use glassbox_ureq::Ureq;

const PRIVATE: &str = include_str!("../pairs/files/p256.pem");
const PUBLIC: &str = include_str!("../pairs/files/p256.pub.pem");

#[test]
fn an_old_processor_is_an_error_and_no_panic() {
    const CHILD: &str = "GLASSBOX_OLD_PROCESSOR";
    if std::env::var_os(CHILD).is_none() {
        assert!(PrivateKey::es256(PRIVATE).is_ok() && PublicKey::es256(PUBLIC).is_ok());
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "processor::an_old_processor_is_an_error_and_no_panic"])
            .env(CHILD, "1")
            .env("GRAVIOLA_CPU_DISABLE_aes", "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&child.stdout);
        assert!(child.status.success() && said.contains("1 passed"), "{said}");
        return;
    }
    let refused = Err(KeyError::UnsupportedCpu);
    assert_eq!(PrivateKey::es256(PRIVATE).map(drop), refused);
    assert_eq!(PublicKey::es256(PUBLIC).map(drop), refused);
    for algorithm in [Algorithm::Rs256, Algorithm::Es256, Algorithm::EdDsa] {
        assert_eq!(PrivateKey::generate(algorithm).map(drop), refused);
    }
    assert_eq!(PrivateKey::generate_rsa(Algorithm::Rs256, 2048).map(drop), refused);
    let keys = RemoteKeys::new("https://127.0.0.1:1/jwks", Ureq::new()).unwrap();
    let error = keys.refresh().wait().unwrap_err().to_string();
    assert!(error.ends_with(&KeyError::UnsupportedCpu.to_string()), "{error}");
    // What is wrong with a file is said there, too.
    let error = PublicKey::es256(PRIVATE).map(drop);
    assert_eq!(error, Err(KeyError::PrivateGiven));
}
