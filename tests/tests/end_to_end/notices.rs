//! Messages to people through the binary: together, at least once, alarms, and nothing personal
//! where it is not allowed.

use std::collections::BTreeSet;
use std::fs;

use sabaki_tests::process::until_true;
use sabaki_tests::sandbox::Sandbox;
use serde_json::{Value, json};

use crate::hook::{Hook, configure, secret, set, webhook};
use crate::personal::canaries;
use crate::tls_smtp::{Begin, TlsSmtp, root};

/// Orders with remarks are held, and staff hears of them.
const HELD: &str = r#"rule "備考"
  when status = 注文確認待ち and remarks is not empty
  then notify "staff" "備考あり"
  hold confirm, import because "備考あり""#;

fn with_remarks(count: usize) -> Value {
    json!(vec![
        json!({"settlement": "common", "remarks": "午前中に"});
        count
    ])
}

/// Whether the journal of an order has the outcome `done` of its notice.
fn is_told(sandbox: &Sandbox, number: &str) -> bool {
    let shown = sandbox.sabaki(&["show", number, "--format", "json"]);
    if shown.code != 0 {
        return false;
    }
    let shown = shown.json();
    let journal = shown["journal"].as_array().cloned().unwrap_or_default();
    let done = |line: &Value| {
        let what = &line["entry"]["what"];
        what["event"] == "outcome"
            && what["action"] == "notify"
            && what["outcome"]["result"] == "done"
    };
    journal.iter().any(done)
}

fn alarms(pass: &Value) -> Vec<&str> {
    let alarms = pass["pass"]["shops"][0]["alarms"].as_array();
    let texts = alarms.into_iter().flatten();
    texts.filter_map(|alarm| alarm["text"].as_str()).collect()
}

#[test]
fn holds_of_several_passes_come_as_one_message() {
    let (sandbox, hook) = (Sandbox::start(), Hook::start());
    configure(&sandbox, "5m", &[("staff", webhook(&hook))], HELD);
    let calls = sandbox.ledger().len();
    let service = sandbox.service();
    until_true("it holds the state", || sandbox.ledger().len() > calls);
    for _ in 0..3 {
        let numbers = sandbox.place(&with_remarks(4));
        sandbox.advance("30s");
        until_true("its pass is over", || {
            numbers.iter().all(|number| is_told(&sandbox, number))
        });
    }
    assert_eq!(
        hook.sent(),
        Vec::<String>::new(),
        "they wait for each other"
    );
    sandbox.advance("5m");
    until_true("people are told", || !hook.sent().is_empty());
    sandbox.advance("10m");
    assert_eq!(service.terminate(), 0);
    let texts = hook.texts();
    assert_eq!(texts.len(), 1, "{texts:?}");
    assert!(
        texts[0].starts_with("【honten】備考あり（注文12件）\n"),
        "{texts:?}"
    );
}

/// `kill -9` while the channel has the message and has not said so, and while the message waits.
#[test]
fn a_message_outlives_kill_and_is_repeated_as_it_was() {
    for (window, sends) in [("0s", true), ("5m", true), ("5m", false)] {
        let (sandbox, hook) = (Sandbox::start(), Hook::start());
        configure(&sandbox, window, &[("staff", webhook(&hook))], HELD);
        let numbers = sandbox.place(&with_remarks(2));
        hook.silent(true);
        let calls = sandbox.ledger().len();
        let service = sandbox.service();
        // A question that comes earlier would hold the state itself.
        until_true("it holds the state", || sandbox.ledger().len() > calls);
        if window != "0s" {
            until_true("it waits", || {
                numbers.iter().all(|number| is_told(&sandbox, number))
            });
        }
        if sends {
            sandbox.advance("6m");
            until_true("it is sent", || !hook.sent().is_empty());
        }
        service.kill();
        hook.silent(false);
        let before = hook.sent().len();
        assert_eq!(before, usize::from(sends), "{window}");
        sandbox.advance("6m");
        sandbox.pass();
        sandbox.advance("6m");
        sandbox.pass();
        let sent = hook.sent();
        assert_eq!(sent.len(), before + 1, "{window} {sends}: {sent:?}");
        let same: BTreeSet<_> = sent.iter().collect();
        assert_eq!(same.len(), 1, "the same words under the same id: {sent:?}");
        for number in &numbers {
            assert!(is_told(&sandbox, number), "{window} {sends} {number}");
        }
    }
}

