//! Someone in chat, at a WebSocket: says things, and hears in order what the server says.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::http::{HeaderMap, HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::{Error, Message};

/// No answer takes this long, unless it never comes.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Told by the way, at moments of their own: they have no place in the order of a conversation.
const BY_THE_WAY: [&str; 6] = ["stream", "status", "role", "commands", "sanction", "sanction ended"];

/// How someone is going to connect.
#[derive(Clone, Default)]
pub struct Approach {
    headers: HeaderMap,
    /// Bytes of the kernel's buffer for what arrives; as the system likes when 0.
    receive_buffer: u32,
}

impl Approach {
    pub fn header(mut self, name: &'static str, value: impl AsRef<str>) -> Self {
        let value = HeaderValue::from_str(value.as_ref()).unwrap();
        self.headers.append(HeaderName::from_static(name), value);
        self
    }

    /// With cookies as the server set them.
    pub fn cookies(self, cookies: &[String]) -> Self {
        let pairs: Vec<_> = cookies.iter().map(|set| set.split(';').next().unwrap()).collect();
        if pairs.is_empty() { self } else { self.header("cookie", pairs.join("; ")) }
    }

    /// From an address, as a proxy in front tells it.
    pub fn from(self, address: &str) -> Self {
        self.header("x-forwarded-for", address)
    }

    /// With so little room for what arrives that it is noticed soon when nobody reads.
    pub fn narrow(mut self) -> Self {
        self.receive_buffer = 4096;
        self
    }

    pub async fn connect(self, to: SocketAddr) -> Chatter {
        self.try_connect(to).await.unwrap()
    }

    /// Opens a session and joins the namespace. An error with the status where the server answers with one.
    pub async fn try_connect(self, to: SocketAddr) -> Result<Chatter, Error> {
        let (mut socket, cookies) = self.open(to).await?;
        socket.send(Message::text("40")).await?;
        let mut chatter = Chatter {
            socket,
            cookies,
            aside: Vec::new(),
            heard: VecDeque::new(),
            acknowledgements: 0,
            patience: PATIENCE,
            address: to,
        };
        loop {
            let packet = chatter.packet().await?;
            if packet.starts_with("40") {
                return Ok(chatter);
            }
            assert!(packet.starts_with('0'), "{packet}");
        }
    }

    async fn open(self, to: SocketAddr) -> Result<(WebSocketStream<TcpStream>, Vec<String>), Error> {
        let url = format!("ws://{to}/socket.io/?EIO=4&transport=websocket");
        let mut request: Request = url.into_client_request()?;
        request.headers_mut().extend(self.headers);
        let socket = tokio::net::TcpSocket::new_v4()?;
        if self.receive_buffer > 0 {
            socket.set_recv_buffer_size(self.receive_buffer)?;
        }
        let stream = socket.connect(to).await?;
        stream.set_nodelay(true)?;
        let (socket, answer) = timeout(PATIENCE, tokio_tungstenite::client_async(request, stream))
            .await
            .map_err(|_| std::io::Error::from(std::io::ErrorKind::TimedOut))??;
        let cookies = answer.headers().get_all("set-cookie").iter();
        Ok((socket, cookies.map(|cookie| cookie.to_str().unwrap().to_owned()).collect()))
    }
}

/// See the module.
pub struct Chatter {
    socket: WebSocketStream<TcpStream>,
    /// As set by the answer that opened the connection.
    pub cookies: Vec<String>,
    /// Whatever came [`BY_THE_WAY`].
    pub aside: Vec<(String, Value)>,
    heard: VecDeque<(String, Value)>,
    acknowledgements: u32,
    /// How long may pass without a word.
    pub patience: Duration,
    address: SocketAddr,
}

impl Chatter {
    pub async fn connect(to: SocketAddr) -> Self {
        Approach::default().connect(to).await
    }

    /// The same browser comes again, on another connection.
    pub async fn again(&self) -> Self {
        let mut chatter = Approach::default().cookies(&self.cookies).connect(self.address).await;
        chatter.cookies.extend(self.cookies.clone());
        chatter
    }

    pub async fn say(&mut self, event: &str, fields: Value) {
        self.try_say(event, fields).await.unwrap();
    }

    pub async fn try_say(&mut self, event: &str, fields: Value) -> Result<(), Error> {
        self.send(&format!("42{}", json!([event, fields]))).await
    }

    /// Sends a packet as it is.
    pub async fn send(&mut self, packet: &str) -> Result<(), Error> {
        self.socket.send(Message::text(packet)).await
    }

    pub async fn message(&mut self, text: &str) {
        self.say("message", json!({ "message": text })).await;
    }

    /// Watches the stream, and reads its chat.
    pub async fn watch(&mut self, streamer: &str) -> Value {
        self.read(streamer, None).await
    }

    /// The same, going on after a message. Returns the history.
    pub async fn read(&mut self, streamer: &str, last: Option<u64>) -> Value {
        let mut fields = json!({ "streamer": streamer, "chat": true });
        if let Some(last) = last {
            fields["last"] = last.into();
        }
        self.say("presence", fields).await;
        self.until("history").await
    }

    /// Logs in, and returns what `login success` says.
    pub async fn login(&mut self, streamer: &str, name: &str) -> Value {
        self.login_with(streamer, name, json!({})).await
    }

