//! Nodes agree by a Redis or Valkey server. All that one call does is one script, which the server runs at once.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use redis::aio::MultiplexedConnection;
use redis::{
    AsyncConnectionConfig, Client, ConnectionAddr, ConnectionInfo, ErrorKind, FromRedisValue, RedisError,
    Role, Script, ScriptInvocation,
};
use tokio::sync::Mutex;

use super::coordination::{Coordination, CoordinationError, LEASE, Node, Overview, Standing, Want};
use crate::config::{RedisAddress, Secret};

/// The keys of a site: sites with different secrets do not meet.
struct Keys {
    leader: String,
    /// Set for a while by a leader that left in order.
    vacated: String,
    /// By name: when a node called last, and what it is.
    nodes: String,
    /// Names of nodes that were told not to lead.
    drained: String,
}

impl Keys {
    fn of(site: &str) -> Self {
        // the braces keep them together if several servers share the keys
        let key = |what| format!("pystreaming:{{{site}}}:{what}");
        Self { leader: key("leader"), vacated: key("vacated"), nodes: key("nodes"), drained: key("drained") }
    }
}

/// How long the server may take to answer; a lease can be renewed several times meanwhile.
const TIMEOUT: Duration = Duration::from_millis(500);
/// How long nodes are remembered that no longer call.
const REMEMBERED: Duration = Duration::from_secs(3600);

const CALL: &str = r"
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local me, name, process, want, lasts = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local taken, others, there = 0, 0, 1
local nodes = redis.call('HGETALL', KEYS[3])
for at = 1, #nodes, 2 do
  local seen, node = string.match(nodes[at + 1], '^(%d+) (.*)$')
  local age = now - tonumber(seen)
  if age > tonumber(ARGV[6]) then
    redis.call('HDEL', KEYS[3], nodes[at])
  elseif age >= 0 and age < lasts then
    local known = cjson.decode(node)
    if nodes[at] == name then
      if known.process ~= process then taken = 1 end
    else
      there = there + 1
      if redis.call('SISMEMBER', KEYS[4], nodes[at]) == 0 and not known.failed then others = 1 end
    end
  end
end
local drained = redis.call('SISMEMBER', KEYS[4], name)
local lease = redis.call('GET', KEYS[1])
local mine
if lease then
  mine = cjson.decode(lease).process == process
else
  local can = want == 'anyway' or (want == 'lead' and redis.call('EXISTS', KEYS[2]) == 1)
  mine = can and (drained == 0 or others == 0) and taken == 0
end
if mine then
  redis.call('SET', KEYS[1], me, 'PX', lasts)
  redis.call('DEL', KEYS[2])
  lease = me
end
if taken == 0 then redis.call('HSET', KEYS[3], name, now .. ' ' .. me) end
return {lease or '', drained, others, there, taken}
";

const LEAVE: &str = r"
local name, process = ARGV[1], ARGV[2]
local lease = redis.call('GET', KEYS[1])
if lease and cjson.decode(lease).process == process then
  redis.call('DEL', KEYS[1])
  redis.call('SET', KEYS[2], '1', 'PX', ARGV[3])
end
local known = redis.call('HGET', KEYS[3], name)
if known and cjson.decode(string.match(known, '^%d+ (.*)$')).process == process then
  redis.call('HDEL', KEYS[3], name)
end
return 1
";

const OVERVIEW: &str = r"
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local all = {redis.call('GET', KEYS[1]) or ''}
local nodes = redis.call('HGETALL', KEYS[3])
for at = 1, #nodes, 2 do
  local seen, node = string.match(nodes[at + 1], '^(%d+) (.*)$')
  table.insert(all, tostring(now - tonumber(seen)))
  table.insert(all, tostring(redis.call('SISMEMBER', KEYS[4], nodes[at])))
  table.insert(all, node)
end
return all
";

/// How long a place that was left in order is known to be free.
const VACANT: Duration = Duration::from_secs(30);

/// See the module.
pub struct Redis {
    address: RedisAddress,
    keys: Keys,
    /// None while the server cannot be reached.
    connection: Mutex<Option<MultiplexedConnection>>,
    call: Script,
    leave: Script,
    overview: Script,
}

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redis(…)")
    }
}

