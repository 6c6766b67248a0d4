//! Where a server listens, what it is called, and who may call it so.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs, UdpSocket};

use axum::http::uri::Authority;

/// How many ports to try.
const TRIES: u16 = 100;

/// A place to listen at.
pub(super) struct Address {
    pub listener: TcpListener,
    pub local: SocketAddr,
    /// The address of the site there.
    pub url: String,
}

impl Address {
    /// Listens at a host: an address, or a name of one of this machine. When the port is taken it is
    /// the next one that is free; port 0 is any that is free.
    pub fn bind(host: &str, port: u16) -> io::Result<Self> {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let ip = match bare.parse() {
            Ok(ip) => ip,
            Err(_) => resolve(bare)?,
        };
        let mut at = port;
        let listener = loop {
            match TcpListener::bind((ip, at)) {
                Err(error)
                    if error.kind() == io::ErrorKind::AddrInUse
                        && at != u16::MAX
                        && at - port < TRIES =>
                {
                    at += 1;
                }
                listener => break listener?,
            }
        };
        let local = listener.local_addr()?;
        let is_name = bare.parse::<IpAddr>().is_err();
        let url = if is_name {
            format!("http://{bare}:{}", local.port())
        } else {
            format!("http://{}", SocketAddr::new(reachable(ip), local.port()))
        };
        Ok(Self {
            listener,
            local,
            url,
        })
    }
}

fn resolve(name: &str) -> io::Result<IpAddr> {
    let mut found: Vec<IpAddr> = (name, 0)
        .to_socket_addrs()?
        .map(|address| address.ip())
        .collect();
    // Most programs mean the older kind where a name has both.
    found.sort_by_key(IpAddr::is_ipv6);
    found
        .first()
        .copied()
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, format!("`{name}` has no address")))
}

/// An address that others reach this one by. Whoever listens at all of a machine's addresses is asked
/// for by one of them: the one that leads away from here.
fn reachable(ip: IpAddr) -> IpAddr {
    if !ip.is_unspecified() {
        return ip;
    }
    let (any, away, home): (IpAddr, IpAddr, IpAddr) = match ip {
        // Addresses of examples; nothing is sent to them.
        IpAddr::V4(_) => (
            Ipv4Addr::UNSPECIFIED.into(),
            Ipv4Addr::new(192, 0, 2, 1).into(),
            Ipv4Addr::LOCALHOST.into(),
        ),
        IpAddr::V6(_) => (
            Ipv6Addr::UNSPECIFIED.into(),
            Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into(),
            Ipv6Addr::LOCALHOST.into(),
        ),
    };
    let towards = || {
        let socket = UdpSocket::bind((any, 0))?;
        socket.connect((away, 9))?;
        socket.local_addr()
    };
    match towards() {
        Ok(local) if !local.ip().is_unspecified() => local.ip(),
        _ => home,
    }
}

/// The names a server answers to. Any other is a page elsewhere that had its own name lead here, to
/// read what only this machine may.
pub(super) struct Hosts {
    bound: IpAddr,
    name: Option<String>,
}

impl Hosts {
    /// Those of a server that listens at an address, for a site with this address.
    pub fn new(bound: IpAddr, base_url: &str) -> Self {
        let url = url::Url::parse(base_url).ok();
        let name = url.and_then(|url| url.host_str().map(plain));
        Self { bound, name }
    }

    /// Whether a host, perhaps with a port, is one of them.
    pub fn allow(&self, host: &str) -> bool {
        let Ok(authority) = host.parse::<Authority>() else {
            return false;
        };
        // Not `somebody@host`.
        if authority.as_str().contains('@') {
            return false;
        }
        let host = plain(authority.host());
        if let Ok(ip) = host.parse::<IpAddr>() {
            // An address cannot be led elsewhere, as a name can.
            return ip.is_loopback()
                || ip == self.bound
                || self.bound.is_unspecified()
                || self.name.as_ref() == Some(&host);
        }
        host == "localhost" || host.ends_with(".localhost") || self.name.as_ref() == Some(&host)
    }
}

/// A host without brackets, and as all of its spellings are.
fn plain(host: &str) -> String {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.trim_end_matches('.').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_answered() {
        let hosts = Hosts::new(Ipv4Addr::LOCALHOST.into(), "http://blog.test:1111/");
        for host in [
            "localhost",
            "localhost:1111",
            "LOCALHOST.",
            "a.localhost",
            "127.0.0.1:1111",
            "127.1.2.3",
            "[::1]:1111",
            "blog.test",
            "Blog.Test:80",
            "blog.test.",
            "localhost.:1111",
            "b.a.localhost:80",
            "127.255.255.254",
            "[::1]",
            "[::1]:0",
        ] {
            assert!(hosts.allow(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "10.0.0.7",
            "evil.example:1111",
            "localhost@evil.example",
            "evil.example@localhost",
            "a b",
            // Ends or begins as a name that is answered does.
            "evillocalhost",
            "xlocalhost:80",
            "evil-localhost",
            "localhostx",
            "localhost.com",
            "localhost-evil",
            "evilblog.test",
            "x.blog.test",
            "blog.test.evil.example",
            "blog.testx",
            "blog",
            "test",
            "128.0.0.1",
            "126.255.255.255",
            "0.0.0.0",
            "[::]",
            "[::2]:1111",
            "[::1",
            "::1",
            "127.0.0.1:1111:2",
            ".",
            "localhost/",
            "http://localhost",
        ] {
            assert!(!hosts.allow(host), "{host}");
        }
    }

    #[test]
    fn who_listens_everywhere_is_asked_by_any_address_but_not_by_names() {
        let hosts = Hosts::new(Ipv4Addr::UNSPECIFIED.into(), "http://10.0.0.7:1111");
        assert!(hosts.allow("192.168.1.4:1111"));
        assert!(!hosts.allow("evil.example"));
    }

    #[test]
    fn the_next_free_port_is_taken() {
        let first = Address::bind("127.0.0.1", 0).unwrap();
        let second = Address::bind("127.0.0.1", first.local.port()).unwrap();
        assert!(second.local.port() > first.local.port());
        assert_eq!(
            second.url,
            format!("http://127.0.0.1:{}", second.local.port())
        );
    }

    #[test]
    fn an_address_of_the_newer_kind_stands_in_brackets() {
        // Not every machine has one.
        if let Ok(address) = Address::bind("[::1]", 0) {
            let port = address.local.port();
            assert_eq!(address.url, format!("http://[::1]:{port}"));
        }
        let hosts = Hosts::new(Ipv6Addr::LOCALHOST.into(), "http://[2001:db8::7]:1111");
        assert!(hosts.allow("[::1]:1111") && hosts.allow("[2001:DB8::7]"));
        assert!(!hosts.allow("[2001:db8::8]"));
    }

    #[test]
    fn what_listens_everywhere_has_an_address_of_its_own() {
        let address = Address::bind("0.0.0.0", 0).unwrap();
        assert!(!address.url.contains("//0.0.0.0"), "{}", address.url);
    }
}