    /// The same with more fields: `key`, `resume`.
    pub async fn login_with(&mut self, streamer: &str, name: &str, more: Value) -> Value {
        self.try_login(streamer, name, more).await.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// What `login success` says, else what the error says.
    pub async fn try_login(&mut self, streamer: &str, name: &str, more: Value) -> Result<Value, Value> {
        let mut fields = json!({ "streamer": streamer, "username": name, "color": "blue" });
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.say("login", fields).await;
        let success = loop {
            match self.next().await {
                (event, fields) if event == "login success" => break fields,
                (event, fields) if event == "error" => return Err(fields),
                _ => {}
            }
        };
        // also to those who were there before, and in order
        self.until("connected").await;
        Ok(success)
    }

    /// The next thing heard.
    pub async fn next(&mut self) -> (String, Value) {
        self.try_next().await.unwrap_or_else(|error| panic!("instead of something said: {error}"))
    }

    pub async fn try_next(&mut self) -> Result<(String, Value), Error> {
        if let Some(heard) = self.heard.pop_front() {
            return Ok(heard);
        }
        loop {
            let packet = self.packet().await?;
            let Some(array) = packet.strip_prefix("42") else {
                if packet.starts_with("41") {
                    return Err(Error::ConnectionClosed);
                }
                continue;
            };
            let (event, fields) = serde_json::from_str::<(String, Value)>(array).unwrap();
            if BY_THE_WAY.contains(&event.as_str()) {
                self.aside.push((event, fields));
            } else {
                return Ok((event, fields));
            }
        }
    }

    /// The next thing heard must be this. Returns its fields.
    #[track_caller]
    pub fn hears(&mut self, event: &str) -> impl Future<Output = Value> {
        let caller = std::panic::Location::caller();
        async move {
            let (name, fields) = self.next().await;
            assert_eq!(name, event, "at {caller}: {fields}");
            fields
        }
    }

    /// Hears whatever comes, up to and with this. Returns its fields. An error that was not asked for ends the
    /// wait at once.
    pub async fn until(&mut self, event: &str) -> Value {
        self.until_that(event, |_| true).await
    }

    pub async fn until_that(&mut self, event: &str, is: impl Fn(&Value) -> bool) -> Value {
        loop {
            let (name, fields) = self.next().await;
            if name == event && is(&fields) {
                return fields;
            }
            assert!(name != "error" || event == "error", "instead of {event}: {fields}");
        }
    }

    /// All heard before the answer to a question that is asked now. Only for those who are logged in.
    pub async fn rest(&mut self) -> Vec<(String, Value)> {
        self.say("get color", json!({})).await;
        let mut rest = Vec::new();
        loop {
            match self.next().await {
                (event, _) if event == "return color" => return rest,
                heard => rest.push(heard),
            }
        }
    }

    /// Says something and waits until the server acknowledges it. What is heard meanwhile is kept.
    pub async fn say_and_wait(&mut self, event: &str, arguments: &[Value]) -> Result<(), Error> {
        self.ask(event, arguments).await.map(drop)
    }

    /// The same. Returns the arguments of the acknowledgement.
    pub async fn ask(&mut self, event: &str, arguments: &[Value]) -> Result<Vec<Value>, Error> {
        self.acknowledgements += 1;
        let number = self.acknowledgements;
        let array: Vec<_> = std::iter::once(json!(event)).chain(arguments.iter().cloned()).collect();
        self.send(&format!("42{number}{}", json!(array))).await?;
        loop {
            let packet = self.packet().await?;
            if let Some(answer) = packet.strip_prefix(&format!("43{number}")) {
                return Ok(serde_json::from_str(answer).unwrap());
            }
            self.keep(&packet);
        }
    }

    /// Waits for the latest of what comes by the way to fit.
    pub async fn until_aside(&mut self, event: &str, is: impl Fn(&Value) -> bool) -> Value {
        loop {
            let fits = |(name, fields): &&(String, Value)| name == event && is(fields);
            if let Some((_, fields)) = self.aside.iter().rev().find(fits) {
                return fields.clone();
            }
            let known = self.aside.len();
            while self.aside.len() == known {
                let packet = self.packet().await.unwrap();
                self.keep(&packet);
            }
        }
    }

    fn keep(&mut self, packet: &str) {
        let Some(array) = packet.strip_prefix("42") else { return };
        let (event, fields) = serde_json::from_str::<(String, Value)>(array).unwrap();
        if BY_THE_WAY.contains(&event.as_str()) {
            self.aside.push((event, fields));
        } else {
            self.heard.push_back((event, fields));
        }
    }

    /// Waits until the server ends the connection, whatever it says before. Returns that.
    pub async fn until_closed(&mut self) -> Vec<(String, Value)> {
        let mut heard = Vec::new();
        loop {
            match self.try_next().await {
                Ok(said) => heard.push(said),
                Err(Error::Io(error)) if error.kind() == std::io::ErrorKind::TimedOut => panic!("{error}"),
                Err(_) => return heard,
            }
        }
    }

    /// The next packet of Engine.IO; answers pings by the way.
    async fn packet(&mut self) -> Result<String, Error> {
        loop {
            let message = timeout(self.patience, self.socket.next())
                .await
                .map_err(|_| std::io::Error::from(std::io::ErrorKind::TimedOut))?
                .ok_or(Error::ConnectionClosed)??;
            match message {
                Message::Text(text) if text.as_str() == "2" => self.send("3").await?,
                Message::Text(text) if text.as_str() == "1" => return Err(Error::ConnectionClosed),
                Message::Text(text) => return Ok(text.to_string()),
                Message::Close(_) => return Err(Error::ConnectionClosed),
                _ => {}
            }
        }
    }
}
