//! Followers of a stream, who are told when it goes live, and how they are told.

use std::net::IpAddr;

use pystreaming_actors::limits::Rate;
use pystreaming_actors::model::names::{StreamerName, network};
use pystreaming_actors::model::text::Invalid;
use pystreaming_actors::model::{Capability, FOLLOWERS_MAX, MAIL_LINK_DAYS, PushSubscription};
use pystreaming_actors::ports::{Following, MailAsked, MailLimits};
use pystreaming_actors::room::operations::Method;
use pystreaming_actors::status::StreamState;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::seconds;
use super::endpoint::{Access, Call, SiteOperation};
use super::problem::Problem;
use crate::followers::{Full, MailAddress, hash_of, subscription};

/// New followers from one network.
const NETWORK: Rate = Rate { burst: 20, per_minute: 1 };
/// The same where all visitors have the address of a proxy.
const ANYBODY: Rate = Rate { burst: 200, per_minute: 60 };

/// Mails that ask somebody, from one network.
const MAILS_OF_NETWORK: Rate = Rate { burst: 5, per_minute: 1 };
/// The same where all visitors have the address of a proxy.
const MAILS_OF_ANYBODY: Rate = Rate { burst: 50, per_minute: 10 };
/// Bits of a network of IPv6.
const NETWORK_BITS: u32 = 48;
/// What one mailbox gets of visitors who do not own it: three mails about each of three streams a day.
const MAILS: MailLimits =
    MailLimits { followers: FOLLOWERS_MAX, of_mailbox: 3, unconfirmed: 1000, asked: 3, pause: 10 * 60 };

/// Shows how followers of a stream are told.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowFollowing {}

/// How followers are told.
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowingShown {
    /// Whether they are told when the stream goes live.
    announced: bool,
    /// The site's public key for Web Push, in base64url; null if the site sends none.
    push_key: Option<String>,
    /// Whether the site sends e-mail.
    mail: bool,
}

impl SiteOperation for ShowFollowing {
    const ID: &'static str = "show-following";
    const SUMMARY: &'static str = "show how followers are told that the stream is live";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/streams/{streamer}/following";
    const ACCESS: Access = Access::Public;
    type Outcome = FollowingShown;

    async fn run(self, call: &Call) -> Result<FollowingShown, Problem> {
        let announced = call.site.store.announced(&call.stream()?.settings.name).await?;
        let push_key = call.site.push.as_ref().map(|push| push.public_key().to_owned());
        let mail = call.site.mail.is_some();
        Ok(FollowingShown { announced, push_key, mail })
    }
}

/// Counts the followers of a stream.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CountFollowers {}

/// How many followers there are.
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowersCounted {
    /// Whether they are told when the stream goes live.
    announced: bool,
    /// Browsers that get Web Push.
    push: u64,
    /// Addresses that get e-mail and have confirmed it.
    mail: u64,
}

impl SiteOperation for CountFollowers {
    const ID: &'static str = "count-followers";
    const SUMMARY: &'static str = "count who is told when the stream goes live";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/streams/{streamer}/followers";
    const ACCESS: Access = Access::Stream(Capability::ManageStream);
    type Outcome = FollowersCounted;

    async fn run(self, call: &Call) -> Result<FollowersCounted, Problem> {
        let following = call.site.store.following(&call.stream()?.settings.name).await?;
        let Following { announced, push, mail } = following;
        Ok(FollowersCounted { announced, push, mail })
    }
}

/// Sets whether followers are told when the stream goes live.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetAnnounced {
    /// Whether they are.
    announced: bool,
}

impl SiteOperation for SetAnnounced {
    const ID: &'static str = "set-announced";
    const SUMMARY: &'static str = "set whether followers are told when the stream goes live";
    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/streams/{streamer}/following";
    const ACCESS: Access = Access::Stream(Capability::ManageStream);
    const AUDITS: Option<&'static str> = Some("set_announced");
    type Outcome = FollowersCounted;

    async fn run(self, call: &Call) -> Result<FollowersCounted, Problem> {
        let streamer = &call.stream()?.settings.name;
        call.store().set_announced(streamer, self.announced).await?;
        CountFollowers {}.run(call).await
    }
}

