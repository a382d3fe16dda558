//! Every setting, defined once: the programs, their error messages, `config/default.yaml` and the reference in
//! `docs/configuration.md` are made from this file.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use pystreaming_actors::ladder::Rung;
use pystreaming_actors::limits::{Limits, Rate};
use pystreaming_actors::media::Quality;
use pystreaming_actors::model::{AccountPolicy, StreamEmoteLimits};
use pystreaming_actors::room::ChatConfig;
use pystreaming_actors::room::Retention;

use super::key::{Key, Rule, number, number_or_zero, settings, text};
use super::ladder::RungSettings;
use super::origins::AllowedOrigins;
use super::providers::{Mastodon, ProviderSettings};
use super::values::{
    self, Delivery, ListenAddress, LogFormat, MailTls, NodeAddress, SecondPublisher, Secret, ServiceUrl,
};
use crate::languages::{ENGLISH, Language};
use crate::storage::DatabaseSettings;

settings! {
    /// The settings in effect. Paths are ready to be opened, and no URL or location ends in a slash.
    pub struct Config {
        section "The site";
        /// The name in page titles and on the front page.
        #[serde(deserialize_with = "values::text")]
        pub site_name: String = "PyStreaming", Rule::Text {
            right: "a name of up to 100 characters",
            fits: |name| !name.trim().is_empty() && name.trim().chars().count() <= 100,
        };

        /// What the front page says above the streams, in Markdown: what the site is about, its rules, an event.
        #[serde(deserialize_with = "values::text")]
        pub welcome: String = "''", Rule::Text {
            right: "a text in Markdown of up to 5000 characters",
            fits: |text| text.chars().count() <= 5000,
        };

        /// The address of the site as visitors type it, such as `https://stream.example.com`. Link previews and search
        /// engines use it. By default it is the address that each visitor asked for; behind a proxy, the one that the
        /// proxy forwards.
        pub site_url: Option<String> = "null", Rule::Text {
            right: "the address of the site without a path, such as https://stream.example.com, or leave the key out",
            fits: values::is_site_url,
        };

        /// The language of pages for visitors who have chosen none and whose browsers ask for none that there is, such as
        /// `en` (English) or `de` (German). Feeds and calendars are in this language.
        #[serde(deserialize_with = "values::text")]
        pub site_language: String = "en", Rule::Text {
            right: "a language that pages have, such as en or de",
            fits: |tag| Language::offered().any(|language| language.tag == tag.trim()),
        };

        /// Other sites whose pages can show the player of a stream in a frame, such as `["https://example.com"]`. `["*"]`
        /// is all sites, `[]` none. Streams with a viewer password are never shown in frames.
        pub embed_origins: AllowedOrigins = "[\"*\"]", Rule::List {
            right: r#"a list of sites such as ["https://example.com"], ["*"] for all, or [] for none"#,
            fits: AllowedOrigins::accepts,
            names: false,
        };

        /// The themes that visitors can choose from. The first is the default. Built in are `default` (light or dark,
        /// following the visitor's system), `dark`, `light` and `contrast`.
        #[serde(deserialize_with = "values::texts")]
        pub themes: Vec<String> = "[default, dark, light, contrast]", Rule::List {
            right: "a list of at least one theme, such as [default, dark]; names consist of letters, digits, `_` and `-`",
            fits: |name| {
                let fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
                !name.is_empty() && name.chars().all(fit)
            },
            names: true,
        };

        /// A folder with themes of your own: the theme `ocean` is the folder `ocean` in it, with at least a `theme.css`.
        pub themes_dir: Option<PathBuf> = "null",
            Rule::Path("the path of a folder with a folder for every theme of your own");

        section "Data";
        /// The folder that the site writes to: the SQLite database, the secret key and, by default, the HLS files.
        pub data_dir: PathBuf = "data", Rule::Path("the whole path of a folder, or one relative to this file");

        /// The folder with pictures of emotes: its file `wave.png` is served as `/static/emotes/wave.png`. Files can be
        /// png, gif, webp, avif or jpg of up to 2 MiB; symbolic links are not served. Changes need no restart.
        /// By default it is the folder `emotes` in `data_dir`.
        pub emotes_dir: PathBuf = "null", Rule::Path("the path of a folder with pictures of emotes");

        /// The database: a URL such as `sqlite://path/to/file.db`, `postgres://user:password@host:5432/name` or
        /// `mysql://user:password@host:3306/name`, or, for MySQL and MariaDB, a group of the keys `address`, `database`,
        /// `user` and `password`. By default it is the SQLite database `pystreaming.db` in `data_dir`, which the server creates.
        #[serde(deserialize_with = "values::database", serialize_with = "values::shown")]
        pub database: DatabaseSettings = "null", Rule::Database(DATABASE);

        /// Signs cookies, and hashes the stream keys in the database. By default it is generated once and kept in the file
        /// `secret_key` in `data_dir`, which only its owner can read. If it changes, every streamer needs a new stream key.
        pub secret_key: Option<Secret> = "null",
            Rule::Secret { right: "a long random text in quotes, or leave the key out to have one made", least: 1 };

        /// Whether the server applies pending migrations to a PostgreSQL or MySQL database when it starts. If not, it prints the
        /// command to run. SQLite databases are always migrated.
        pub auto_upgrade: bool = "false", Rule::Switch;

        section "Network";
        /// The address that the server listens on.
        pub listen: IpAddr = "0.0.0.0", text("an IP address such as 0.0.0.0, 127.0.0.1 or \"::\"");

        /// The port that the server listens on.
        pub port: u16 = "5678", number("", 1, 65535);

        /// How many proxies, such as nginx, stand in front of the server. It trusts as many entries of `X-Forwarded-For`
        /// and, unless this is 0, the last entry of `X-Forwarded-Proto` and `X-Forwarded-Host`. The server logs a warning
        /// if the number does not match the requests that it gets.
        pub nginx_proxy: u8 = "0", number("proxies", 0, 16);

        /// Threads that serve requests.
        pub workers: usize = "0", number_or_zero("threads", "one per processor", 256);

        /// Metrics for Prometheus, at `/metrics`.
        pub metrics: Metrics = "", Rule::Group(Metrics::KEYS);

        section "Streams";
        /// The folder that nginx-rtmp writes playlists and segments to (its `hls_path`). By default it is the folder `hls`
        /// in `data_dir`.
        pub hls_dir: PathBuf = "null", Rule::Path("the path of the folder that nginx-rtmp writes to");

        /// The qualities that nginx writes, as they follow the stream key in the names of files
        /// (`<key>_<quality>.m3u8`). The first decides whether a stream is live. If the list is empty, there is one
        /// quality, without a suffix.
        #[serde(deserialize_with = "values::texts")]
        pub video_qualities: Vec<String> = "[]", Rule::List {
            right: "a list of different names made of letters, digits, `_` and `-`, such as [Original, 720P]",
            fits: |name| Quality::parse(name).is_ok(),
            names: true,
        };

        /// A stream stays live until its picture has not been written to for this many seconds. Use at least two
        /// seconds; fractions are accepted. While only whole segments can be seen, it stays live for twice the length of
        /// the longest one.
        #[serde(with = "values::seconds")]
        pub live_indicator_delay: Duration = "5", Rule::Seconds { zero: false };

        /// How many seconds a publisher has to reconnect and continue the same broadcast. Meanwhile a stream whose
        /// connection died is shown as reconnecting. One that stopped on purpose is shown as ended once viewers have
        /// seen all of it.
        #[serde(with = "values::seconds")]
        pub reconnect_window: Duration = "30", Rule::Seconds { zero: true };

        /// Whether publishers are renamed to a random id when they connect, so that names of files do not contain the
        /// stream key. nginx-rtmp does that by following the redirect with which the server answers its publish hook.
        pub keyless: bool = "false", Rule::Switch;

        /// Lets nginx call the publish hooks (`/auth/…`) from another machine: they accept requests with this secret, of at least
        /// 8 characters. Otherwise they accept requests from this machine only.
        pub hook_secret: Option<Secret> = "null",
            Rule::Secret { right: "a text of at least 8 characters in quotes, or leave the key out", least: 8 };

        /// The URL of nginx-rtmp's control module, such as `http://127.0.0.1:5679/control`, by which encoders are
        /// disconnected when their broadcast is ended. Without it they are disconnected when nginx next calls `on_update`,
        /// and otherwise not at all.
        pub nginx_control: Option<ServiceUrl> = "null", Rule::Text {
            right: "the http:// URL of nginx-rtmp's control location, such as http://127.0.0.1:5679/control, or leave the key out",
            fits: |text| ServiceUrl::parse(text).is_some(),
        };

        /// Publishers that connect to this server itself, without nginx.
        pub ingest: Ingest = "", Rule::Group(Ingest::KEYS);

        /// Lets viewers get video from a bucket of an S3 service, or from a CDN in front of it: see [a bucket for video](bucket.md).
        pub bucket: BucketSettings = "", Rule::Group(BucketSettings::KEYS);

        /// Smaller qualities of what is published to this server itself, made by ffmpeg, best first. [The ladder](ladder.md)
        /// tells what they cost. Each is a group of these keys:
        ///
        /// - `name`: what viewers choose it by, in letters, digits, `_` and `-`.
        /// - `height`: in pixels, even. A quality higher than what is published is left out.
        /// - `bitrate`: of the picture, in kilobits per second.
        /// - `frame_rate`: the most pictures a second, at least 10. By default as many as are published.
        /// - `encoder`: `libx264` (the default), `h264_nvenc`, `h264_vaapi`, `h264_qsv` or `h264_videotoolbox`.
        /// - `options`: a list of options of the encoder, such as `[preset=fast]`.
        pub ladder: Vec<RungSettings> = "[]", Rule::Groups {
            right: "a list of up to 6 groups such as {name: 480p, height: 480, bitrate: 1200}",
            keys: RungSettings::KEYS,
            most: 6,
        };

        section "Delivery of segments";
        /// Who sends segments to viewers:
        ///
        /// - `server`: this server. Behind a proxy it also makes links, for the `/hls` location of older nginx files.
        /// - `accel`: nginx, told by this server with `X-Accel-Redirect` to `accel_location`.
        /// - `links`: nginx by itself if it has a plain `/hls` location, otherwise this server. Segments of locked
        ///   streams that nginx sends are protected only by names that cannot be guessed.
        ///
        /// By default it is `links` behind a proxy, otherwise `server`. For `accel` and `links` the server must be able to
        /// write to `hls_dir`.
        pub delivery: Delivery = "null", Rule::Words(&["server", "accel", "links"]);

        /// The internal nginx location of `hls_dir`, for `delivery: accel`.
        pub accel_location: String = "/protected-hls", Rule::Text {
            right: "the path of an nginx location, such as /protected-hls",
            fits: values::is_location,
        };

        /// Memory, in MiB, to cache the newest of the segments that this server sends itself.
        pub segment_cache_mib: u32 = "128", number_or_zero("MiB", "no cache", 65536);

        section "Chat";
        /// Rates are a group of two keys: `burst` times at once and, in the long run, `per_minute`, where 0 is no limit.
        /// They apply per person unless they say otherwise. Moderators and the streamer are exempt from all but
        /// `connections`, which are counted before anybody has a name.
        pub chat: Chat = "", Rule::Group(Chat::KEYS);

        section "Accounts";
        /// Whether people can have accounts, which reserve a name in chat: `off`, `optional`, or `required`, by which only
        /// people with an account talk. Streamers need none. [Accounts](accounts.md) tells more.
        pub accounts: AccountPolicy = "off", Rule::Words(&["off", "optional", "required"]);

        /// Providers of OpenID Connect by which people can sign in to their accounts.
        /// [Accounts](accounts.md#sign-in-by-other-sites) has an example. They need `site_url`. Each is a group of these keys:
        ///
        /// - `id`: what the redirect URI contains, `SITE_URL/-/account/providers/ID/callback`.
        /// - `name`: what people read on the button.
        /// - `issuer`: the provider's issuer, under which `/.well-known/openid-configuration` is found.
        /// - `client_id`, and `client_secret` or `client_secret_file`: what the provider gave this site. A public client has
        ///   no secret.
        /// - `scopes`: what to ask for; by default `[openid, profile]`.
        /// - `email_domains`: lets in only people whose confirmed e-mail address is at one of these domains. Add `email` to
        ///   `scopes`.
        /// - `new_accounts`: whether people without an account can make one by signing in; by default `true`.
        pub providers: Vec<ProviderSettings> = "[]", Rule::Groups {
            right: "a list of up to 12 groups such as {id: example, name: Example, issuer: \"https://id.example.com\", client_id: live}",
            keys: ProviderSettings::KEYS,
            most: 12,
        };

        /// [Sign-in by Mastodon](accounts.md#mastodon).
        pub mastodon: Mastodon = "", Rule::Group(Mastodon::KEYS);

        /// Addresses that providers can have although they are not public, for those in the network of this machine, such as
        /// `["10.0.0.0/8"]`. Only they can be called by `http`. With `mastodon` on, visitors can have the server call them.
        #[serde(deserialize_with = "values::networks")]
        pub provider_networks: Vec<IpNet> = "[]", Rule::List {
            right: r#"a list of addresses or ranges, such as ["127.0.0.1", "10.0.0.0/8"]"#,
            fits: |item| values::network(item).is_some(),
            names: false,
        };

        section "API";
        /// Rates are a group of two keys, as those of `chat`.
        pub api: Api = "", Rule::Group(Api::KEYS);

        section "Retention";
        /// After how many days the database forgets, in the background. [What is kept](keeping-and-deleting.md) tells what
        /// each of these is. Chat history also ends after `chat.history_hours`.
        pub retention: RetentionDays = "", Rule::Group(RetentionDays::KEYS);

        section "Webhooks";
        /// [Webhooks](webhooks.md) send recorded events to other servers.
        pub webhooks: Webhooks = "", Rule::Group(Webhooks::KEYS);

        section "Followers";
        /// [Followers](followers.md) are told when a stream goes live.
        pub push: Push = "", Rule::Group(Push::KEYS);

        /// Those who ask for e-mail get it by this server. [Followers](followers.md#e-mail) explains it.
        pub mail: Mail = "", Rule::Group(Mail::KEYS);

        section "Several machines";
        /// Lets several servers, its *nodes*, serve one site: see [several machines](cluster.md).
        #[serde(default)]
        pub cluster: Cluster = "", Rule::Group(Cluster::KEYS);

        section "Logging";
        /// The log goes to standard error.
        pub log: Log = "", Rule::Group(Log::KEYS);

        /// Log more, whatever `log.level` says.
        pub debug: bool = "false", Rule::Switch;
    }
}

