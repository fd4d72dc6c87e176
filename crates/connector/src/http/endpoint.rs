//! One far side: its address and the client that talks to it.

use std::net::IpAddr;
use std::sync::{Arc, Once};

use reqwest::{Certificate, Client, Url, redirect, retry, tls};

use super::reach::{GuardedResolver, Reach};
use super::settings::{HttpSettings, SetupError};

/// The address and the client of one far side.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    base: Url,
    pub(super) client: Client,
    pub(super) answer_limit: usize,
}

impl Endpoint {
    /// Prepares the connection to an address below which the calls lie.
    pub(crate) fn new(address: &str, settings: &HttpSettings) -> Result<Self, SetupError> {
        let bad = || SetupError::BadAddress(without_credentials(address));
        let mut base = Url::parse(address).map_err(|_| bad())?;
        if !base.username().is_empty() || base.password().is_some() || base.query().is_some() {
            return Err(bad());
        }
        let encrypted = match base.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(bad()),
        };
        let loopback = is_loopback(&base);
        if !encrypted && !loopback {
            return Err(SetupError::NotEncrypted(without_credentials(address)));
        }
        if !base.path().ends_with('/') {
            let path = format!("{}/", base.path());
            base.set_path(&path);
        }
        let client = client(settings, encrypted, None)?;
        Ok(Self {
            base,
            client,
            answer_limit: settings.answer_limit,
        })
    }

    /// An address as it stands, for messages: its path and query may be what lets one in, so no
    /// error shows more than the host.
    pub(crate) fn hook(
        address: &str,
        reach: Reach,
        settings: &HttpSettings,
    ) -> Result<Self, SetupError> {
        let base = Url::parse(address).map_err(|_| SetupError::BadAddress("●●●".to_owned()))?;
        let host = base.host_str().unwrap_or_default().to_owned();
        let encrypted = match base.scheme() {
            "https" => true,
            "http" if reach == Reach::Loopback => false,
            "http" => return Err(SetupError::NotEncrypted(host)),
            _ => return Err(SetupError::BadAddress(host)),
        };
        if !base.username().is_empty() || base.password().is_some() {
            return Err(SetupError::BadAddress(host));
        }
        let named = host.trim_start_matches('[').trim_end_matches(']');
        let wrong = match named.parse::<IpAddr>() {
            Ok(ip) => !reach.allows(ip),
            Err(_) => is_loopback(&base) != (reach == Reach::Loopback),
        };
        if wrong {
            return Err(SetupError::OutOfReach(host));
        }
        Ok(Self {
            base,
            client: client(settings, encrypted, Some(GuardedResolver(reach)))?,
            answer_limit: settings.answer_limit,
        })
    }

    /// The address itself, without anything below it.
    pub(super) fn whole(&self) -> Url {
        self.base.clone()
    }

    /// The path as it stands in the request line, for what is signed.
    pub(crate) fn path(&self, path: &str) -> String {
        self.address(path).path().to_owned()
    }

    /// The path of the address itself.
    pub(crate) fn own_path(&self) -> String {
        self.base.path().to_owned()
    }

    /// The full address of a path below the base; the path is ours, never input.
    pub(super) fn address(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        let path = format!("{}{}", self.base.path(), path.trim_start_matches('/'));
        url.set_path(&path);
        url
    }
}

/// A client. Redirects, proxies from the environment, idle connections and silent repetitions are
/// all off: each of them could send a write twice or a secret elsewhere.
fn client(
    settings: &HttpSettings,
    encrypted: bool,
    resolver: Option<GuardedResolver>,
) -> Result<Client, SetupError> {
    install_provider();
    let mut builder = Client::builder()
        .user_agent(concat!("sabaki/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(settings.connect_timeout)
        .timeout(settings.total_timeout)
        .redirect(redirect::Policy::none())
        .referer(false)
        .retry(retry::never())
        .no_proxy()
        .pool_max_idle_per_host(0)
        .http1_only()
        .min_tls_version(tls::Version::TLS_1_2)
        .https_only(encrypted);
    if !encrypted {
        // Nothing to verify on this machine, so its certificates need not be there.
        builder = builder.tls_certs_only([]);
    }
    if let Some(pem) = &settings.extra_root_pem
        && encrypted
    {
        let extra = Certificate::from_pem_bundle(pem)
            .ok()
            .filter(|list| !list.is_empty())
            .ok_or(SetupError::BadCertificate)?;
        builder = builder.tls_certs_merge(extra);
    }
    if let Some(resolver) = resolver {
        builder = builder.dns_resolver(Arc::new(resolver));
    }
    builder
        .build()
        .map_err(|error| SetupError::Client(error.without_url().to_string()))
}

/// rustls takes one provider a process; who installed one before us may keep it.
pub(crate) fn install_provider() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _already_there = rustls::crypto::ring::default_provider().install_default();
    });
}

fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else {
        return false;
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Somebody may have put a password or a key into the address.
fn without_credentials(address: &str) -> String {
    let rest = address.split('?').next().unwrap_or_default();
    match (rest.split_once("://"), rest.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://{host}"),
        (None, Some((_, host))) => host.to_owned(),
        _ => rest.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let settings = HttpSettings::default();
        let cases = [
            ("https://api.rms.rakuten.co.jp", None),
            ("http://127.0.0.1:8080/x", None),
            ("http://[::1]:8080", None),
            ("http://localhost:1", None),
            (
                "http://example.invalid",
                Some(SetupError::NotEncrypted("http://example.invalid".into())),
            ),
            (
                "http://localhost.example.invalid",
                Some(SetupError::NotEncrypted(
                    "http://localhost.example.invalid".into(),
                )),
            ),
            (
                "ftp://example.invalid",
                Some(SetupError::BadAddress("ftp://example.invalid".into())),
            ),
            ("shop", Some(SetupError::BadAddress("shop".into()))),
            (
                "https://who:CANARY@example.invalid/?key=CANARY",
                Some(SetupError::BadAddress("https://example.invalid/".into())),
            ),
        ];
        for (address, expected) in cases {
            assert_eq!(
                Endpoint::new(address, &settings).err(),
                expected,
                "{address}"
            );
        }
    }

    #[test]
    fn paths_go_below_the_base() {
        let settings = HttpSettings::default();
        for base in ["http://127.0.0.1:1/ne", "http://127.0.0.1:1/ne/"] {
            let endpoint = Endpoint::new(base, &settings).unwrap();
            assert_eq!(
                endpoint.address("/api_neauth").as_str(),
                "http://127.0.0.1:1/ne/api_neauth"
            );
        }
    }

    #[test]
    fn a_certificate_that_is_none() {
        let settings = HttpSettings {
            extra_root_pem: Some(b"not a certificate".to_vec()),
            ..HttpSettings::default()
        };
        assert_eq!(
            Endpoint::new("https://example.invalid", &settings).err(),
            Some(SetupError::BadCertificate)
        );
    }
}
