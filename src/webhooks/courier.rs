//! Delivers messages: resolves and checks the target, signs, and sends.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use ipnet::IpNet;
use pystreaming_actors::model::names::Secrets;
use pystreaming_actors::model::{UnixTime, Webhook, WebhookFormat, WebhookUrl};

use super::message::{Message, To};
use super::post::Post;
use super::retry::{Attempt, Gone};
use super::signature::signatures;
use crate::outbound::{self, NotPublic, Resolver, SystemResolver};

/// How long the parts of an attempt may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Resolving the name.
    pub resolve: Duration,
    /// Connecting.
    pub connect: Duration,
    /// From connecting to the response.
    pub whole: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { resolve: seconds(5), connect: seconds(5), whole: seconds(15) }
    }
}

/// Delivers messages.
#[async_trait]
pub trait Courier: Send + Sync + 'static {
    /// Attempts a delivery, whose outcome is in the result.
    async fn deliver(&self, webhook: &Webhook, message: Message, now: UnixTime) -> Attempt;
}

/// Delivers messages over HTTP.
pub struct HttpCourier {
    secrets: Secrets,
    /// Networks that may be called although they are not public.
    allowed: Vec<IpNet>,
    resolver: Arc<dyn Resolver>,
    limits: Limits,
}

impl HttpCourier {
    /// A courier that may call public addresses, and those in `allowed`.
    pub fn new(secrets: Secrets, allowed: Vec<IpNet>) -> Self {
        Self { secrets, allowed, resolver: Arc::new(SystemResolver), limits: Limits::default() }
    }

    /// The same with other limits and another resolver.
    #[cfg(test)]
    pub(super) fn with(self, limits: Limits, resolver: Arc<dyn Resolver>) -> Self {
        Self { limits, resolver, ..self }
    }

    /// The addresses of the target that may be called.
    async fn addresses(&self, url: &WebhookUrl) -> Result<Vec<IpAddr>, String> {
        let found = match outbound::literal(url) {
            Some(address) => vec![address],
            None => {
                let name = url.host().map(|host| host.to_string()).unwrap_or_default();
                let resolved = tokio::time::timeout(self.limits.resolve, self.resolver.resolve(&name)).await;
                let resolved = resolved.map_err(|_| "the name of the host could not be resolved in time")?;
                resolved.map_err(|_| "the name of the host could not be resolved")?
            }
        };
        let may = |address: &IpAddr| outbound::may_call(*address, &self.allowed);
        let addresses: Vec<_> = found.into_iter().filter(may).collect();
        if addresses.is_empty() { Err(NotPublic.to_string()) } else { Ok(addresses) }
    }

    async fn attempt(&self, webhook: &Webhook, message: Message, now: UnixTime) -> Attempt {
        let url = &webhook.settings.url;
        let addresses = match self.addresses(url).await {
            Ok(addresses) => addresses,
            Err(why) => return Attempt::failed(why),
        };
        let is_discord = webhook.settings.format == WebhookFormat::Discord;
        let (method, target) = match &message.to {
            To::Receiver => ("POST", url.as_str().to_owned()),
            To::Channel => ("POST", url.to_channel()),
            To::Message(id) => ("PATCH", url.to_message(id)),
        };
        let mut headers = vec![("content-type", "application/json".to_owned())];
        if !is_discord {
            let signature = signatures(&self.secrets, webhook, &message.id, now, &message.body);
            headers.extend([
                ("webhook-id", message.id),
                ("webhook-timestamp", now.to_string()),
                ("webhook-signature", signature),
                ("x-pystreaming-event", message.kind),
            ]);
        }
        let post = Post {
            method,
            is_discord,
            makes_message: message.to == To::Channel,
            // a streamer must not read what the administrator's own network answers
            keeps_answer: webhook.streamer.is_none()
                || addresses.iter().all(|address| outbound::is_public(*address)),
            addresses: addresses.into_iter().map(|address| SocketAddr::new(address, url.port())).collect(),
            url: target,
            headers,
            body: message.body,
            connect: self.limits.connect,
            whole: self.limits.whole,
        };
        let sent = tokio::task::spawn_blocking(|| post.send()).await;
        sent.unwrap_or_else(|_| Attempt::failed("the request could not be sent"))
    }
}

#[async_trait]
impl Courier for HttpCourier {
    async fn deliver(&self, webhook: &Webhook, message: Message, now: UnixTime) -> Attempt {
        let begun = Instant::now();
        let is_change = matches!(message.to, To::Message(_));
        let attempt = self.attempt(webhook, message, now).await;
        let gone = Gone::of(webhook.settings.format, is_change, attempt.status);
        Attempt { duration: begun.elapsed(), gone, ..attempt }
    }
}