/// The MySQL server as the original PyStreaming was told it.
const DATABASE: &[Key] = &[
    part("address", text("the host name of the database server, with :PORT if it is not 3306")),
    part("database", text("the name of the database on the server")),
    part("user", text("the name to log in to the database with")),
    part(
        "password",
        Rule::Secret { right: "the password to log in to the database with, in quotes", least: 0 },
    ),
];

/// The two keys of a [`Rate`].
const RATE: Rule = Rule::Group(&[
    part("burst", number("times", 1, 100_000)),
    part("per_minute", number_or_zero("times", "no limit", 1_000_000)),
]);

/// The two keys of a [`Rate`] of drawings by size.
const KIB: Rule = Rule::Group(&[
    part("burst", number("KiB", 1, 100_000)),
    part("per_minute", number_or_zero("KiB", "no limit", 1_000_000)),
]);

/// A key that its group explains and gives a default.
const fn part(name: &'static str, rule: Rule) -> Key {
    Key { name, section: "", explanation: &[], default: "", rule }
}

settings! {
    /// Settings of this server's own ingest.
    #[derive(PartialEq, Eq)]
    pub struct Ingest {
        /// Where encoders can publish by RTMP: a port, an address with a port, or `off`. With `auto` it is port 1935 of
        /// the address `listen`, unless settings for nginx say that it takes the streams (`nginx_proxy`, `keyless`,
        /// `hook_secret`, `nginx_control`) or the port is in use.
        pub rtmp: ListenAddress = "auto", Rule::Text {
            right: "auto, off, a port such as 1935, or an address with a port such as 127.0.0.1:1935",
            fits: |text| ListenAddress::parse(text).is_some(),
        };

        /// Where encoders can publish by RTMPS, which encrypts the stream and its key: a port, an address with a port, or
        /// `off`. It needs `certificate` and `certificate_key`.
        pub rtmps: ListenAddress = "off", Rule::Text {
            right: "off, a port such as 1936, or an address with a port such as 127.0.0.1:1936",
            fits: |text| text != "auto" && ListenAddress::parse(text).is_some(),
        };

        /// The certificate for `rtmps`, with those that lead to its issuer: a PEM file. The server reads it again when it
        /// changes, and on SIGHUP; encoders stay connected.
        pub certificate: Option<PathBuf> = "null",
            Rule::Path("the path of a PEM file with the certificate and those that lead to its issuer");

        /// The private key of the certificate: a PEM file, not encrypted.
        pub certificate_key: Option<PathBuf> = "null",
            Rule::Path("the path of a PEM file with the private key of the certificate, not encrypted");

        /// What happens when a second encoder publishes with the same stream key: `when_silent` lets it take over if
        /// nothing has come from the first for two seconds (four in a cluster), `take_over` always, `refuse` never.
        pub second_publisher: SecondPublisher = "when_silent",
            Rule::Words(&["when_silent", "take_over", "refuse"]);

        /// How many encoders can be connected at once, in a cluster to each node.
        pub connections: usize = "64", number("encoders", 1, 10_000);

        /// How many seconds viewers can rewind.
        #[serde(with = "values::seconds")]
        pub replay_window: Duration = "30", Rule::Seconds { zero: false };
    }
}

