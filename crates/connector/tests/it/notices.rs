//! Channels to people: grouping, doubles, limits, personal data, and what an answer means.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use jiff::Timestamp;
use sabaki_connector::http::reach::Reach;
use sabaki_connector::json_oms::signature::{Signed, verify};
use sabaki_connector::notice::config::{
    ChannelConfig, ChannelKind, MailConfig, MailTls, PersonalData,
};
use sabaki_connector::notice::{ALARMS, Channels};
use sabaki_diagnostic::lang::Lang;
use sabaki_engine::port::notices::{Alarm, Notice, Notices as _};
use sabaki_engine::port::outcome::{IntentKey, Outcome};
use sabaki_order::id::ShopId;
use sabaki_order::order::Order;
use serde_json::{Value, json};

use crate::fixture::word;
use crate::orders::{key, order, settings};
use crate::script::{Reply, Script};
use crate::smtp_script::SmtpScript;

const SECRET: &str = "CANARY-notice-0123456789";

pub(crate) fn slack(url: &str) -> ChannelConfig {
    ChannelConfig::new(ChannelKind::Slack {
        url: url.into(),
        reach: Reach::Loopback,
        http: settings(),
    })
}

pub(crate) fn webhook(url: &str) -> ChannelConfig {
    ChannelConfig::new(ChannelKind::Webhook {
        url: url.into(),
        secret: SECRET.into(),
        reach: Reach::Loopback,
        http: settings(),
    })
}

pub(crate) fn mail(port: u16) -> ChannelConfig {
    ChannelConfig::new(ChannelKind::Mail(MailConfig {
        host: "127.0.0.1".to_owned(),
        port: Some(port),
        tls: MailTls::None,
        login: None,
        from: "sabaki@shop.invalid".to_owned(),
        to: vec!["staff@shop.invalid".to_owned()],
        http: settings(),
    }))
}