impl Redis {
    /// For the nodes of a [site](super::Origins::site). Connects when it is first used.
    pub fn new(url: &Secret, site: &str) -> Result<Self, CoordinationError> {
        let unusable = |found| CoordinationError(format!("`cluster.redis` {found}"));
        Ok(Self {
            address: RedisAddress::parse(url.reveal()).map_err(unusable)?,
            keys: Keys::of(site),
            connection: Mutex::default(),
            call: Script::new(CALL),
            leave: Script::new(LEAVE),
            overview: Script::new(OVERVIEW),
        })
    }

    async fn connection(&self) -> Result<MultiplexedConnection, CoordinationError> {
        let mut kept = self.connection.lock().await;
        if let Some(connection) = &*kept {
            return Ok(connection.clone());
        }
        let made = match &self.address {
            RedisAddress::Fixed(server) => connect(server.clone()).await,
            RedisAddress::Watched { sentinels, name, server } => find(sentinels, name, server).await,
        };
        let connection = made.map_err(|error| told(&error))?;
        *kept = Some(connection.clone());
        Ok(connection)
    }

    /// After an error the next call connects again.
    async fn done<T>(&self, outcome: Result<T, RedisError>) -> Result<T, CoordinationError> {
        if outcome.is_err() {
            *self.connection.lock().await = None;
        }
        outcome.map_err(|error| told(&error))
    }

    async fn run<T: FromRedisValue>(&self, script: &ScriptInvocation<'_>) -> Result<T, CoordinationError> {
        let mut connection = self.connection().await?;
        self.done(script.invoke_async(&mut connection).await).await
    }

    /// A script that works on the keys of this site.
    fn on_keys<'a>(&'a self, script: &'a Script) -> ScriptInvocation<'a> {
        let Keys { leader, vacated, nodes, drained } = &self.keys;
        let mut prepared = script.prepare_invoke();
        prepared.key(leader).key(vacated).key(nodes).key(drained);
        prepared
    }
}

async fn connect(server: ConnectionInfo) -> Result<MultiplexedConnection, RedisError> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(TIMEOUT))
        .set_response_timeout(Some(TIMEOUT));
    Client::open(server)?.get_multiplexed_async_connection_with_config(&config).await
}

/// Asks all Sentinels at once for the server that takes writes, and connects to the first that turns out to be it. The library's own
/// search waits for one Sentinel after the other, and the machine of one often dies with that of the server.
async fn find(
    sentinels: &[ConnectionInfo],
    name: &str,
    server: &ConnectionInfo,
) -> Result<MultiplexedConnection, RedisError> {
    let asked = sentinels.iter().map(async |sentinel| {
        let mut sentinel = connect(sentinel.clone()).await?;
        let place: Option<(String, u16)> = redis::cmd("SENTINEL")
            .arg("GET-MASTER-ADDR-BY-NAME")
            .arg(name)
            .query_async(&mut sentinel)
            .await?;
        let unknown = (ErrorKind::InvalidClientConfig, "the Sentinels know no server of the name in the URL");
        let (host, port) = place.ok_or(unknown)?;
        let address = match server.addr() {
            ConnectionAddr::TcpTls { insecure, tls_params, .. } => {
                ConnectionAddr::TcpTls { host, port, insecure: *insecure, tls_params: tls_params.clone() }
            }
            _ => ConnectionAddr::Tcp(host, port),
        };
        let mut connection = connect(server.clone().set_addr(address)).await?;
        // a Sentinel may not have heard yet that another has replaced it
        match redis::cmd("ROLE").query_async(&mut connection).await? {
            Role::Primary { .. } => Ok(connection),
            _ => Err(RedisError::from((ErrorKind::Io, "the Sentinels have not agreed yet on a server"))),
        }
    });
    let mut asked: FuturesUnordered<_> = asked.collect();
    let mut failed = None;
    while let Some(found) = asked.next().await {
        match found {
            Ok(connection) => return Ok(connection),
            // what one answers tells more than that another does not
            Err(error) if failed.as_ref().is_none_or(RedisError::is_io_error) => failed = Some(error),
            Err(_) => {}
        }
    }
    Err(failed
        .unwrap_or_else(|| RedisError::from((ErrorKind::InvalidClientConfig, "there are no Sentinels"))))
}