settings! {
    /// Settings of a bucket for video.
    #[derive(PartialEq, Eq)]
    pub struct BucketSettings {
        /// The name of the bucket. With it, segments of what is published to this server itself are stored there, and viewers get them
        /// from there. It needs `endpoint`, `access_key_id` and `secret_access_key`.
        pub name: Option<String> = "null", Rule::Text {
            right: "the name of a bucket: 3 to 63 lower-case letters, digits, `-` and `.`; or leave the key out",
            fits: values::is_bucket,
        };

        /// The address of the S3 service, such as `https://s3.eu-central-1.amazonaws.com`. Browsers of viewers have to reach it too.
        pub endpoint: Option<String> = "null", Rule::Text {
            right: "the address of an S3 service without the bucket, such as https://s3.eu-central-1.amazonaws.com",
            fits: values::is_base_url,
        };

        /// The region of the bucket. Services that have none take any.
        pub region: String = "us-east-1", Rule::Text {
            right: "a region such as eu-central-1, or auto",
            fits: values::is_node,
        };

        /// The id of a key that may read, write, delete and list what is in the folder.
        pub access_key_id: Option<Secret> = "null",
            Rule::Secret { right: "the id of a key of the S3 service, in quotes", least: 1 };

        /// The secret of that key.
        pub secret_access_key: Option<Secret> = "null",
            Rule::Secret { right: "the secret of a key of the S3 service, in quotes", least: 1 };

        /// The folder in the bucket, for this site alone; streams with a password have another, with `-locked` at the end. The server
        /// deletes segments that it finds there and no longer needs.
        pub folder: String = "live", Rule::Text {
            right: "a name of letters, digits, `-` and `_`, such as live",
            fits: values::is_folder,
        };

        /// Where anybody can read the folder, such as `https://cdn.example.com`: its name follows. Without it, and for streams that need a
        /// password, viewers get signed addresses of `endpoint`, which work for an hour more than `ingest.replay_window`.
        pub public_url: Option<String> = "null", Rule::Text {
            right: "the address at which the bucket can be read, such as https://cdn.example.com, or leave the key out",
            fits: values::is_base_url,
        };
    }
}

