//! Mail over TLS with a login: both ways to begin it, and everything that must stop it.

use std::fs;

use sabaki_connector::notice::config::{ChannelConfig, ChannelKind, MailConfig, MailTls};
use sabaki_diagnostic::lang::Lang;
use sabaki_engine::port::notices::Notices as _;
use sabaki_engine::port::outcome::Outcome;

use crate::fixture::word;
use crate::notices::{Sample, channels};
use crate::orders::settings;
use crate::tls_smtp::{Begin, TlsSmtp, root};

const PASSWORD: &str = "CANARY-mail-0123456789";

/// A channel to a server, as its configuration would have it.
fn mail(port: u16, tls: MailTls) -> MailConfig {
    let mut http = settings();
    http.extra_root_pem = Some(fs::read(root()).unwrap());
    MailConfig {
        host: "localhost".to_owned(),
        port: Some(port),
        tls,
        login: Some(("sabaki".to_owned(), PASSWORD.into())),
        from: "sabaki@shop.invalid".to_owned(),
        to: vec!["staff@shop.invalid".to_owned()],
        http,
    }
}

async fn sent(config: MailConfig) -> (Outcome, Vec<String>) {
    let channels = channels([("mail", ChannelConfig::new(ChannelKind::Mail(config)))]);
    let sample = Sample::of(1);
    let mut outcomes = channels
        .send_all("mail", &sample.notices(|_| "備考あり"))
        .await;
    let not_reached = channels.not_reached().await;
    let why = not_reached.iter().map(|it| it.reason.text(Lang::En));
    (outcomes.swap_remove(0), why.collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn both_ways_to_begin_tls_take_a_login_and_the_mail() {
    for (begin, tls) in [
        (Begin::AtOnce, MailTls::Implicit),
        (Begin::StartTls, MailTls::StartTls),
    ] {
        let server = TlsSmtp::start(begin, PASSWORD);
        let (outcome, not_reached) = sent(mail(server.port, tls)).await;
        assert_eq!(outcome, Outcome::Done, "{tls:?}");
        assert_eq!(not_reached, Vec::<String>::new());
        let mails = server.heard(|heard| heard.mails.clone());
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert!(mails[0].contains("To: staff@shop.invalid"), "{mails:?}");
        let plain = server.heard(|heard| heard.plain.clone());
        let before = ["EHLO", "STARTTLS"];
        assert!(
            plain
                .iter()
                .all(|line| before.iter().any(|word| line.starts_with(word))),
            "nothing else before the encryption: {plain:?}"
        );
    }
}

/// A server, how it is spoken to, and what that comes to.
struct Case {
    begin: Begin,
    change: fn(&mut MailConfig),
    expected: (&'static str, &'static str),
    logins: usize,
}

#[tokio::test(flavor = "multi_thread")]
async fn what_must_not_be_sent_is_refused_with_its_reason() {
    let unknown_root = |config: &mut MailConfig| config.http.extra_root_pem = None;
    let wrong_password =
        |config: &mut MailConfig| config.login = Some(("sabaki".to_owned(), "wrong".into()));
    let cases = [
        Case {
            begin: Begin::AtOnce,
            change: wrong_password,
            expected: (
                "refused other",
                "does not take user and password (SMTP 535)",
            ),
            logins: 1,
        },
        Case {
            begin: Begin::AtOnce,
            change: |config| config.login = None,
            expected: (
                "refused other",
                "does not take user and password (SMTP 530)",
            ),
            logins: 0,
        },
        Case {
            begin: Begin::AtOnce,
            change: unknown_root,
            expected: ("refused other", "certificate is not trusted"),
            logins: 0,
        },
        Case {
            begin: Begin::StartTls,
            change: |config| {
                config.tls = MailTls::StartTls;
                config.http.extra_root_pem = None;
            },
            expected: ("refused other", "certificate is not trusted"),
            logins: 0,
        },
        // The certificate is for another name.
        Case {
            begin: Begin::AtOnce,
            change: |config| config.host = "127.0.0.1".to_owned(),
            expected: ("refused other", "certificate is not trusted"),
            logins: 0,
        },
        // Who removes STARTTLS on the way gets neither the password nor the mail.
        Case {
            begin: Begin::Never,
            change: |config| config.tls = MailTls::StartTls,
            expected: ("refused other", "offers no encryption"),
            logins: 0,
        },
        // TLS is spoken to a server that does not.
        Case {
            begin: Begin::Never,
            change: |_| {},
            expected: ("refused other", "no encrypted connection"),
            logins: 0,
        },
    ];
    for (at, case) in cases.into_iter().enumerate() {
        let server = TlsSmtp::start(case.begin, PASSWORD);
        let mut config = mail(server.port, MailTls::Implicit);
        (case.change)(&mut config);
        let (outcome, not_reached) = sent(config).await;
        let (kind, words) = case.expected;
        assert_eq!(word(&outcome), kind, "case {at}: {outcome:?}");
        let Outcome::Refused { reason, .. } = &outcome else {
            panic!("case {at}: {outcome:?}")
        };
        let reason = reason.text(Lang::En);
        assert!(reason.contains(words), "case {at}: {reason}");
        assert_eq!(not_reached, [reason], "case {at}: somebody must look");
        let heard = server.heard(|heard| (heard.logins, heard.mails.len()));
        assert_eq!(heard, (case.logins, 0), "case {at}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_is_for_later() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let (outcome, not_reached) = sent(mail(port, MailTls::Implicit)).await;
    assert_eq!(word(&outcome), "refused busy", "{outcome:?}");
    assert_eq!(not_reached, Vec::<String>::new(), "it may pass");
}

#[test]
fn a_root_that_is_no_certificate_is_said() {
    let mut config = mail(1, MailTls::Implicit);
    config.http.extra_root_pem = Some(b"not a certificate".to_vec());
    let channel = ChannelConfig::new(ChannelKind::Mail(config));
    let built = sabaki_connector::notice::Channels::new([("mail".to_owned(), channel)].into());
    let said = built.err().unwrap().1.to_string();
    assert!(said.contains("cannot be read as PEM"), "{said}");
}
