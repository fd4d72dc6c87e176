//! A raw HTTP client, written from the references and not from the sandbox's own types.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "every test file uses another part"
)]

use std::fmt::Write as _;
use std::time::Duration;

use base64::Engine;
use sabaki_sandbox::{ClockMode, RunningSandbox, Sandbox, SandboxOptions, Scenario};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What came back.
pub struct Got {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Got {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<String> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name)
                .then(|| value.trim().to_owned())
        })
    }

    pub fn lines(&self) -> Vec<Value> {
        self.text()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

/// A shop's system that talks to one sandbox.
pub struct Shop {
    pub running: RunningSandbox,
    pub esa: String,
    pub access: String,
    pub refresh: String,
}

pub async fn shop() -> Shop {
    start(SandboxOptions {
        clock: ClockMode::Manual,
        ..SandboxOptions::default()
    })
    .await
}

pub async fn story() -> Shop {
    start(SandboxOptions {
        clock: ClockMode::Manual,
        scenario: Scenario::Story,
        ..SandboxOptions::default()
    })
    .await
}

pub async fn start(options: SandboxOptions) -> Shop {
    let running = Sandbox::start(&options).await.unwrap();
    let ready = running.ready_line();
    let text = |part: &str, key: &str| ready[part][key].as_str().unwrap().to_owned();
    let pair = format!(
        "{}:{}",
        text("rms", "service_secret"),
        text("rms", "license_key")
    );
    let esa = format!(
        "ESA {}",
        base64::engine::general_purpose::STANDARD.encode(pair)
    );
    let (access, refresh) = (
        text("nextengine", "access_token"),
        text("nextengine", "refresh_token"),
    );
    Shop {
        running,
        esa,
        access,
        refresh,
    }
}

pub fn encoded(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(*byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

impl Shop {
    /// Sends a request; an error is what a broken connection gives.
    pub async fn raw(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> std::io::Result<Got> {
        let mut stream = TcpStream::connect(self.running.address()).await?;
        let mut head =
            format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for (name, value) in headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        let _ = write!(
            head,
            "Content-Length: {}

",
            body.len()
        );
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(body).await?;
        let mut answer = Vec::new();
        tokio::time::timeout(Duration::from_secs(8), stream.read_to_end(&mut answer))
            .await
            .map_err(|_| std::io::Error::from(std::io::ErrorKind::TimedOut))??;
        let gap = answer
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .ok_or_else(|| std::io::Error::from(std::io::ErrorKind::UnexpectedEof))?;
        let head = String::from_utf8_lossy(&answer[..gap]).into_owned();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let got = Got {
            status,
            head,
            body: answer[gap + 4..].to_vec(),
        };
        let promised: Option<usize> = got
            .header("content-length")
            .and_then(|length| length.parse().ok());
        if promised.is_some_and(|promised| promised != got.body.len()) {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        Ok(got)
    }

    pub async fn try_rms(&self, function: &str, body: &Value) -> std::io::Result<Got> {
        let headers = [
            ("Authorization", self.esa.as_str()),
            ("Content-Type", "application/json; charset=utf-8"),
        ];
        self.raw(
            "POST",
            &format!("/es/2.0/order/{function}/"),
            &headers,
            body.to_string().as_bytes(),
        )
        .await
    }

    pub async fn rms(&self, function: &str, body: &Value) -> Value {
        self.try_rms(function, body).await.unwrap().json()
    }

    pub async fn order(&self, number: &str) -> Value {
        let got = self
            .rms(
                "getOrder",
                &json!({"orderNumberList": [number], "version": 10}),
            )
            .await;
        got["OrderModelList"][0].clone()
    }

    pub async fn progress(&self, number: &str) -> i64 {
        self.order(number).await["orderProgress"].as_i64().unwrap()
    }

    pub async fn try_ne(&self, path: &str, fields: &[(&str, &[u8])]) -> std::io::Result<Got> {
        let mut body = format!(
            "access_token={}&refresh_token={}",
            self.access, self.refresh
        );
        for (name, value) in fields {
            let _ = write!(body, "&{name}={}", encoded(value));
        }
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        self.raw("POST", path, &headers, body.as_bytes()).await
    }

    /// Calls ネクストエンジン and keeps the pair of the answer, as a client must.
    pub async fn ne(&mut self, path: &str, fields: &[(&str, &str)]) -> Value {
        let fields: Vec<(&str, &[u8])> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_bytes()))
            .collect();
        let got = self
            .try_ne(&format!("/api_v1_{path}"), &fields)
            .await
            .unwrap()
            .json();
        if let (Some(access), Some(refresh)) =
            (got["access_token"].as_str(), got["refresh_token"].as_str())
        {
            access.clone_into(&mut self.access);
            refresh.clone_into(&mut self.refresh);
        }
        got
    }

    pub async fn control(&self, method: &str, path: &str, body: &Value) -> Got {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        self.raw(
            method,
            &format!("/sandbox/{path}"),
            &[("Content-Type", "application/json")],
            body.as_bytes(),
        )
        .await
        .unwrap()
    }

    pub async fn place(&self, order: Value) -> String {
        let got = self
            .control("POST", "orders", &json!({"orders": [order]}))
            .await
            .json();
        got["order_numbers"][0]
            .as_str()
            .unwrap_or_else(|| panic!("{got}"))
            .to_owned()
    }

    pub async fn advance(&self, by: &str) {
        assert_eq!(
            self.control("POST", "clock", &json!({"advance": by}))
                .await
                .status,
            200
        );
    }

    pub async fn person(&self, who: &str, does: &str, order: &str) -> Got {
        self.control(
            "POST",
            "people",
            &json!({"who": who, "does": does, "order": order}),
        )
        .await
    }

    pub async fn truth(&self, number: &str) -> Value {
        let lines = self.control("GET", "orders", &Value::Null).await.lines();
        lines
            .into_iter()
            .find(|line| line["order_number"] == number)
            .unwrap()
    }

    pub async fn ledger(&self) -> Vec<Value> {
        self.control("GET", "ledger", &Value::Null).await.lines()
    }

    /// Uploads the CSV and looks until the que is done.
    pub async fn import(&mut self, csv: &[u8]) -> Value {
        let fields: [(&str, &[u8]); 3] = [
            ("receive_order_upload_pattern_id", b"1"),
            ("data_type_1", b"csv"),
            ("data_1", csv),
        ];
        let got = self
            .try_ne("/api_v1_receiveorder_base/upload", &fields)
            .await
            .unwrap()
            .json();
        assert_eq!(got["result"], "success", "{got}");
        let que = got["que_id"].as_str().unwrap().to_owned();
        self.que(&que).await;
        self.que(&que).await
    }

    pub async fn que(&mut self, id: &str) -> Value {
        let fields = [
            ("fields", "que_id,que_status_id,que_message"),
            ("que_id-eq", id),
        ];
        self.ne("system_que/search", &fields).await["data"][0].clone()
    }

    pub async fn slip(&mut self, number: &str) -> Value {
        let wanted = "receive_order_id,receive_order_order_status_id,receive_order_order_status_name,\
            receive_order_confirm_check_id,receive_order_confirm_ids,receive_order_deposit_type_id,\
            receive_order_last_modified_date,receive_order_last_modified_null_safe_date,receive_order_note,\
            receive_order_delivery_cut_form_id,receive_order_delivery_id,receive_order_send_date,\
            receive_order_total_amount,receive_order_import_type_id,receive_order_cancel_type_id,\
            receive_order_payment_method_id,receive_order_option_1";
        let fields = [
            ("fields", wanted),
            ("receive_order_shop_cut_form_id-eq", number),
        ];
        let got = self.ne("receiveorder_base/search", &fields).await;
        got["data"][0].clone()
    }

    /// Writes base fields under the slip's present lock.
    pub async fn update(&mut self, number: &str, fields: &[(&str, &str)]) -> Value {
        let slip = self.slip(number).await;
        let id = slip["receive_order_id"].as_str().unwrap().to_owned();
        let lock = slip["receive_order_last_modified_null_safe_date"]
            .as_str()
            .unwrap()
            .to_owned();
        self.update_with(&id, &lock, fields).await
    }

    pub async fn update_with(&mut self, id: &str, lock: &str, fields: &[(&str, &str)]) -> Value {
        let mut inner = String::new();
        for (name, value) in fields {
            let _ = write!(inner, "<{name}>{value}</{name}>");
        }
        let xml = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><root><receiveorder_base>{inner}</receiveorder_base></root>"
        );
        let form = [
            ("receive_order_id", id),
            ("receive_order_last_modified_date", lock),
            ("data", &xml),
        ];
        self.ne("receiveorder_base/update", &form).await
    }
}

pub const HEADER: &str = "店舗伝票番号,受注日,受注郵便番号,受注住所１,受注住所２,受注名,受注名カナ,受注電話番号,受注メールアドレス,発送郵便番号,発送先住所１,発送先住所２,発送先名,発送先カナ,発送電話番号,支払方法,発送方法,商品計,税金,発送料,手数料,ポイント,その他費用,合計金額,ギフトフラグ,時間帯指定,日付指定,作業者欄,備考,商品名,商品コード,商品価格,受注数量,商品オプション,出荷済フラグ,顧客区分,顧客コード,消費税率（%）";

/// A file with one order of one row.
pub fn csv(number: &str, payment: &str, remarks: &str) -> String {
    format!(
        "{HEADER}\r\n{number},2026/11/24 08:59:00,000-0000,東京都架空区,見本町1-2-3,見本 花子,ミホン ハナコ,000-0000-0000,,000-0000,東京都架空区,見本町1-2-3,見本 花子,ミホン ハナコ,000-0000-0000,{payment},宅配便,3000,0,550,0,0,0,3550,0,,,,{remarks},見本マグカップ,mug-01,3000,1,,0,0,,10\r\n"
    )
}

/// A shop with one imported order, and its number.
pub async fn imported(remarks: &str) -> (Shop, String) {
    let mut shop = shop().await;
    let number = shop.place(json!({"total": 3550})).await;
    let que = shop
        .import(csv(&number, "クレジットカード", remarks).as_bytes())
        .await;
    assert_eq!(que["que_status_id"], "2");
    (shop, number)
}

/// A world with one order of each kind, and the words of the fixtures for them.
pub async fn furnished() -> (Shop, Vec<(&'static str, Value)>) {
    let shop = shop().await;
    let new = shop.place(json!({"total": 4980})).await;
    let open = shop.place(json!({"total": null})).await;
    let moved = shop.place(json!({"status": "発送待ち"})).await;
    let gone = shop.place(json!({"status": "cancelled"})).await;
    let basket = shop.order(&moved).await["PackageModelList"][0]["basketId"].clone();
    let gone_basket = shop.order(&gone).await["PackageModelList"][0]["basketId"].clone();
    let words = vec![
        ("$NEW", json!(new)),
        ("$OPEN", json!(open)),
        ("$MOVED", json!(moved)),
        ("$GONE", json!(gone)),
        ("$BASKET", basket),
        ("$GONE_BASKET", gone_basket),
    ];
    (shop, words)
}

pub fn replaced(value: &Value, words: &[(&str, Value)]) -> Value {
    match value {
        Value::String(text) => words
            .iter()
            .find(|(word, _)| word == text)
            .map_or(value.clone(), |(_, put)| put.clone()),
        Value::Array(list) => list.iter().map(|one| replaced(one, words)).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(key, one)| (key.clone(), replaced(one, words)))
            .collect(),
        other => other.clone(),
    }
}