settings! {
    /// Settings of a node. Without values there is no group.
    #[derive(Default, PartialEq, Eq)]
    pub struct Cluster {
        /// The Redis or Valkey server by which the nodes agree which of them leads, as a URL such as
        /// `redis://user:password@10.0.0.9:6379/0`, or with `rediss` to have it encrypted. With it the site is a cluster, and needs
        /// `node`, `address`, `secret_key` and a PostgreSQL or MySQL database.
        /// If Sentinels watch the server, name them, and what they call it:
        /// `redis+sentinel://user:password@10.0.0.7:26379,10.0.0.8:26379,10.0.0.9:26379/mymaster/0`.
        /// If the Sentinels want a login, end it with `?sentinel_username=…&sentinel_password=…`.
        pub redis: Option<Secret> = "null", Rule::Secret {
            right: "a URL such as redis://10.0.0.9:6379/0 in quotes, or leave the key out",
            least: 1,
        };

        /// The name of this node, which no other has.
        pub node: Option<String> = "null", Rule::Text {
            right: "a name of up to 40 lower-case letters, digits, `_`, `.` and `-`, such as a or node-1",
            fits: values::is_node,
        };

        /// Where the other nodes reach this one. With `https`, such as `https://10.0.0.1:5679`, what nodes pass on is encrypted,
        /// and the port has to be another than `port`; nodes know each other by `secret_key`, so no certificate is needed.
        /// With `http`, such as `http://10.0.0.1:5678`, it has to be a private network.
        pub address: Option<String> = "null", Rule::Text {
            right: "https:// or http:// with an address and a port, such as https://10.0.0.1:5679",
            fits: |text| NodeAddress::parse(text).is_some(),
        };

        /// Where this node waits for the others if `address` begins with `https`: a port, or an address with a port. With `auto` it is
        /// the port of `address`, on all IPv4 addresses of this machine, or all IPv6 ones if it is such an address.
        pub listen: ListenAddress = "auto", Rule::Text {
            right: "auto, a port such as 5679, or an address with a port such as 10.0.0.1:5679",
            fits: |text| text != "off" && ListenAddress::parse(text).is_some(),
        };

        /// How many nodes fetch a stream from the node that packages it. Where there are more, others fetch it from those, as many from each.
        /// It has to be the same on every node.
        pub fan_out: u32 = "8", number("nodes", 1, 1000);
    }
}

