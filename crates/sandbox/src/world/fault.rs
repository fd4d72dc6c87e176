//! Faults on demand: which there are, which are set, and which one strikes a call.

use serde_json::{Value, json};

use crate::world::random::Random;

/// On which side of the wire a fault can strike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Any,
    Rms,
    /// The older order API.
    Older,
    NextEngine,
}

macro_rules! faults {
    ($($variant:ident, $id:literal, $side:ident, $en:literal, $ja:literal;)*) => {
        /// A way in which a call can go wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Fault { $(#[doc = $en] $variant,)* }

        impl Fault {
            const ALL: &'static [Self] = &[$(Self::$variant,)*];

            pub(crate) const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            const fn side(self) -> Side {
                match self { $(Self::$variant => Side::$side,)* }
            }

            const fn meaning(self) -> (&'static str, &'static str) {
                match self { $(Self::$variant => ($en, $ja),)* }
            }
        }
    };
}

faults! {
    TimeoutBefore, "timeout_before_effect", Any, "no answer; the call has no effect", "応答なし。呼び出しは反映されません。";
    TimeoutAfter, "timeout_after_effect", Any, "no answer; the call has its effect", "応答なし。呼び出しは反映されます。";
    ResetBefore, "reset_before_effect", Any, "connection reset; no effect", "接続が切れます。反映されません。";
    ResetAfter, "reset_after_effect", Any, "connection reset; the effect stays", "接続が切れます。反映されます。";
    LostResponse, "lost_response", Any, "connection closed after the write was done", "書き込み後に応答が失われます。";
    Http503, "http_503", Any, "503 with an HTML body", "503とHTMLの本文を返します。";
    Http429, "http_429", Any, "429 with an HTML body", "429とHTMLの本文を返します。";
    Http500, "http_500", Any, "500; no effect", "500を返します。反映されません。";
    Http503After, "http_503_after_effect", Any, "503 although the call had its effect", "反映された後に503を返します。";
    SlowBody, "slow_body", Any, "the body trickles", "本文がゆっくり届きます。";
    MalformedBody, "malformed_body", Any, "the effect stays, the body is broken JSON", "反映されますが、本文のJSONが壊れています。";
    CutBody, "cut_body", Any, "the effect stays, the body ends in the middle", "反映されますが、本文が途中で切れます。";
    ExpiredKey, "expired_key", Rms, "401 ES01-01 as for an expired licence key", "ライセンスキー切れ（ES01-01）を返します。";
    PartialFailure, "partial_failure", Any, "the second half of the orders fails", "後半の注文だけ失敗します。";
    AllError, "all_error", Rms, "HTTP 200, every order in error, no effect", "HTTP 200で全件エラーを返します。反映されません。";
    OmitOrder, "omit_order", Rms, "the answer leaves one order out", "応答から注文が1件抜けます。";
    JobStuck, "job_stuck", Older, "older API: the job is accepted and never ends", "旧受注API: 受け付けた処理がいつまでも終わりません。";
    ResultGone, "result_gone", Older, "older API: the job's result is no longer kept", "旧受注API: 処理の結果が残っていません。";
    PersonBetween, "person_between", Older, "older API: staff set 保留 just before the write", "旧受注API: 書き込みの直前に担当者が保留にします。";
    Overload, "ne_003002", NextEngine, "overloaded (003002)", "過負荷（003002）を返します。";
    OverloadWaited, "ne_003001", NextEngine, "overloaded after waiting (003001)", "待機後の過負荷（003001）を返します。";
    Importing, "ne_020007", NextEngine, "an import is running (020007)", "受注取込中（020007）を返します。";
    Stale, "ne_020006", NextEngine, "someone else edits the slip just before the write (020006)", "書き込みの直前に他の人が伝票を更新します（020006）。";
    Blip, "ne_000001", NextEngine, "path unknown for a moment (000001)", "一時的に000001を返します。";
    Maintenance, "ne_002007", NextEngine, "platform under maintenance (002007)", "メンテナンス中（002007）を返します。";
    MaintenanceHost, "ne_003004", NextEngine, "host under maintenance (003004)", "メンテナンス中（003004）を返します。";
    MaintenanceMain, "ne_003005", NextEngine, "main function under maintenance (003005)", "メンテナンス中（003005）を返します。";
    MaintenanceHtml, "ne_maintenance_html", NextEngine, "maintenance page in HTML with HTTP 200", "HTTP 200でメンテナンス画面（HTML）を返します。";
    OmsItself, "oms_itself", Any, "ネクストエンジン itself takes the orders in and confirms them just before the write", "書き込みの直前に、ネクストエンジンが自分で受注を取り込み注文確認します。";
    QueFailure, "que_failure", NextEngine, "the upload is taken, its que fails", "アップロードは受け付けますが、キューが失敗します。";
    QueRow, "que_bad_row", NextEngine, "the first order of the upload is bad from now on: every que with it fails as a whole and names nothing", "そのアップロードの最初の注文が以後ずっと取り込めず、その注文の入ったキューは行を示さずに全部失敗します。";
    TokenRotation, "token_rotation", NextEngine, "the access token expires with this call, which rotates the pair", "この呼び出しでアクセストークンが切れ、トークンが更新されます。";
    RotationLost, "token_rotation_lost", NextEngine, "the pair rotates and the answer is lost", "トークンが更新され、応答が失われます。";
}

