//! The WSDL and the schema, of our own writing: enough for a generator to make a client.

use crate::wire::{Reply, Request};

/// Answers `?WSDL` or `?xsd=1` with the address at which it was asked.
pub(crate) fn document(name: &str, request: &Request) -> Reply {
    let host = request.header("host").unwrap_or("localhost");
    let text = if name == "wsdl" {
        include_str!("orderapi.wsdl")
    } else {
        include_str!("orderapi.xsd")
    };
    let address = format!("http://{host}{}", super::PATH);
    let text = text.replace("{address}", &address);
    Reply::new(200, "text/xml;charset=\"utf-8\"", text)
}