impl Cluster {
    /// Where other nodes connect by TLS, if they do.
    pub fn to_listen(&self) -> Option<SocketAddr> {
        let address = NodeAddress::parse(self.address.as_deref()?)?;
        match self.listen {
            ListenAddress::At(here) if address.is_encrypted => Some(here),
            _ if address.is_encrypted => address.to_listen(),
            _ => None,
        }
    }
}

settings! {
    /// Settings of `/metrics`.
    #[derive(PartialEq, Eq)]
    pub struct Metrics {
        /// The addresses that can read `/metrics`. If the list is empty, nobody can.
        #[serde(deserialize_with = "values::networks")]
        pub allow: Vec<IpNet> = r#"["127.0.0.1", "::1"]"#, Rule::List {
            right: r#"a list of addresses or ranges, such as ["127.0.0.1", "10.0.0.0/8"]"#,
            fits: |item| values::network(item).is_some(),
            names: false,
        };
    }
}

settings! {
    /// Settings of chat.
    #[derive(PartialEq, Eq)]
    pub struct Chat {
        /// How many of the last messages are kept, and shown to newcomers. Together they are at most half as large as
        /// `outbox_kib`. Drawings take up at most a quarter of either.
        pub history_messages: u32 = "100", number("messages", 0, 1000);

        /// After how many hours messages leave the history.
        pub history_hours: u32 = "168", number_or_zero("hours", "never", 87600);

        /// After how many days the audit journal drops the pictures of drawings. Who drew and when stays.
        pub audit_drawings_days: u32 = "30", number_or_zero("days", "never", 36500);

        /// The longest message, in characters.
        pub message_length: usize = "500", number("characters", 1, 5000);

        /// How many emotes of its own a stream can have, which its streamer and moderators upload.
        pub stream_emotes: u32 = "0", number_or_zero("emotes", "none", 200);

        /// The largest picture of such an emote, in KiB.
        pub stream_emote_kib: u32 = "256", number("KiB", 1, 512);

        /// Other sites whose pages can connect to chat, such as `["https://example.com"]`, or `["*"]` for all. Programs
        /// that are not web pages can always connect.
        pub allowed_origins: AllowedOrigins = "[]", Rule::List {
            right: r#"a list of sites such as ["https://example.com"], or ["*"] for all"#,
            fits: AllowedOrigins::accepts,
            names: false,
        };

        /// Messages and actions.
        pub messages: Rate = "{burst: 30, per_minute: 60}", RATE;

        /// Drawings.
        pub drawings: Rate = "{burst: 5, per_minute: 10}", RATE;

        /// KiB of drawings in a room. One person can use a quarter of them and one address half. A drawing has up to 43.
        pub drawing_kib: Rate = "{burst: 512, per_minute: 1024}", KIB;

        /// Changes of name or colour.
        pub changes: Rate = "{burst: 10, per_minute: 12}", RATE;

        /// Logins, and announcements as a viewer.
        pub joins: Rate = "{burst: 10, per_minute: 20}", RATE;

        /// New connections from one address.
        pub connections: Rate = "{burst: 200, per_minute: 600}", RATE;

        /// How many people's rates one address gets together (of IPv6, one /64): households and schools share one.
        /// Addresses of this machine are not limited: they belong to a proxy, see `nginx_proxy`.
        pub per_address: u32 = "10", number_or_zero("people", "no limit", 10_000);

        /// Clients this many packets behind are disconnected.
        pub outbox_frames: usize = "512", number("packets", 16, 65536);

        /// Clients this many KiB behind are disconnected.
        pub outbox_kib: usize = "1024", number("KiB", 64, 65536);
    }
}

