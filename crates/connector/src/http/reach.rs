//! How far a message may go: addresses of this machine and of the network around it are refused
//! unless the configuration names them, so that a notice cannot be turned against them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Where a channel's address may lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// The public network only.
    #[default]
    Public,
    /// The network of the company too, except this machine.
    Private,
    /// This machine only; plain http is allowed.
    Loopback,
}

impl Reach {
    /// Whether a connection to this address may be made.
    pub(crate) fn allows(self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        match self {
            Self::Loopback => ip.is_loopback(),
            Self::Private => !(ip.is_loopback() || ip.is_unspecified() || is_special(ip)),
            Self::Public => is_public(ip),
        }
    }
}

/// Looks a name up once and gives only what may be connected to: the connection goes to that very
/// address, so that a second answer of the name server changes nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GuardedResolver(pub(crate) Reach);

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        let name = name.as_str().to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|at| reach.allows(at.ip())).collect();
            if allowed.is_empty() {
                return Err("the name leads where messages may not go".into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// Link-local (cloud metadata lives there), multicast and the like: no message goes there.
fn is_special(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => {
            v4.is_link_local() || v4.is_multicast() || v4.is_broadcast() || v4.octets()[0] == 0
        }
        IpAddr::V6(v6) => {
            v6.is_unicast_link_local()
                || v6.is_multicast()
                || embedded(v6).is_some_and(|v4| !is_public(v4.into()))
        }
    }
}

fn is_public(ip: IpAddr) -> bool {
    if ip.is_loopback() || ip.is_unspecified() || is_special(ip) {
        return false;
    }
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            !(v4.is_private()
                || v4.is_documentation()
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && (18..20).contains(&b)))
        }
        IpAddr::V6(v6) => {
            let [a, b, ..] = v6.segments();
            // Only 2000::/3 is given out; Teredo and the documentation's part of it are not.
            a & 0xe000 == 0x2000 && !(a == 0x2001 && (b == 0 || b == 0xdb8))
                || embedded(v6).is_some_and(|v4| is_public(v4.into()))
        }
    }
}

/// The IPv4 address inside of 64:ff9b::/96 (NAT64), 2002::/16 (6to4) or ::/96.
fn embedded(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    let v4 = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match v6.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0, 0, 0, 0, 0, 0, high, low] => {
            Some(v4(high, low))
        }
        [0x2002, high, low, ..] => Some(v4(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        // address, public, private, loopback
        let cases = [
            ("93.184.215.14", true, true, false),
            ("2606:2800:21f::1", true, true, false),
            ("10.0.0.1", false, true, false),
            ("172.31.0.1", false, true, false),
            ("192.168.1.1", false, true, false),
            ("100.64.0.1", false, true, false),
            ("fd00::1", false, true, false),
            ("::ffff:10.0.0.1", false, true, false),
            ("127.0.0.1", false, false, true),
            ("127.9.9.9", false, false, true),
            ("::1", false, false, true),
            ("::ffff:127.0.0.1", false, false, true),
            ("169.254.169.254", false, false, false),
            ("::ffff:169.254.169.254", false, false, false),
            ("64:ff9b::a9fe:a9fe", false, false, false),
            ("64:ff9b::7f00:1", false, false, false),
            ("2002:a9fe:a9fe::1", false, false, false),
            ("2002:7f00:1::1", false, false, false),
            ("fe80::1", false, false, false),
            ("ff02::1", false, false, false),
            ("0.0.0.0", false, false, false),
            ("0.1.2.3", false, false, false),
            ("::", false, false, false),
            ("224.0.0.1", false, false, false),
            ("255.255.255.255", false, false, false),
            ("192.0.0.1", false, true, false),
            ("198.18.0.1", false, true, false),
        ];
        for (text, public, private, loopback) in cases {
            let ip = text.parse().unwrap();
            assert_eq!(Reach::Public.allows(ip), public, "public {text}");
            assert_eq!(Reach::Private.allows(ip), private, "private {text}");
            assert_eq!(Reach::Loopback.allows(ip), loopback, "loopback {text}");
        }
    }
}
