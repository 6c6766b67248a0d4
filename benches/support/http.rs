//! Just enough of HTTP/1.1 to ask a server on this machine for a page, again and again.

use std::io::{self, BufRead, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// How long an answer may take: a server may make us wait until it has built.
const PATIENCE: Duration = Duration::from_secs(120);

/// A client with one connection, which it keeps as long as the server does.
pub struct Client {
    address: SocketAddr,
    stream: Option<BufReader<TcpStream>>,
}

/// An answer.
#[derive(Debug, PartialEq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The whole body.
    pub body: Vec<u8>,
    /// Whether the connection may be used again.
    keep: bool,
}

impl Client {
    /// A client of the server on `port`; it does not connect yet.
    pub fn new(port: u16) -> Self {
        Self {
            address: (Ipv4Addr::LOCALHOST, port).into(),
            stream: None,
        }
    }

    /// Asks for a path and waits for the complete answer.
    pub fn get(&mut self, path: &str) -> io::Result<Response> {
        // A server may close an idle connection whenever it likes: only a new one must work.
        if let Some(stream) = self.stream.take()
            && let Ok(response) = self.ask(stream, path)
        {
            return Ok(response);
        }
        let stream = TcpStream::connect(self.address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        self.ask(BufReader::new(stream), path)
    }

    fn ask(&mut self, mut stream: BufReader<TcpStream>, path: &str) -> io::Result<Response> {
        let address = self.address;
        let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: */*\r\n\r\n");
        stream.get_mut().write_all(request.as_bytes())?;
        let response = response(&mut stream)?;
        if response.keep {
            self.stream = Some(stream);
        }
        Ok(response)
    }
}

/// Reads one answer to a GET request.
fn response(from: &mut impl BufRead) -> io::Result<Response> {
    let wrong = || io::Error::new(io::ErrorKind::InvalidData, "this is no HTTP/1.1");
    let status = line(from)?;
    let mut status = status.split(' ');
    if status.next() != Some("HTTP/1.1") {
        return Err(wrong());
    }
    let status = status.next().and_then(|status| status.parse().ok());
    let (mut length, mut chunked, mut keep) = (None, false, true);
    loop {
        let header = line(from)?.to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        let (name, value) = header.split_once(':').ok_or_else(wrong)?;
        match (name, value.trim()) {
            ("content-length", value) => length = Some(value.parse().map_err(|_| wrong())?),
            ("transfer-encoding", "chunked") => chunked = true,
            ("connection", "close") => keep = false,
            _ => {}
        }
    }
    let mut body = Vec::new();
    if chunked {
        loop {
            let size = line(from)?;
            let size = size.split(';').next().unwrap_or_default();
            let size = u64::from_str_radix(size.trim(), 16).map_err(|_| wrong())?;
            exactly(from, size, &mut body)?;
            // After the last chunk there may be headers; the empty line ends both.
            while !line(from)?.is_empty() {}
            if size == 0 {
                break;
            }
        }
    } else if let Some(length) = length {
        exactly(from, length, &mut body)?;
    } else {
        keep = false;
        from.read_to_end(&mut body)?;
    }
    Ok(Response {
        status: status.ok_or_else(wrong)?,
        body,
        keep,
    })
}

fn exactly(from: &mut impl BufRead, length: u64, body: &mut Vec<u8>) -> io::Result<()> {
    match from.by_ref().take(length).read_to_end(body)? as u64 {
        read if read == length => Ok(()),
        _ => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

fn line(from: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    if from.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    fn read(mut text: &str) -> Option<(u16, String, bool)> {
        let mut bytes = text.as_bytes();
        let read = response(&mut bytes).ok()?;
        text = str::from_utf8(bytes).unwrap();
        assert_eq!(text, "", "something is left");
        Some((
            read.status,
            String::from_utf8(read.body).unwrap(),
            read.keep,
        ))
    }

    #[test]
    fn bodies_end_by_length_by_chunks_or_with_the_connection() {
        let some = |keep| Some((200, "Hello".to_owned(), keep));
        let ok = "HTTP/1.1 200 OK\r\n";
        assert_eq!(
            read(&format!("{ok}Content-Length: 5\r\n\r\nHello")),
            some(true)
        );
        assert_eq!(
            read(&format!(
                "{ok}content-length: 5\r\nConnection: Close\r\n\r\nHello"
            )),
            some(false)
        );
        let chunks = "2\r\nHe\r\n3;a=b\r\nllo\r\n0\r\nEtag: x\r\n\r\n";
        assert_eq!(
            read(&format!("{ok}Transfer-Encoding: chunked\r\n\r\n{chunks}")),
            some(true)
        );
        assert_eq!(read(&format!("{ok}Server: s\r\n\r\nHello")), some(false));
        assert_eq!(read(&format!("{ok}Content-Length: 9\r\n\r\nHello")), None);
        assert_eq!(read("hello\r\n\r\n"), None);
        assert_eq!(read(""), None);
    }

    #[test]
    fn a_connection_is_kept_and_made_anew_when_the_server_closes_it() {
        let server = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let mut client = Client::new(server.local_addr().unwrap().port());
        let serving = thread::spawn(move || {
            for connection in 0..2 {
                let (stream, _) = server.accept().unwrap();
                let mut stream = BufReader::new(stream);
                for request in 0..2 {
                    while !line(&mut stream).unwrap().is_empty() {}
                    let text = format!("{connection}{request}");
                    let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{text}");
                    stream.get_mut().write_all(answer.as_bytes()).unwrap();
                }
            }
        });
        for expected in ["00", "01", "10", "11"] {
            assert_eq!(client.get("/").unwrap().body, expected.as_bytes());
        }
        serving.join().unwrap();
    }
}