settings! {
    /// Settings of the API.
    #[derive(PartialEq, Eq)]
    pub struct Api {
        /// Other sites whose pages can call the API, such as `["https://example.com"]`, or `["*"]` for all. Programs
        /// that are not web pages always can.
        pub allowed_origins: AllowedOrigins = "[]", Rule::List {
            right: r#"a list of sites such as ["https://example.com"], or ["*"] for all"#,
            fits: AllowedOrigins::accepts,
            names: false,
        };

        /// Requests of one token, one stream key or, without either, one address.
        pub requests: Rate = "{burst: 300, per_minute: 600}", RATE;
    }
}

settings! {
    /// Settings of what is deleted by its age.
    #[derive(PartialEq, Eq)]
    pub struct RetentionDays {
        /// Messages, actions and notices, in chat history too.
        pub messages: u32 = "0", number_or_zero("days", "kept", 36500);

        /// Drawings, in chat history too. `chat.audit_drawings_days` deletes their pictures earlier.
        pub drawings: u32 = "0", number_or_zero("days", "kept", 36500);

        /// All other recorded events, such as who joined the chat.
        pub events: u32 = "0", number_or_zero("days", "kept", 36500);

        /// Statistics of ended broadcasts.
        pub statistics: u32 = "0", number_or_zero("days", "kept", 36500);
    }
}