impl Fault {
    fn parse(text: &str) -> Option<Self> {
        let wanted = match text {
            "timeout" => "timeout_before_effect",
            "reset" => "reset_before_effect",
            "503" => "http_503",
            "429" => "http_429",
            "500" => "http_500",
            other => other,
        };
        Self::ALL
            .iter()
            .copied()
            .find(|fault| fault.id() == wanted || fault.id().strip_prefix("ne_") == Some(wanted))
    }

    /// Whether the fault can strike a call of this side.
    fn fits(self, side: Side) -> bool {
        let of_both = matches!(self, Self::ExpiredKey | Self::OmitOrder);
        self.side() == Side::Any || self.side() == side || (side == Side::Older && of_both)
    }
}

/// A fault that is set.
#[derive(Debug, Clone)]
struct Active {
    call: String,
    fault: Fault,
    left: Option<u64>,
    probability: f64,
    hold_seconds: Option<u32>,
    struck: u64,
}

/// A fault that strikes, with how long a silent or slow one takes, if that was said.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Strike {
    pub(crate) fault: Fault,
    pub(crate) hold_seconds: Option<u32>,
}

/// All faults that are set.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    active: Vec<Active>,
}

impl Faults {
    /// Sets a fault from `{"call","kind","times"|"probability"[,"hold_seconds"]}`.
    pub(crate) fn set(&mut self, wish: &Value) -> Result<Value, String> {
        let wish = wish.as_object().ok_or("a fault is a JSON object")?;
        let known = ["call", "kind", "times", "probability", "hold_seconds"];
        if let Some(odd) = wish.keys().find(|key| !known.contains(&key.as_str())) {
            return Err(format!(
                "unknown property `{odd}`; known are {}",
                known.join(", ")
            ));
        }
        let kind = wish
            .get("kind")
            .and_then(Value::as_str)
            .ok_or("`kind` is missing")?;
        let fault = Fault::parse(kind)
            .ok_or_else(|| format!("unknown kind `{kind}`; GET lists the kinds"))?;
        let call = wish
            .get("call")
            .and_then(Value::as_str)
            .unwrap_or("*")
            .to_owned();
        let left = match wish.get("times") {
            None => wish.get("probability").is_none().then_some(1),
            Some(times) => Some(times.as_u64().ok_or("`times` is a whole number")?),
        };
        let probability = match wish.get("probability") {
            None => 1.0,
            Some(given) => given
                .as_f64()
                .filter(|given| (0.0..=1.0).contains(given))
                .ok_or("`probability` is a number from 0 to 1")?,
        };
        let hold_seconds = match wish.get("hold_seconds") {
            None => None,
            Some(given) => {
                let seconds = given.as_u64().and_then(|given| u32::try_from(given).ok());
                Some(seconds.ok_or("`hold_seconds` is a whole number")?)
            }
        };
        let active = Active {
            call,
            fault,
            left,
            probability,
            hold_seconds,
            struck: 0,
        };
        let shown = active.to_json();
        self.active.push(active);
        Ok(shown)
    }