fn told(error: &RedisError) -> CoordinationError {
    CoordinationError(match error.kind() {
        ErrorKind::AuthenticationFailed => "it refuses the user or the password".to_owned(),
        _ => error.to_string(),
    })
}

fn described(node: &Node) -> Result<String, CoordinationError> {
    serde_json::to_string(node).map_err(|error| CoordinationError(error.to_string()))
}

/// A node as a script returns it.
fn read(text: &str) -> Result<Option<Node>, CoordinationError> {
    let unknown = |_| CoordinationError("it holds something that is no node of this program".to_owned());
    if text.is_empty() { Ok(None) } else { serde_json::from_str(text).map(Some).map_err(unknown) }
}

#[async_trait]
impl Coordination for Redis {
    async fn call(&self, me: &Node, want: Want) -> Result<Standing, CoordinationError> {
        let want = match want {
            Want::Nothing => "nothing",
            Want::Lead => "lead",
            Want::LeadAnyway => "anyway",
        };
        let mut script = self.on_keys(&self.call);
        script.arg(described(me)?).arg(&me.name).arg(&me.process).arg(want);
        script.arg(millis(LEASE)).arg(millis(REMEMBERED));
        let (leader, drained, others, nodes, name_taken): (String, bool, bool, u32, bool) =
            self.run(&script).await?;
        Ok(Standing { leader: read(&leader)?, drained, others, nodes, name_taken })
    }

    async fn leave(&self, me: &Node) -> Result<(), CoordinationError> {
        let mut script = self.on_keys(&self.leave);
        script.arg(&me.name).arg(&me.process).arg(millis(VACANT));
        self.run(&script).await
    }

    async fn drain(&self, node: &str, drained: bool) -> Result<bool, CoordinationError> {
        let mut connection = self.connection().await?;
        let command = if drained { "SADD" } else { "SREM" };
        let outcome =
            redis::cmd(command).arg(&self.keys.drained).arg(node).query_async(&mut connection).await;
        self.done(outcome).await
    }

    async fn overview(&self) -> Result<Overview, CoordinationError> {
        let all: Vec<String> = self.run(&self.on_keys(&self.overview)).await?;
        let Some((leader, rest)) = all.split_first() else {
            return Err(CoordinationError("it answers with nothing".to_owned()));
        };
        let mut nodes = Vec::new();
        for one in rest.chunks_exact(3) {
            if let Some(node) = read(&one[2])? {
                nodes.push((node, one[0].parse().unwrap_or(0), one[1] == "1"));
            }
        }
        nodes.sort_by(|(a, ..), (b, ..)| a.name.cmp(&b.name));
        Ok(Overview { leader: read(leader)?, nodes })
    }
}