settings! {
    /// Settings of webhooks.
    #[derive(PartialEq, Eq)]
    pub struct Webhooks {
        /// Addresses that webhooks can reach although they are not public, for receivers on this machine or in its network, such
        /// as `["127.0.0.1", "10.0.0.0/8"]`. Every streamer's webhooks can reach every port of them from 1024 on, and 80 and
        /// 443. Other private addresses are refused.
        #[serde(deserialize_with = "values::networks")]
        pub allow_private: Vec<IpNet> = "[]", Rule::List {
            right: r#"a list of addresses or ranges, such as ["127.0.0.1", "10.0.0.0/8"]"#,
            fits: |item| values::network(item).is_some(),
            names: false,
        };
    }
}

settings! {
    /// Settings of Web Push.
    #[derive(PartialEq, Eq)]
    pub struct Push {
        /// Whether visitors can have their browser told when a stream goes live. Set `site_url` too: some push services refuse
        /// messages of a site that they cannot turn to.
        pub enabled: bool = "true", Rule::Switch;

        /// Addresses that push services can have although they are not public, for those in the network of this machine, such as
        /// `["10.0.0.0/8"]`. Only they can be called by `http`. Visitors can have the server call them.
        #[serde(deserialize_with = "values::networks")]
        pub networks: Vec<IpNet> = "[]", Rule::List {
            right: r#"a list of addresses or ranges, such as ["127.0.0.1", "10.0.0.0/8"]"#,
            fits: |item| values::network(item).is_some(),
            names: false,
        };
    }
}