/// Has a browser told by Web Push. The fields are those of its subscription.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowByPush {
    /// Address at the browser's push service.
    #[schema(max_length = 2000)]
    endpoint: String,
    /// The browser's public key, in base64url.
    #[schema(max_length = 100)]
    p256dh: String,
    /// The secret that it shares with the site, in base64url.
    #[schema(max_length = 40)]
    auth: String,
}

/// The browser is told from the next broadcast on.
#[derive(Debug, Serialize, ToSchema)]
pub struct Followed {
    /// By what the browser is known: the SHA-256 of the endpoint.
    id: String,
}

impl SiteOperation for FollowByPush {
    const ID: &'static str = "follow-by-push";
    const SUMMARY: &'static str = "have a browser told by Web Push when the stream goes live";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/streams/{streamer}/push-followers";
    const ACCESS: Access = Access::Public;
    type Outcome = Followed;

    async fn run(self, call: &Call) -> Result<Followed, Problem> {
        let stream = call.stream()?;
        let subscription = checked(call, &self.endpoint, &self.p256dh, &self.auth)?;
        limit(call)?;
        let id = hash_of(&self.endpoint);
        let on_air = stream.on_air.as_ref().filter(|_| stream.state != StreamState::Offline);
        let broadcast = on_air.map(|on_air| &on_air.broadcast.id);
        let (name, now) = (&stream.settings.name, call.site.unix());
        if !call.site.store.follow(name, &id, &subscription, broadcast, now, FOLLOWERS_MAX).await? {
            return Err(Problem::invalid("This stream has as many followers as it can have."));
        }
        Ok(Followed { id })
    }
}

/// Has mails sent to an address, once somebody confirms it there. The answer does not tell whether the address follows already.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowByMail {
    /// The address.
    #[schema(max_length = 320)]
    address: String,
}

/// A mail with a link to confirm it is on its way, unless the address follows already or was asked often enough.
#[derive(Debug, Serialize, ToSchema)]
pub struct AskedByMail {
    /// For how many days the link can be used.
    days: i64,
}

impl SiteOperation for FollowByMail {
    const ID: &'static str = "follow-by-mail";
    const SUMMARY: &'static str = "have e-mail sent when the stream goes live";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/streams/{streamer}/mail-followers";
    const ACCESS: Access = Access::Public;
    type Outcome = AskedByMail;

    async fn run(self, call: &Call) -> Result<AskedByMail, Problem> {
        let stream = call.stream()?;
        let off = || Problem::not_found("This site sends no e-mail.");
        let mail = call.site.mail.as_ref().ok_or_else(off)?;
        let address = MailAddress::parse(&self.address)
            .map_err(|Invalid(why)| Problem::invalid(format!("The address {why}.")))?;
        limit_mails(call)?;
        // before anything depends on the address
        let busy = |_: Full| Problem::too_many("Many mails wait to be sent. Try again later.", 60);
        let place = mail.place().map_err(busy)?;
        let unwritable = || Problem::invalid("The address cannot be kept.");
        let follower = mail.mailer().kept(&address).ok_or_else(unwritable)?;
        let (name, now) = (&stream.settings.name, call.site.unix());
        match call.site.store.ask_by_mail(name, &follower, now, MAILS).await? {
            MailAsked::Ask(id) => place.ask(address, (id, &follower.hash), name.as_str()),
            MailAsked::Known => {}
            MailAsked::Full => {
                return Err(Problem::invalid("This stream has as many followers as it can have."));
            }
        }
        Ok(AskedByMail { days: MAIL_LINK_DAYS })
    }
}

/// Counts a mail that asks somebody.
fn limit_mails(call: &Call) -> Result<(), Problem> {
    let rate = if call.from.is_anonymous { MAILS_OF_ANYBODY } else { MAILS_OF_NETWORK };
    let now = call.site.clock.now().monotonic;
    let taken = call.site.mails_asked.lock().take(network_of(call), rate, now);
    let many = "Many asked for mails from your network. Try again later.";
    taken.map_err(|wait| Problem::too_many(many, seconds(wait)))
}

/// The network that a request comes from. With IPv6, providers give out networks of 48 bits, in which one customer can have many households.
fn network_of(call: &Call) -> IpAddr {
    network(call.from.household, NETWORK_BITS)
}

