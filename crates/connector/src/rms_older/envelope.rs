//! Requests as they are written: SOAP 1.1, elements in the order of the schema, which is alphabetical.

use std::fmt::Write as _;

use jiff::Timestamp;
use quick_xml::escape::escape;

use crate::jst;

/// `arg1` of getOrder.
#[derive(Debug, Clone, Default)]
pub(super) struct GetOrder<'a> {
    /// Only the numbers are wanted.
    pub(super) numbers_only: bool,
    /// These orders; empty: all that the window has.
    pub(super) numbers: Vec<&'a str>,
    /// 注文日 from and until.
    pub(super) window: Option<(Timestamp, Timestamp)>,
    /// In these statuses; empty: in all.
    pub(super) statuses: &'a [&'a str],
}

impl GetOrder<'_> {
    pub(super) fn write(&self) -> String {
        let mut text = String::from("<arg1>");
        element(
            &mut text,
            "isOrderNumberOnlyFlg",
            &self.numbers_only.to_string(),
        );
        for number in &self.numbers {
            element(&mut text, "orderNumber", number);
        }
        if let Some((from, until)) = self.window {
            text.push_str("<orderSearchModel>");
            // 1 is 注文日.
            element(&mut text, "dateType", "1");
            element(&mut text, "endDate", &jst::format_colon(until));
            element(&mut text, "startDate", &jst::format_colon(from));
            for status in self.statuses {
                element(&mut text, "status", status);
            }
            text.push_str("</orderSearchModel>");
        }
        text.push_str("</arg1>");
        text
    }
}

/// `arg1` of changeStatus for one order.
pub(super) fn change_status(number: &str, status: &str, request_id: &str) -> String {
    let mut text = String::from("<arg1><orderStatusModel>");
    element(&mut text, "orderNumber", number);
    element(&mut text, "statusName", status);
    text.push_str("</orderStatusModel>");
    element(&mut text, "requestId", request_id);
    text.push_str("</arg1>");
    text
}

/// `arg1` of getResult for one job.
pub(super) fn get_result(request_id: &str) -> String {
    let mut text = String::from("<arg1>");
    element(&mut text, "requestId", request_id);
    text.push_str("</arg1>");
    text
}

/// `arg0`: who asks. Secret.
pub(super) fn user(auth_key: &str, shop_url: &str, user_name: &str) -> String {
    let mut text = String::from("<arg0>");
    element(&mut text, "authKey", auth_key);
    element(&mut text, "shopUrl", shop_url);
    element(&mut text, "userName", user_name);
    text.push_str("</arg0>");
    text
}

/// The whole document.
pub(super) fn envelope(operation: &str, user: &str, argument: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:ws=\"http://orderapi.rms.rakuten.co.jp/rms/mall/order/api/ws\">\
         <soapenv:Body><ws:{operation}>{user}{argument}</ws:{operation}></soapenv:Body>\
         </soapenv:Envelope>"
    )
}

fn element(text: &mut String, name: &str, value: &str) {
    let value: String = value.chars().filter(|c| !c.is_control()).collect();
    let _never_fails = write!(text, "<{name}>{}</{name}>", escape(value.as_str()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_stand_in_the_order_of_the_schema() {
        let at = |text: &str| text.parse().unwrap();
        let ask = GetOrder {
            numbers_only: true,
            numbers: vec!["1-20180314-0000000001"],
            window: Some((at("2018-03-13T15:00:00Z"), at("2018-03-14T15:00:00Z"))),
            statuses: &["新規受付", "A & B"],
        };
        assert_eq!(
            ask.write(),
            "<arg1><isOrderNumberOnlyFlg>true</isOrderNumberOnlyFlg>\
             <orderNumber>1-20180314-0000000001</orderNumber><orderSearchModel>\
             <dateType>1</dateType><endDate>2018-03-15T00:00:00+09:00</endDate>\
             <startDate>2018-03-14T00:00:00+09:00</startDate><status>新規受付</status>\
             <status>A &amp; B</status></orderSearchModel></arg1>"
        );
        let whole = envelope("getRequestId", &user("ESA x", "demo-shop", ""), "");
        assert!(whole.contains(
            "<ws:getRequestId><arg0><authKey>ESA x</authKey><shopUrl>demo-shop</shopUrl>\
             <userName></userName></arg0></ws:getRequestId>"
        ));
    }
}