settings! {
    /// Settings of e-mail.
    #[derive(PartialEq, Eq)]
    pub struct Mail {
        /// The mail server that takes the site's mails, with its port, such as `mail.example.com:587`. Without it the site
        /// sends no e-mail and offers none. It needs `from` and `site_url`.
        pub server: Option<String> = "null", Rule::Text {
            right: "a name or address with a port, such as mail.example.com:587, or leave the key out",
            fits: |text| values::mail_server(text).is_some(),
        };

        /// How the connection is encrypted: by the command STARTTLS, as on port 587, from its beginning (`tls`), as on port 465, or
        /// not at all (`none`), which is for servers on this machine.
        pub tls: MailTls = "starttls", Rule::Words(&["starttls", "tls", "none"]);

        /// The certificate of the authority that signed that of the mail server: a PEM file, for authorities that browsers do not
        /// know. Those that they know are trusted too.
        pub authority: Option<PathBuf> = "null",
            Rule::Path("the path of a PEM file with the certificate of an authority");

        /// The name by which this server logs in there. Without it, it does not log in.
        pub user: Option<String> = "null", Rule::Text {
            right: "the name to log in to the mail server with, in quotes, or leave the key out",
            fits: |name| !name.is_empty() && !name.contains(char::is_control),
        };

        /// The password for it.
        pub password: Option<Secret> = "null",
            Rule::Secret { right: "the password to log in to the mail server with, in quotes", least: 1 };

        /// The sender: an address for which that server sends, perhaps with a name, such as `Live <live@example.com>`.
        pub from: Option<String> = "null", Rule::Text {
            right: "an address such as live@example.com or Live <live@example.com>, or leave the key out",
            fits: |text| values::sender(text).is_some(),
        };
    }
}

settings! {
    /// Settings of the log.
    #[derive(PartialEq, Eq)]
    pub struct Log {
        /// `error`, `warn`, `info`, `debug` or `trace`; also by module, as in `info,pystreaming::web=debug`.
        pub level: String = "info", Rule::Text {
            right: "error, warn, info, debug or trace, or a list by module such as info,pystreaming::web=debug",
            fits: values::is_filter,
        };

        /// `text` for people, `json` for machines.
        pub format: LogFormat = "text", Rule::Words(&["text", "json"]);
    }
}

impl Metrics {
    /// Whether an address gets an answer.
    pub fn allows(&self, address: IpAddr) -> bool {
        // a socket for both protocols shows 127.0.0.1 as `::ffff:127.0.0.1`
        self.allow.iter().any(|network| network.contains(&address.to_canonical()))
    }
}

impl Config {
    /// The rungs of the ladder, best first.
    pub fn rungs(&self) -> Vec<Rung> {
        self.ladder.iter().filter_map(RungSettings::rung).collect()
    }

    /// The language of pages where nobody asks for another.
    pub fn site_language(&self) -> &'static Language {
        Language::find(self.site_language.trim()).unwrap_or(ENGLISH)
    }

    /// Whether settings say that nginx takes the streams.
    pub fn takes_streams_from_nginx(&self) -> bool {
        self.nginx_proxy > 0 || self.keyless || self.hook_secret.is_some() || self.nginx_control.is_some()
    }
}

impl Chat {
    /// The settings as rooms use them. History lasts no longer than recorded messages and drawings.
    pub fn for_rooms(&self, themes: &[String], kept: &RetentionDays, accounts: AccountPolicy) -> ChatConfig {
        let limits = [self.history_hours, kept.messages.saturating_mul(24), kept.drawings.saturating_mul(24)];
        let hours = limits.into_iter().filter(|hours| *hours > 0).min().map_or(0, u64::from);
        ChatConfig {
            retention: Retention {
                messages: self.history_messages as usize,
                // a newcomer gets it in one packet, and must be able to get more before having read it
                bytes: self.outbox_kib * 1024 / 2,
                age: (hours > 0).then(|| Duration::from_secs(hours * 60 * 60)),
            },
            message_length: self.message_length,
            limits: Limits {
                messages: self.messages,
                drawings: self.drawings,
                drawing_kib: self.drawing_kib,
                changes: self.changes,
                joins: self.joins,
                per_address: self.per_address,
            },
            themes: themes.to_vec(),
            emotes: StreamEmoteLimits { emotes: self.stream_emotes, kib: self.stream_emote_kib },
            accounts,
        }
    }
}