pub(crate) fn channels(list: impl IntoIterator<Item = (&'static str, ChannelConfig)>) -> Channels {
    let configs: BTreeMap<_, _> = list.into_iter().map(|(n, c)| (n.to_owned(), c)).collect();
    Channels::new(configs).unwrap()
}

pub(crate) struct Sample {
    pub(crate) shop: ShopId,
    pub(crate) orders: Vec<Order>,
    pub(crate) keys: Vec<IntentKey>,
}

impl Sample {
    pub(crate) fn of(count: u32) -> Self {
        let numbers = 1..=count;
        Self {
            shop: ShopId::new("honten"),
            orders: numbers
                .clone()
                .map(|n| order(&format!("220518-20261124-{n:010}"), &json!({})))
                .collect(),
            keys: numbers.map(|n| key(&format!("k{n}"))).collect(),
        }
    }

    pub(crate) fn notices<'a>(&'a self, text: impl Fn(usize) -> &'a str) -> Vec<Notice<'a>> {
        let pairs = self.orders.iter().zip(&self.keys).enumerate();
        pairs
            .map(|(i, (order, key))| Notice {
                key,
                shop: &self.shop,
                order,
                text: text(i),
            })
            .collect()
    }
}

pub(crate) fn slack_text(script: &Script, index: usize) -> String {
    let body: Value = serde_json::from_slice(&script.seen()[index].body).unwrap();
    body["text"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn equal_texts_come_as_one_line_with_a_count() {
    let script = Script::with(|_| Some(Reply::Answer(200, "text/plain", "ok".to_owned()))).await;
    let channels = channels([("staff", slack(&script.url))]);
    let sample = Sample::of(25);
    let notices = sample.notices(|i| if i == 3 { "高額" } else { "備考あり" });
    let outcomes = channels.send_all("staff", &notices).await;
    assert_eq!(outcomes, vec![Outcome::Done; 25]);
    assert_eq!(script.seen().len(), 1);
    let text = slack_text(&script, 0);
    assert!(
        text.starts_with("【honten】備考あり（注文24件）\n220518-20261124-0000000001\n"),
        "{text}"
    );
    assert!(
        text.contains("\nほか4件\n\n【honten】高額（注文 220518-20261124-0000000004）"),
        "{text}"
    );
    assert!(!text.contains("様"), "{text}");
}

#[tokio::test]
async fn a_notice_is_sent_once() {
    let script = Script::with(|_| Some(Reply::json(200, "{}"))).await;
    let channels = channels([("staff", slack(&script.url))]);
    let sample = Sample::of(3);
    let notices = sample.notices(|_| "要確認");
    assert_eq!(
        channels.send_all("staff", &notices[..2]).await,
        vec![Outcome::Done; 2]
    );
    let again = channels.send_all("staff", &notices).await;
    assert_eq!(
        again,
        [Outcome::AlreadyDone, Outcome::AlreadyDone, Outcome::Done]
    );
    assert_eq!(
        slack_text(&script, 1),
        "【honten】要確認（注文 220518-20261124-0000000003）"
    );
    assert_eq!(
        channels.send_all("staff", &notices).await,
        vec![Outcome::AlreadyDone; 3]
    );
    assert_eq!(
        channels.send("staff", "要確認", &sample.keys[0]).await,
        Outcome::AlreadyDone
    );
    assert_eq!(script.seen().len(), 2);
}

#[tokio::test]
async fn personal_data_only_where_it_is_allowed() {
    let script = Script::with(|_| Some(Reply::json(200, "{}"))).await;
    let mut shown = slack(&script.url);
    shown.personal = PersonalData::Shown;
    shown.lang = Lang::En;
    let channels = channels([("covered", slack(&script.url)), ("shown", shown)]);
    let sample = Sample::of(1);
    let buyer = &sample.orders[0].buyer;
    let words = format!("{}より <!channel> & 電話", buyer.phone.expose());
    let notices = sample.notices(|_| words.as_str());
    for channel in ["covered", "shown"] {
        assert_eq!(word(&channels.send_all(channel, &notices).await[0]), "done");
    }
    let covered = slack_text(&script, 0);
    assert!(
        covered.contains("●●●より &lt;!channel&gt; &amp; 電話"),
        "{covered}"
    );
    let shown = slack_text(&script, 1);
    for value in [&buyer.phone, &buyer.family_name] {
        assert!(!covered.contains(value.expose()), "{covered}");
        assert!(shown.contains(value.expose()), "{shown}");
    }
}

#[tokio::test]
async fn a_webhook_is_signed_and_says_the_same_id_again() {
    let mut first = true;
    let script = Script::with(move |_| {
        let status = if std::mem::take(&mut first) { 500 } else { 204 };
        Some(Reply::json(status, ""))
    })
    .await;
    let channels = channels([("hook", webhook(&format!("{}/in?token=CANARY", script.url)))]);
    let sample = Sample::of(2);
    let notices = sample.notices(|_| "見本");
    assert_eq!(
        word(&channels.send_all("hook", &notices).await[0]),
        "refused busy"
    );
    assert_eq!(word(&channels.send_all("hook", &notices).await[0]), "done");
    let bodies: Vec<Value> = script
        .seen()
        .iter()
        .map(|seen| {
            let timestamp = seen.header("sabaki-timestamp").unwrap().parse().unwrap();
            let signature = seen.header("sabaki-signature").unwrap();
            assert_eq!(seen.path(), "/in?token=CANARY");
            let signed = Signed {
                method: "POST",
                path: "/in",
                timestamp,
                signature,
                body: &seen.body,
            };
            assert_eq!(
                verify(&SECRET.into(), signed, Timestamp::now().as_second()),
                Ok(())
            );
            serde_json::from_slice(&seen.body).unwrap()
        })
        .collect();
    assert_eq!(bodies[0], bodies[1]);
    assert_eq!(
        bodies[0]["groups"][0]["orders"][1],
        json!({"key": "k2", "order_number": "220518-20261124-0000000002"})
    );
}

#[tokio::test]
async fn answers_of_a_webhook() {
    let cases = [
        (Reply::json(200, ""), "done"),
        (Reply::json(202, ""), "done"),
        (Reply::html(429), "refused busy"),
        (Reply::html(503), "refused busy"),
        (Reply::html(404), "refused other"),
        (
            Reply::Raw(
                b"HTTP/1.1 302 X\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"
                    .to_vec(),
            ),
            "refused other",
        ),
        (
            Reply::Raw(
                b"HTTP/1.1 307 X\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"
                    .to_vec(),
            ),
            "refused other",
        ),
        (Reply::Silence, "doubtful"),
        (Reply::Close, "doubtful"),
    ];
    for (i, (reply, expected)) in cases.into_iter().enumerate() {
        let script = Script::start(vec![reply]).await;
        let channels = channels([("hook", webhook(&script.url))]);
        let outcome = channels.send("hook", "見本", &key("k")).await;
        assert_eq!(word(&outcome), expected, "case {i}");
        assert_eq!(script.seen().len(), 1, "sent once, case {i}");
    }
}

#[tokio::test]
async fn answers_of_a_mail_server() {
    let cases = [
        (None, false, "done"),
        (
            Some(("RCPT", "450 later staff@shop.invalid")),
            false,
            "refused busy",
        ),
        (
            Some(("RCPT", "550 no such staff@shop.invalid")),
            false,
            "refused other",
        ),
        (Some((".", "554 no")), false, "refused other"),
        (None, true, "doubtful"),
    ];
    for (refuse, cut, expected) in cases {
        let server = SmtpScript::start(refuse, cut).await;
        let channels = channels([("mail", mail(server.port))]);
        let sample = Sample::of(2);
        let words = "備考\r\nBcc: everybody@shop.invalid";
        let outcome = channels
            .send_all("mail", &sample.notices(|_| words))
            .await
            .swap_remove(0);
        assert_eq!(word(&outcome), expected, "{refuse:?} {cut}");
        assert!(!format!("{outcome:?}").contains("staff@"), "{outcome:?}");
        let said = server.said();
        let recipients: Vec<_> = said.iter().filter(|l| l.starts_with("RCPT")).collect();
        assert_eq!(recipients, ["RCPT TO:<staff@shop.invalid>"]);
        assert!(!said.iter().any(|l| l.starts_with("Bcc")), "{said:?}");
        if refuse.is_none() {
            let ids = said
                .iter()
                .filter(|l| l.starts_with("Message-ID: <") && l.ends_with("@shop.invalid>"));
            assert_eq!(ids.count(), 1, "{said:?}");
        }
    }
}

#[tokio::test]
async fn no_connection_is_for_later() {
    for config in [slack("http://127.0.0.1:9/"), webhook("http://127.0.0.1:9/")] {
        let outcome = channels([("c", config)]).send("c", "見本", &key("k")).await;
        assert_eq!(word(&outcome), "refused busy");
    }
}

#[tokio::test]
async fn a_channel_that_is_not_there() {
    let outcome = channels([
        ("staff", slack("http://127.0.0.1:9/")),
        ("hook", webhook("http://127.0.0.1:9/")),
    ])
    .send("stuff", "見本", &key("k"))
    .await;
    let Outcome::Refused { reason, .. } = &outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(word(&outcome), "refused data");
    assert!(
        reason.text(Lang::Ja).contains("「stuff」") && reason.to_string().contains("hook、staff"),
        "{reason}"
    );
}

#[tokio::test]
async fn a_rate_that_is_used_up() {
    let script = Script::with(|_| Some(Reply::json(200, ""))).await;
    let mut config = slack(&script.url);
    config.per_minute = NonZeroU32::MIN;
    let channels = channels([("staff", config)]);
    assert_eq!(word(&channels.send("staff", "a", &key("a")).await), "done");
    assert_eq!(
        word(&channels.send("staff", "b", &key("b")).await),
        "refused busy"
    );
    assert_eq!(script.seen().len(), 1);
}

#[tokio::test]
async fn alarms_have_a_channel_of_their_own() {
    let script = Script::with(|_| Some(Reply::json(200, ""))).await;
    let shop = ShopId::new("honten");
    let args = [("shop", "honten"), ("on_ja", "2026/12/01(火)")]
        .map(|(n, v)| (n.to_owned(), v.into()))
        .into();
    let alarm = Alarm {
        shop: &shop,
        text: "engine.alarm.key_expires",
        args: &args,
    };
    channels([("staff", slack(&script.url))]).alarm(alarm).await;
    assert_eq!(script.seen().len(), 0);
    channels([(ALARMS, slack(&script.url))]).alarm(alarm).await;
    assert_eq!(
        slack_text(&script, 0),
        "RMSのライセンスキー（「honten」）は2026/12/01(火)に切れます。RMSで更新し、鍵ファイルを書き換えてください。"
    );
}

#[test]
fn addresses_that_are_refused() {
    let cases = [
        (
            "http://hooks.invalid/CANARY",
            Reach::Public,
            "`hooks.invalid` must begin with https://",
        ),
        (
            "http://hooks.invalid/CANARY",
            Reach::Private,
            "`hooks.invalid` must begin with https://",
        ),
        ("https://127.0.0.1/CANARY", Reach::Public, "outside"),
        ("https://2130706433/CANARY", Reach::Public, "outside"),
        ("https://0x7f.1/CANARY", Reach::Private, "outside"),
        ("https://localhost/CANARY", Reach::Public, "outside"),
        (
            "https://[::ffff:169.254.169.254]/CANARY",
            Reach::Private,
            "outside",
        ),
        ("https://10.0.0.1/CANARY", Reach::Public, "outside"),
        ("http://10.0.0.1/CANARY", Reach::Loopback, "outside"),
        ("http://hooks.invalid/CANARY", Reach::Loopback, "outside"),
        (
            "https://a:CANARY@hooks.invalid/",
            Reach::Public,
            "is not an http address",
        ),
        (
            "ftp://hooks.invalid/CANARY",
            Reach::Public,
            "is not an http address",
        ),
        ("CANARY", Reach::Public, "is not an http address"),
    ];
    for (url, reach, expected) in cases {
        let kind = ChannelKind::Slack {
            url: url.into(),
            reach,
            http: settings(),
        };
        let built = Channels::new([("c".to_owned(), ChannelConfig::new(kind))].into());
        let Err((name, error)) = built else {
            panic!("{url} is taken")
        };
        let said = error.to_string();
        assert!(
            name == "c" && said.contains(expected) && !said.contains("CANARY"),
            "{url}: {said}"
        );
    }
}

/// The name's own look-up decides, at the moment of sending.
#[tokio::test]
async fn a_name_that_leads_to_this_machine() {
    let script = Script::with(|_| Some(Reply::json(200, ""))).await;
    let port = script.url.rsplit_once(':').unwrap().1;
    for (url, reach, expected) in [
        // With the dot it is not the word that the configuration's check knows.
        (
            format!("https://localhost.:{port}/"),
            Reach::Public,
            "refused busy",
        ),
        (
            format!("https://localhost.:{port}/"),
            Reach::Private,
            "refused busy",
        ),
        (format!("http://localhost:{port}/"), Reach::Loopback, "done"),
    ] {
        let kind = ChannelKind::Slack {
            url: url.as_str().into(),
            reach,
            http: settings(),
        };
        let channels = channels([("c", ChannelConfig::new(kind))]);
        let outcome = channels.send("c", "要確認", &key("k")).await;
        assert_eq!(word(&outcome), expected, "{url}");
        if let Outcome::Refused { reason, .. } = outcome {
            assert!(reason.is("reason.http.no_such_name"), "{url}");
        }
    }
    assert_eq!(script.seen().len(), 1);
}

#[test]
fn secrets_do_not_show() {
    for config in [
        slack("https://hooks.invalid/CANARY"),
        webhook("https://hooks.invalid/CANARY"),
    ] {
        assert!(!format!("{config:?}").contains("CANARY"));
    }
}
