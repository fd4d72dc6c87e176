//! Mail over SMTP.

use sabaki_diagnostic::reason::Reason;
use std::net::IpAddr;

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MessageBuilder};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use sabaki_engine::port::outcome::Outcome;
use secrecy::ExposeSecret as _;

use super::config::{MailConfig, MailTls};
use super::message::Message;
use super::outcome::{of_mail, refused};
use crate::http::endpoint::install_provider;
use crate::http::settings::SetupError;

/// A mail server with sender and recipients.
pub(super) struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    to: Vec<Mailbox>,
    domain: String,
}

impl Mail {
    pub(super) fn new(config: &MailConfig) -> Result<Self, SetupError> {
        let mailbox = |text: &str| text.parse::<Mailbox>().map_err(|_| SetupError::BadMailbox);
        let from = mailbox(&config.from)?;
        let to = config
            .to
            .iter()
            .map(|to| mailbox(to))
            .collect::<Result<Vec<_>, _>>()?;
        if to.is_empty() {
            return Err(SetupError::BadMailbox);
        }
        let (tls, port) = match config.tls {
            MailTls::Implicit => (Tls::Wrapper(parameters(config)?), 465),
            MailTls::StartTls => (Tls::Required(parameters(config)?), 587),
            MailTls::None if is_loopback(&config.host) => (Tls::None, 25),
            MailTls::None => return Err(SetupError::NotEncrypted(config.host.clone())),
        };
        let mut builder =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(config.host.as_str())
                .port(config.port.unwrap_or(port))
                .tls(tls)
                .timeout(Some(config.http.total_timeout));
        if let Some((user, password)) = &config.login {
            let password = password.expose_secret().to_owned();
            builder = builder.credentials(Credentials::new(user.clone(), password));
        }
        Ok(Self {
            transport: builder.build(),
            domain: from.email.domain().to_owned(),
            from,
            to,
        })
    }

    pub(super) async fn send(&self, message: &Message) -> Outcome {
        let built = self
            .to
            .iter()
            .fold(MessageBuilder::new(), |mail, to| mail.to(to.clone()))
            .from(self.from.clone())
            .subject(&message.subject)
            // The same for every attempt, so that a mail program shows a double as one.
            .message_id(Some(format!("<{}@{}>", message.id, self.domain)))
            .header(ContentType::TEXT_PLAIN)
            .body(message.body.clone());
        match built {
            Ok(mail) => of_mail(self.transport.send(mail).await),
            Err(_) => refused(Reason::of("reason.notice.not_written")),
        }
    }
}

fn parameters(config: &MailConfig) -> Result<TlsParameters, SetupError> {
    install_provider();
    let mut builder = TlsParameters::builder(config.host.clone());
    if let Some(pem) = &config.http.extra_root_pem {
        let beginning = b"-----BEGIN CERTIFICATE-----";
        if !pem.windows(beginning.len()).any(|part| part == beginning) {
            // The library takes a file without any certificate for one with none.
            return Err(SetupError::BadCertificate);
        }
        let root = Certificate::from_pem(pem).map_err(|_| SetupError::BadCertificate)?;
        builder = builder.add_root_certificate(root);
    }
    builder
        .build_rustls()
        .map_err(|_| SetupError::Client("mail".to_owned()))
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