fn millis(duration: Duration) -> u64 {
    duration.as_millis() as u64
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::net::TcpListener;
    use std::process::{Child, Command, Stdio};

    use tempfile::TempDir;

    use super::super::coordination::contract;
    use super::*;

    /// A server, gone when dropped.
    struct Server {
        process: Child,
        port: u16,
        _folder: TempDir,
    }

    impl Server {
        fn start(options: &[&str]) -> Self {
            Self::start_in(tempfile::tempdir().unwrap(), options)
        }

        fn start_in(folder: TempDir, options: &[&str]) -> Self {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let process = Command::new("redis-server")
                .args(options)
                .args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", "", "--dir"])
                .arg(folder.path())
                .stdout(Stdio::null())
                .spawn()
                .expect("redis-server; Debian has it in the package of that name");
            Self { process, port, _folder: folder }
        }

        fn replica(&self) -> Self {
            let port = self.port.to_string();
            Self::start(&["--replicaof", "127.0.0.1", &port, "--repl-diskless-sync-delay", "0"])
        }

        /// A Sentinel that calls this server `main`, and decides alone when it is gone.
        fn sentinel(&self) -> Self {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("sentinel.conf");
            let port = self.port;
            let watches = format!(
                "sentinel monitor main 127.0.0.1 {port} 1\nsentinel down-after-milliseconds main 300\n\
                 sentinel failover-timeout main 1000\n"
            );
            std::fs::write(&file, watches).unwrap();
            Self::start_in(folder, &[file.to_str().unwrap(), "--sentinel"])
        }

        fn url(&self) -> Secret {
            Secret::new(format!("redis://127.0.0.1:{}", self.port))
        }
    }

    impl Drop for Server {
        fn drop(&mut self) {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }

    #[tokio::test]
    async fn nodes_agree_by_redis() {
        let server = Server::start(&[]);
        let nodes = Redis::new(&server.url(), "one").unwrap();
        until(async || nodes.overview().await.is_ok()).await;
        let other = Redis::new(&server.url(), "other").unwrap();
        let stranger = contract::node("a", "9");
        let standing = other.call(&stranger, Want::LeadAnyway).await.unwrap();
        assert!(standing.leader.is_some());
        contract::holds(&nodes, tokio::time::sleep).await;
        assert_eq!(other.overview().await.unwrap().nodes.len(), 1, "sites do not meet");

        // what nodes of other versions look for
        let mut connection = other.connection().await.unwrap();
        let kept: HashMap<String, String> = redis::cmd("HGETALL")
            .arg("pystreaming:{other}:nodes")
            .query_async(&mut connection)
            .await
            .unwrap();
        let (called, node) = kept["a"].split_once(' ').unwrap();
        assert!(called.parse::<u64>().is_ok() && read(node).unwrap() == Some(stranger.clone()), "{kept:?}");
        other.call(&stranger, Want::LeadAnyway).await.unwrap();
        let leader: String =
            redis::cmd("GET").arg("pystreaming:{other}:leader").query_async(&mut connection).await.unwrap();
        assert_eq!(read(&leader).unwrap(), Some(stranger));
    }

    #[tokio::test]
    async fn the_server_is_the_one_that_sentinels_name() {
        let (mut server, node) = (Server::start(&[]), contract::node("a", "1"));
        let direct = Redis::new(&server.url(), "site").unwrap();
        until(async || direct.call(&node, Want::LeadAnyway).await.is_ok()).await;
        let replica = server.replica();
        let at_replica = Redis::new(&replica.url(), "site").unwrap();
        until(async || at_replica.overview().await.is_ok_and(|all| all.nodes.len() == 1)).await;
        // it looks for replicas when it starts, and seldom afterwards
        let sentinel = server.sentinel();
        let watched = Redis::new(&sentinel.url(), "site").unwrap();
        until(async || {
            let Ok(mut connection) = watched.connection().await else { return false };
            let asked = redis::cmd("SENTINEL").arg("MASTERS").query_async(&mut connection).await;
            asked.is_ok_and(|known: Vec<HashMap<String, String>>| known[0]["num-slaves"] == "1")
        })
        .await;
        // as one whose machine died
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let url =
            format!("redis+sentinel://{},127.0.0.1:{}/main/0", silent.local_addr().unwrap(), sentinel.port);
        let nodes = Redis::new(&Secret::new(&*url), "site").unwrap();
        until(async || nodes.call(&node, Want::Lead).await.is_ok()).await;

        let unknown = Redis::new(&Secret::new(url.replace("main", "other")), "site").unwrap();
        let error = unknown.overview().await.unwrap_err().to_string();
        assert!(error.contains("know no server of the name"), "{error}");

        server.process.kill().unwrap();
        until(async || nodes.call(&node, Want::LeadAnyway).await.is_ok()).await;
        let there = Redis::new(&replica.url(), "site").unwrap().overview().await.unwrap();
        assert_eq!(there.leader, Some(node), "the replica takes writes now");
        assert!(server.process.wait().is_ok());
    }

    /// Polls until it is so.
    async fn until(is_so: impl AsyncFn() -> bool) {
        let waited = async {
            while !is_so().await {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), waited).await.expect("it never is so");
    }

    #[tokio::test]
    async fn errors_do_not_tell_the_password() {
        let url = Secret::new("redis://site:hunter2@127.0.0.1:1/0");
        let nodes = Redis::new(&url, "site").unwrap();
        let error = nodes.overview().await.unwrap_err().to_string();
        assert!(!error.contains("hunter2") && !format!("{nodes:?}").contains("hunter2"), "{error}");
        let error = Redis::new(&Secret::new("hunter2"), "site").unwrap_err().to_string();
        assert!(!error.contains("hunter2"), "{error}");
    }
}
