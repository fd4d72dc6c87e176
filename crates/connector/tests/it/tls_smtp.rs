//! A mail server with TLS and a login, for whoever trusts the root of `fixtures/tls`.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// When the server begins to speak TLS.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begin {
    /// At the first byte.
    AtOnce,
    /// When it is asked to.
    StartTls,
    /// Not at all, and it says so.
    Never,
}

/// What a server saw.
#[derive(Default)]
pub(crate) struct Heard {
    /// Lines that came without encryption.
    pub(crate) plain: Vec<String>,
    /// Mails it took, head and body.
    pub(crate) mails: Vec<String>,
    /// How often somebody tried to log in.
    pub(crate) logins: usize,
}

/// A server that takes mail from `sabaki` with one password only.
pub(crate) struct TlsSmtp {
    pub(crate) port: u16,
    heard: Arc<Mutex<Heard>>,
}

/// A file of the fixtures, here or from another crate's tests.
fn fixture(name: &str) -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = here.ancestors().find_map(|folder| {
        ["fixtures/tls", "crates/connector/fixtures/tls"]
            .map(|inner| folder.join(inner).join(name))
            .into_iter()
            .find(|path| path.exists())
    });
    found.unwrap()
}

/// The root certificate above the server's.
pub(crate) fn root() -> PathBuf {
    fixture("root.pem")
}

impl TlsSmtp {
    pub(crate) fn start(begin: Begin, password: &'static str) -> Self {
        let read = |name| std::fs::read(fixture(name)).unwrap();
        let certificate = CertificateDer::from(read("server.der"));
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(read("server.key.der")));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard: Arc<Mutex<Heard>> = Arc::default();
        let log = Arc::clone(&heard);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let session = Session {
                    begin,
                    login: STANDARD.encode(format!("\0sabaki\0{password}")),
                    config: Arc::clone(&config),
                    heard: Arc::clone(&log),
                };
                // A client that hangs up is what some tests are about.
                let _gone = session.serve(stream.unwrap());
            }
        });
        Self { port, heard }
    }

    /// What it saw.
    pub(crate) fn heard<T>(&self, look: impl Fn(&Heard) -> T) -> T {
        look(&self.heard.lock().unwrap())
    }
}

/// A stream before or after its encryption.
enum Stream {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
}

impl Stream {
    fn encrypted(self, config: &Arc<ServerConfig>) -> io::Result<Self> {
        match self {
            Self::Plain(stream) => {
                let session =
                    ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
                Ok(Self::Tls(Box::new(StreamOwned::new(session, stream))))
            }
            tls @ Self::Tls(_) => Ok(tls),
        }
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = Vec::new();
        while !line.ends_with(b"\r\n") {
            let mut byte = [0];
            match self {
                Self::Plain(stream) => stream.read_exact(&mut byte)?,
                Self::Tls(stream) => stream.read_exact(&mut byte)?,
            }
            line.extend(byte);
        }
        line.truncate(line.len() - 2);
        String::from_utf8(line).map_err(io::Error::other)
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        let text = format!("{text}\r\n");
        match self {
            Self::Plain(stream) => stream.write_all(text.as_bytes()),
            Self::Tls(stream) => {
                stream.write_all(text.as_bytes())?;
                stream.flush()
            }
        }
    }
}

struct Session {
    begin: Begin,
    login: String,
    config: Arc<ServerConfig>,
    heard: Arc<Mutex<Heard>>,
}

impl Session {
    fn serve(&self, stream: TcpStream) -> io::Result<()> {
        let mut stream = Stream::Plain(stream);
        if self.begin == Begin::AtOnce {
            stream = stream.encrypted(&self.config)?;
        }
        let mut known = false;
        stream.say("220 mail.invalid")?;
        loop {
            let line = stream.line()?;
            let plain = matches!(stream, Stream::Plain(_));
            if plain {
                self.heard.lock().unwrap().plain.push(line.clone());
            }
            let answer = match line.split(' ').next().unwrap_or_default() {
                "EHLO" if plain && self.begin == Begin::StartTls => {
                    "250-mail.invalid\r\n250 STARTTLS"
                }
                "EHLO" => "250-mail.invalid\r\n250-8BITMIME\r\n250 AUTH PLAIN",
                "STARTTLS" if self.begin == Begin::StartTls => {
                    stream.say("220 go on")?;
                    stream = stream.encrypted(&self.config)?;
                    continue;
                }
                "AUTH" => {
                    self.heard.lock().unwrap().logins += 1;
                    known = line == format!("AUTH PLAIN {}", self.login);
                    if known { "235 ok" } else { "535 no" }
                }
                "QUIT" => return stream.say("221 bye"),
                _ if !known => "530 who are you",
                "DATA" => {
                    stream.say("354 go on")?;
                    let mut mail = String::new();
                    loop {
                        let line = stream.line()?;
                        if line == "." {
                            break;
                        }
                        mail.push_str(&line);
                        mail.push('\n');
                    }
                    self.heard.lock().unwrap().mails.push(mail);
                    "250 taken"
                }
                _ => "250 ok",
            };
            stream.say(answer)?;
        }
    }
}