#[test]
fn mail_that_is_refused_is_an_alarm_and_arrives_in_the_end() {
    let (sandbox, hook) = (Sandbox::start(), Hook::start());
    let server = TlsSmtp::start(Begin::StartTls, "right-password");
    let mail = format!(
        "{{smtp: {{host: localhost, port: {}, user: sabaki, password: {{secret: mail}}, \
         from: sabaki@shop.invalid, to: staff@shop.invalid, tls: starttls}}}}",
        server.port
    );
    let channels = [("staff", mail), ("alarms", webhook(&hook))];
    configure(&sandbox, "5m", &channels, HELD);
    let numbers = sandbox.place(&with_remarks(3));
    let config = sandbox.dir().join("sabaki.yaml");
    let root = root().display().to_string();

    secret(&sandbox, "mail", "wrong-password");
    let mut told = Vec::new();
    for trusted in [false, true] {
        set(&config, "extra_root", trusted.then_some(root.as_str()));
        let pass = sandbox.once().exits(1).json();
        assert_eq!(alarms(&pass), ["engine.alarm.channel"], "{pass}");
        told.push(pass["pass"]["shops"][0]["alarms"][0]["args"]["reason"].clone());
        sandbox.advance("6m");
    }
    let ran = sandbox.sabaki(&["run", "--once"]).exits(1);
    let words = "通知先「staff」に届きません（メールサーバーのユーザー名かパスワードが通りません（SMTP 535））";
    assert!(ran.out.contains(words), "{}", ran.out);
    let said = told.iter().map(Value::to_string).collect::<String>();
    assert!(
        said.contains("証明書を信頼できません（UnknownIssuer）") && said.contains("SMTP 535"),
        "{said}"
    );
    for text in [&ran.out, &ran.err, &said] {
        assert!(!text.contains("wrong-password"), "{text}");
    }
    let texts = hook.texts();
    assert_eq!(texts.len(), 1, "told once a day: {texts:?}");

    secret(&sandbox, "mail", "right-password");
    sandbox.advance("6m");
    let pass = sandbox.pass();
    assert_eq!(alarms(&pass), Vec::<&str>::new());
    sandbox.pass();
    let mails = server.heard(|heard| heard.mails.clone());
    assert_eq!(mails.len(), 1, "nothing was lost, nothing comes twice");
    for number in &numbers {
        assert!(mails[0].contains(number.as_str()), "{mails:?}");
    }
    assert_eq!(server.heard(|heard| heard.logins), 3);
}

#[test]
fn a_single_pass_in_doubt_tells_people() {
    let (sandbox, hook) = (Sandbox::start(), Hook::start());
    configure(&sandbox, "5m", &[("alarms", webhook(&hook))], "");
    let number = sandbox.place_one(&json!({"settlement": "common"}));
    let done = |args: &[&str]| drop(sandbox.sabaki(args).exits(0));
    done(&["state", "export", "old.state"]);
    let path = sandbox.dir().join("sabaki.yaml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("state: state\n", "state: other\n")).unwrap();
    done(&["state", "import", "old.state"]);

    let ran = sandbox.sabaki(&["run", "--once"]).exits(0);
    assert!(ran.out.contains("照会モードで始めました"), "{}", ran.out);
    assert_eq!(sandbox.times(&number, "confirmed"), 0);
    let texts = hook.texts();
    assert!(
        texts.len() == 1 && texts[0].starts_with("照会モードで始めました"),
        "{texts:?}"
    );
    let pass = sandbox.pass();
    assert_eq!(alarms(&pass), Vec::<&str>::new());
    assert_eq!(sandbox.times(&number, "confirmed"), 1);
}

/// What left the process, to the byte: a rule quotes what is personal, over every kind of channel.
#[test]
fn nothing_personal_leaves_where_it_is_not_allowed() {
    let sandbox = Sandbox::start();
    let [covered, slack, shown] = [Hook::start(), Hook::start(), Hook::start()];
    let server = TlsSmtp::start(Begin::AtOnce, "right-password");
    let mail = format!(
        "{{smtp: {{host: localhost, port: {}, user: sabaki, password: {{secret: mail}}, \
         from: sabaki@shop.invalid, to: [staff@shop.invalid]}}}}",
        server.port
    );
    let in_slack = "{slack: {url: {secret: slack}, network: loopback}}".to_owned();
    let with_names = webhook(&shown).replacen('{', "{personal: true, ", 1);
    let channels = [
        ("covered", webhook(&covered)),
        ("slack", in_slack),
        ("mail", mail),
        ("shown", with_names),
    ];
    let mut rules = String::new();
    for (channel, _) in &channels {
        for field in ["buyer.name", "buyer.phone", "remarks"] {
            let rule = format!(
                "rule \"{channel} {field}\" when {field} is not empty then notify \"{channel}\" {field}\n"
            );
            rules.push_str(&rule);
        }
    }
    configure(&sandbox, "5m", &channels, &rules);
    secret(&sandbox, "slack", &slack.url);
    secret(&sandbox, "mail", "right-password");
    let root = root().display().to_string();
    let config = sandbox.dir().join("sabaki.yaml");
    set(&config, "extra_root", Some(&root));

    let numbers = sandbox.place(&json!([
        {"remarks": "架空区の見本さんへ、電話 000-0000-0000"}, {}, {}
    ]));
    let canaries = canaries(&sandbox.get_order(&numbers), sandbox.ready());
    sandbox.pass();
    let mails = server.heard(|heard| heard.mails.clone());
    for (channel, sent) in [
        ("covered", covered.sent()),
        ("slack", slack.sent()),
        ("mail", mails),
    ] {
        assert!(!sent.is_empty(), "{channel}");
        let sent = sent.concat();
        assert!(sent.contains(&numbers[0]), "{channel}: {sent}");
        for canary in canaries.iter().map(String::as_str).chain(["000-0000-0000"]) {
            assert!(
                !sent.contains(canary),
                "`{canary}` left over {channel}: {sent}"
            );
        }
    }
    let sent = shown.sent().concat();
    assert!(
        canaries.iter().any(|canary| sent.contains(canary.as_str())),
        "where it is allowed it is told: {sent}"
    );
}