/// Counts a new follower.
fn limit(call: &Call) -> Result<(), Problem> {
    let rate = if call.from.is_anonymous { ANYBODY } else { NETWORK };
    let now = call.site.clock.now().monotonic;
    let taken = call.site.new_followers.lock().take(network_of(call), rate, now);
    let many = "Many have followed streams from your address. Try again later.";
    taken.map_err(|wait| Problem::too_many(many, seconds(wait)))
}

/// Has a browser told at the address that it has now, of all streams that it follows. The fields are those of its new subscription.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RenewPushFollower {
    /// The SHA-256 of the former subscription's endpoint, in hexadecimal digits.
    #[schema(max_length = 64)]
    id: String,
    /// Address at the browser's push service.
    #[schema(max_length = 2000)]
    endpoint: String,
    /// The browser's public key, in base64url.
    #[schema(max_length = 100)]
    p256dh: String,
    /// The secret that it shares with the site, in base64url.
    #[schema(max_length = 40)]
    auth: String,
}

/// What the browser follows by its new address.
#[derive(Debug, Serialize, ToSchema)]
pub struct Renewed {
    /// By what the browser is known now: the SHA-256 of the endpoint.
    id: String,
    /// Of how many streams it is told.
    streams: u64,
}

impl SiteOperation for RenewPushFollower {
    const ID: &'static str = "renew-push-follower";
    const SUMMARY: &'static str = "have a browser told at its new address at the push service";
    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/push-followers/{id}";
    const ACCESS: Access = Access::Public;
    type Outcome = Renewed;

    async fn run(self, call: &Call) -> Result<Renewed, Problem> {
        let subscription = checked(call, &self.endpoint, &self.p256dh, &self.auth)?;
        limit(call)?;
        let id = hash_of(&self.endpoint);
        let streams = call.site.store.renew_push(&self.id, &id, &subscription).await?;
        Ok(Renewed { id, streams })
    }
}

/// A subscription to which this site can send.
fn checked(call: &Call, endpoint: &str, key: &str, auth: &str) -> Result<PushSubscription, Problem> {
    let off = || Problem::not_found("This site sends no Web Push.");
    let push = call.site.push.as_ref().ok_or_else(off)?;
    let subscription = subscription(endpoint, key, auth)
        .map_err(|why| Problem::invalid(format!("This is no subscription: {why}.")))?;
    if !push.may_send_to(&subscription.endpoint) {
        return Err(Problem::invalid("The endpoint is no https address of a public push service."));
    }
    Ok(subscription)
}

/// Shows whether a browser is told.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowPushFollower {
    /// Of which stream.
    name: String,
    /// The SHA-256 of the subscription's endpoint, in hexadecimal digits.
    #[schema(max_length = 64)]
    id: String,
}

/// Whether a browser is told.
#[derive(Debug, Serialize, ToSchema)]
pub struct PushFollowerShown {
    /// Whether it is.
    follows: bool,
}

impl SiteOperation for ShowPushFollower {
    const ID: &'static str = "show-push-follower";
    const SUMMARY: &'static str = "show whether a browser is told by Web Push when the stream goes live";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/streams/{name}/push-followers/{id}";
    const ACCESS: Access = Access::Public;
    type Outcome = PushFollowerShown;

    async fn run(self, call: &Call) -> Result<PushFollowerShown, Problem> {
        let follows = call.site.store.follows(&StreamerName::stored(&self.name), &self.id).await?;
        Ok(PushFollowerShown { follows })
    }
}

/// Stops telling a browser.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndPushFollower {
    /// Of which stream. Its channel may be closed.
    name: String,
    /// The SHA-256 of the subscription's endpoint, in hexadecimal digits.
    #[schema(max_length = 64)]
    id: String,
}

/// The browser is told no more, and what was kept about it is erased.
#[derive(Debug, Serialize, ToSchema)]
pub struct Unfollowed {
    /// Whether it was told until now.
    followed: bool,
}

impl SiteOperation for EndPushFollower {
    const ID: &'static str = "end-push-follower";
    const SUMMARY: &'static str = "stop telling a browser by Web Push when the stream goes live";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/streams/{name}/push-followers/{id}";
    const ACCESS: Access = Access::Public;
    type Outcome = Unfollowed;

    async fn run(self, call: &Call) -> Result<Unfollowed, Problem> {
        let followed = call.site.store.unfollow(&StreamerName::stored(&self.name), &self.id).await?;
        Ok(Unfollowed { followed })
    }
}
