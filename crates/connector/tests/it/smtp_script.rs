//! A tiny mail server: answers each command from a list, and keeps what it was sent.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;

pub(crate) struct SmtpScript {
    pub(crate) port: u16,
    said: Arc<Mutex<Vec<String>>>,
}

impl SmtpScript {
    /// `refuse`: the answer to this command instead of the usual one; `cut`: after the mail it
    /// closes without a word.
    pub(crate) async fn start(refuse: Option<(&'static str, &'static str)>, cut: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let said: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = Arc::clone(&said);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (reader, mut writer) = stream.into_split();
                let mut lines = BufReader::new(reader).lines();
                let mut in_data = false;
                let _gone = writer.write_all(b"220 mail.invalid\r\n").await;
                while let Ok(Some(line)) = lines.next_line().await {
                    log.lock().unwrap().push(line.clone());
                    if in_data && line != "." {
                        continue;
                    }
                    let command = if in_data { "." } else { line.as_str() };
                    in_data = command.starts_with("DATA");
                    if command == "." && cut {
                        break;
                    }
                    let answer = match refuse {
                        Some((start, answer)) if command.starts_with(start) => {
                            in_data = false;
                            answer
                        }
                        _ if command.starts_with("EHLO") => "250-mail.invalid\r\n250 8BITMIME",
                        _ if in_data => "354 go on",
                        _ => "250 ok",
                    };
                    if writer
                        .write_all(format!("{answer}\r\n").as_bytes())
                        .await
                        .is_err()
                    {
                        break;
                    }
                }
            }
        });
        Self { port, said }
    }

    pub(crate) fn said(&self) -> Vec<String> {
        self.said.lock().unwrap().clone()
    }
}