    pub(crate) fn clear(&mut self) {
        self.active.clear();
    }

    /// The fault that strikes this call, if any; the first that was set wins.
    pub(crate) fn strike(&mut self, side: Side, call: &str, random: &mut Random) -> Option<Strike> {
        for active in &mut self.active {
            if active.left == Some(0)
                || !active.fault.fits(side)
                || !names(&active.call, side, call)
            {
                continue;
            }
            if active.probability < 1.0 && !random.happens(active.probability) {
                continue;
            }
            active.left = active.left.map(|left| left - 1);
            active.struck += 1;
            return Some(Strike {
                fault: active.fault,
                hold_seconds: active.hold_seconds,
            });
        }
        None
    }

    pub(crate) fn to_json(&self) -> Value {
        let about: Vec<Value> = Fault::ALL
            .iter()
            .map(|fault| {
                let (en, ja) = fault.meaning();
                let calls = match fault.side() {
                    Side::Any => "any",
                    Side::Rms => "rms",
                    Side::Older => "older",
                    Side::NextEngine => "nextengine",
                };
                json!({"kind": fault.id(), "calls": calls, "en": en, "ja": ja})
            })
            .collect();
        json!({
            "kinds": Fault::ALL.iter().map(|fault| fault.id()).collect::<Vec<_>>(),
            "about": about,
            "active": self.active.iter().filter(|active| active.left != Some(0)).map(Active::to_json).collect::<Vec<_>>(),
        })
    }
}

impl Active {
    fn to_json(&self) -> Value {
        json!({
            "call": self.call,
            "kind": self.fault.id(),
            "times": self.left,
            "probability": self.probability,
            "struck": self.struck,
        })
    }
}

/// Whether the name in a fault means this call: `*`, a side, the call, or its last part. `getOrder`
/// alone is the newer API's; the older one's is `older/getOrder`.
fn names(wanted: &str, side: Side, call: &str) -> bool {
    let whole_side = match side {
        Side::Rms => wanted == "rms",
        Side::Older => wanted == "older",
        Side::NextEngine => wanted == "nextengine",
        Side::Any => false,
    };
    wanted == "*"
        || whole_side
        || wanted == call
        || call
            .rsplit_once('/')
            .is_some_and(|(_, last)| last == wanted && !(side == Side::Older && last == "getOrder"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_its_call_as_often_as_it_was_told() {
        let mut faults = Faults::default();
        let mut random = Random::new(1);
        faults
            .set(&json!({"call": "confirmOrder", "kind": "http_503", "times": 2}))
            .unwrap();
        assert!(faults.strike(Side::Rms, "getOrder", &mut random).is_none());
        assert!(
            faults
                .strike(Side::Rms, "confirmOrder", &mut random)
                .is_some()
        );
        assert!(
            faults
                .strike(Side::Rms, "confirmOrder", &mut random)
                .is_some()
        );
        assert!(
            faults
                .strike(Side::Rms, "confirmOrder", &mut random)
                .is_none()
        );
    }

    #[test]
    fn wrong_wishes_say_what_is_wrong() {
        let mut faults = Faults::default();
        for (wish, reason) in [
            (json!({"kind": "nonsense"}), "unknown kind"),
            (json!({"call": "x"}), "`kind` is missing"),
            (
                json!({"kind": "http_503", "tims": 1}),
                "unknown property `tims`",
            ),
            (json!({"kind": "http_503", "probability": 2}), "from 0 to 1"),
        ] {
            assert!(faults.set(&wish).unwrap_err().contains(reason), "{wish}");
        }
    }
}
