//! The sanctions that hold in a room, also of people who are away, and whom each applies to.

use std::time::{Duration, Instant};

use crate::model::names::Token;
use crate::model::{Appeal, Sanction, SanctionKind, SanctionScope, Term, UnixTime};
use crate::ports::Now;
use crate::session::{AddressScope, ClientIdentity};

/// Maximum number of sanctions of a room, those of the site aside.
pub(super) const SANCTIONS_MAX: usize = 1000;
/// How long a sanction of the site that was imposed here may be missing in the list of all of them.
const LISTED_WITHIN: Duration = Duration::from_secs(10);

/// A sanction, with what only this room knows of it.
#[derive(Debug)]
struct Entry {
    sanction: Sanction,
    /// When it ends.
    ends: Option<Instant>,
    /// Until when the list of the site's sanctions may lack it, which it was imposed too late for.
    unlisted_until: Option<Instant>,
}

/// The sanctions of a room and those of the site, in the order in which they were imposed.
#[derive(Debug)]
pub(super) struct Sanctions {
    list: Vec<Entry>,
    /// When the first of them ends.
    next_end: Option<Instant>,
}

impl Sanctions {
    /// `stored` may have sanctions that have ended; they end with the next input.
    pub fn new(stored: Vec<Sanction>, now: Now) -> Self {
        let list = stored.into_iter().map(|sanction| entry(sanction, now)).collect();
        let mut sanctions = Self { list, next_end: None };
        sanctions.find_next_end();
        sanctions
    }

    /// Adds a sanction, in place of one with the same id. A full list gives one up, which is returned: the one that ends
    /// first, or else the oldest.
    pub fn add(&mut self, sanction: Sanction, now: Now) -> Option<Sanction> {
        self.list.retain(|entry| entry.sanction.id != sanction.id);
        let is_full =
            sanction.scope == SanctionScope::Stream && self.of_scope(SanctionScope::Stream) >= SANCTIONS_MAX;
        let given_up = if is_full { self.least_missed() } else { None };
        let given_up = given_up.map(|at| self.list.remove(at).sanction);
        self.list.push(entry(sanction, now));
        self.find_next_end();
        given_up
    }

    /// A sanction of the site was imposed here, and will be on the list of all of them soon.
    pub fn expect_listed(&mut self, id: &Token, now: Now) {
        if let Some(entry) = self.list.iter_mut().find(|entry| entry.sanction.id == *id) {
            entry.unlisted_until = now.monotonic.checked_add(LISTED_WITHIN);
        }
    }

    /// How many there are of a scope.
    pub fn of_scope(&self, scope: SanctionScope) -> usize {
        self.list.iter().filter(|entry| entry.sanction.scope == scope).count()
    }

    /// Whether one of a room that begins now can be added without giving up one that ends later.
    pub fn has_room_for(&self, term: Term, now: Now) -> bool {
        let ends = now.monotonic.checked_add(Duration::from_secs(term.seconds().into()));
        let given_up = || self.least_missed().and_then(|at| self.list.get(at));
        self.of_scope(SanctionScope::Stream) < SANCTIONS_MAX
            || given_up().is_some_and(|entry| entry.ends.is_some() && entry.ends <= ends)
    }

    fn least_missed(&self) -> Option<usize> {
        let own =
            self.list.iter().enumerate().filter(|(_, entry)| entry.sanction.scope == SanctionScope::Stream);
        let least = own.min_by_key(|(at, entry)| (entry.ends.is_none(), entry.ends, *at));
        least.map(|(at, _)| at)
    }

    /// Removes the sanction with this id.
    pub fn remove(&mut self, id: &Token) -> Option<Sanction> {
        let at = self.list.iter().position(|entry| entry.sanction.id == *id)?;
        let removed = self.list.remove(at).sanction;
        self.find_next_end();
        Some(removed)
    }

    fn find_next_end(&mut self) {
        self.next_end = self.list.iter().filter_map(|entry| entry.ends).min();
    }

    /// When the first sanction ends.
    pub fn next_end(&self) -> Option<Instant> {
        self.next_end
    }

    /// The ids of those that have ended.
    pub fn ended(&self, now: Instant) -> Vec<Token> {
        if self.next_end.is_none_or(|next| next > now) {
            return Vec::new();
        }
        let ended = self.list.iter().filter(|entry| entry.ends.is_some_and(|ends| ends <= now));
        ended.map(|entry| entry.sanction.id.clone()).collect()
    }

    /// Whole seconds until a sanction ends, rounded up; `None` if it does not end by itself.
    pub fn left(&self, id: &Token, now: Instant) -> Option<u32> {
        let ends = self.list.iter().find(|entry| entry.sanction.id == *id)?.ends?;
        let left = ends.saturating_duration_since(now).as_millis().div_ceil(1000);
        Some(u32::try_from(left).unwrap_or(u32::MAX))
    }

    /// Records an appeal.
    pub fn appeal(&mut self, id: &Token, appeal: Appeal) {
        if let Some(entry) = self.list.iter_mut().find(|entry| entry.sanction.id == *id) {
            entry.sanction.appeal = Some(appeal);
        }
    }

    /// Sanctions of a kind, oldest first.
    pub fn of_kind(&self, kind: SanctionKind) -> impl Iterator<Item = &Sanction> {
        self.list.iter().map(|entry| &entry.sanction).filter(move |sanction| sanction.kind == kind)
    }

    /// The sanction with this id.
    pub fn with_id(&self, id: &Token) -> Option<&Sanction> {
        self.list.iter().map(|entry| &entry.sanction).find(|sanction| sanction.id == *id)
    }

    /// The sanction with this id, as typed.
    pub fn with_typed_id(&self, id: &str) -> Option<&Sanction> {
        self.list.iter().map(|entry| &entry.sanction).find(|sanction| sanction.id.as_str() == id)
    }

    /// The latest sanction that `is_meant` by kind and name, as the name was then.
    pub fn latest(&self, is_meant: impl Fn(&Sanction) -> bool) -> Option<&Sanction> {
        self.list.iter().rev().map(|entry| &entry.sanction).find(|sanction| is_meant(sanction))
    }

    /// Takes over the sanctions of the site. Returns those that are new here, and the ids of those that were lifted.
    pub fn set_site(&mut self, listed: Vec<Sanction>, now: Now) -> (Vec<Sanction>, Vec<Token>) {
        let is_lifted = |entry: &&Entry| {
            entry.sanction.scope == SanctionScope::Site
                && entry.unlisted_until.is_none_or(|until| until <= now.monotonic)
                && !listed.iter().any(|sanction| sanction.id == entry.sanction.id)
        };
        let lifted = self.list.iter().filter(is_lifted).map(|entry| entry.sanction.id.clone()).collect();
        let mut new = Vec::new();
        for sanction in listed {
            match self.list.iter_mut().find(|entry| entry.sanction.id == sanction.id) {
                Some(entry) => {
                    entry.unlisted_until = None;
                    entry.sanction.appeal = sanction.appeal;
                }
                // one that has ended is on the list until somebody else is sanctioned
                None if sanction.until.is_some_and(|until| until <= now.unix) => {}
                None => new.push(sanction),
            }
        }
        (new, lifted)
    }

    /// The sanction of a kind that applies to a newcomer. It applies to the sanctioned account and browser. It also applies to the
    /// sanctioned address, if the newcomer's browser was not known before the sanction and the sanctioned person is not here
    /// (`is_present`). Where the address is shared (`has_neighbour`: someone known before the sanction is here), the name has
    /// to match as well (`is_name`).
    pub fn of(
        &self,
        is_kind: impl Fn(SanctionKind) -> bool,
        identity: &ClientIdentity,
        is_name: impl Fn(&str) -> bool,
        is_present: impl Fn(&Sanction) -> bool,
        has_neighbour: impl Fn(&Sanction) -> bool,
    ) -> Option<&Sanction> {
        let browser = identity.browser.as_ref();
        let by_account =
            |sanction: &&Sanction| identity.account.is_some() && identity.account == sanction.account;
        let by_browser = |sanction: &&Sanction| {
            browser.is_some_and(|browser| Some(&browser.id) == sanction.browser_id.as_ref())
        };
        let by_address = |sanction: &&Sanction| {
            sanction.address == identity.address
                && browser.is_none_or(|browser| browser.since >= sanction.at)
                && !is_present(sanction)
                && (is_name(&sanction.name) || !(self.is_shared(identity) || has_neighbour(sanction)))
        };
        let meant =
            || self.list.iter().map(|entry| &entry.sanction).filter(|sanction| is_kind(sanction.kind));
        let surely = |sanction: &&Sanction| by_account(sanction) || by_browser(sanction);
        meant().find(surely).or_else(|| meant().find(by_address))
    }

    /// Whether an address alone identifies nobody.
    fn is_shared(&self, identity: &ClientIdentity) -> bool {
        let is_known = |entry: &Entry| entry.sanction.shared && entry.sanction.address == identity.address;
        identity.scope != AddressScope::Household || self.list.iter().any(is_known)
    }
}

/// Ages by the monotonic clock from now on.
fn entry(sanction: Sanction, now: Now) -> Entry {
    let ends =
        sanction.until.and_then(|until| now.monotonic.checked_add(Duration::from_secs(left(until, now))));
    Entry { sanction, ends, unlisted_until: None }
}

fn left(until: UnixTime, now: Now) -> u64 {
    u64::try_from(until.saturating_sub(now.unix)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;
    use crate::model::AccountId;
    use crate::model::names::{AddressId, Secrets};
    use crate::session::Browser;

    fn address(text: &str) -> AddressId {
        Secrets::derive("s").address(text.parse::<IpAddr>().unwrap())
    }

    fn from(browser: Option<(u128, i64)>, at: &str, scope: AddressScope) -> ClientIdentity {
        let browser = browser.map(|(id, since)| Browser { id: Token::from_random(id), since, kept: true });
        ClientIdentity { browser, account: None, address: address(at), scope }
    }

    fn now(unix: UnixTime) -> Now {
        Now { monotonic: Instant::now(), unix, millis: 0 }
    }

    fn sanction(number: usize, name: &str, at: &str) -> Sanction {
        Sanction {
            id: Token::from_random(number as u128),
            kind: SanctionKind::Mute,
            scope: SanctionScope::Stream,
            browser_id: None,
            account: None,
            address: address(at),
            shared: false,
            name: name.into(),
            at: 1000,
            until: None,
            operator: "zoe".into(),
            reason: String::new(),
            appeal: None,
        }
    }

    #[test]
    fn sanctions_follow_the_person() {
        let mute = Sanction { browser_id: Some(Token::from_random(7)), ..sanction(1, "bob", "192.0.2.1") };
        use AddressScope::{Anonymous, Crowd, Household};
        let sanctions = Sanctions::new(vec![mute], now(1000));
        for (who, identity, name, present, muted) in [
            ("the same browser elsewhere", from(Some((7, 10)), "192.0.2.9", Household), "eve", true, true),
            (
                "a new browser at the address",
                from(Some((8, 2000)), "192.0.2.1", Household),
                "eve",
                false,
                true,
            ),
            ("no browser at the address", from(None, "192.0.2.1", Household), "eve", false, true),
            (
                "their neighbour, known before",
                from(Some((8, 10)), "192.0.2.1", Household),
                "eve",
                false,
                false,
            ),
            ("their neighbour, while they are here", from(None, "192.0.2.1", Household), "eve", true, false),
            ("somebody elsewhere", from(None, "192.0.2.9", Household), "bob", false, false),
            ("somebody behind the same proxy", from(None, "192.0.2.1", Anonymous), "eve", false, false),
            ("them behind the same proxy", from(None, "192.0.2.1", Anonymous), "bob", false, true),
            (
                "somebody behind the same gateway",
                from(Some((8, 2000)), "192.0.2.1", Crowd),
                "eve",
                false,
                false,
            ),
            ("them behind the same gateway", from(Some((8, 2000)), "192.0.2.1", Crowd), "bob", false, true),
        ] {
            let of_kind = |wanted| {
                sanctions.of(|kind| kind == wanted, &identity, |muted| muted == name, |_| present, |_| false)
            };
            assert!(of_kind(SanctionKind::Ban).is_none(), "{who}");
            let found = of_kind(SanctionKind::Mute);
            assert_eq!(found.is_some(), muted, "{who}");
        }
        let newcomer = from(None, "192.0.2.1", Household);
        let found = sanctions.of(|_| true, &newcomer, |_| false, |_| false, |_| true);
        assert!(found.is_none(), "a neighbour is here");
    }

    #[test]
    fn sanctions_follow_the_account_wherever_it_signs_in() {
        let signed_in = |account, browser| ClientIdentity {
            account,
            ..from(Some((browser, 10)), "192.0.2.9", AddressScope::Household)
        };
        let (hers, his) = (Some(AccountId(1)), Some(AccountId(2)));
        let browser_id = Some(Token::from_random(7));
        let sanctions = Sanctions::new(
            vec![Sanction { browser_id, account: hers, ..sanction(1, "bob", "192.0.2.1") }],
            now(1000),
        );
        let is_muted =
            |identity| sanctions.of(|_| true, &identity, |_| false, |_| false, |_| false).is_some();
        assert!(is_muted(signed_in(hers, 8)), "in another browser");
        assert!(is_muted(signed_in(None, 7)), "signed out");
        assert!(!is_muted(signed_in(his, 8)));
    }

    #[test]
    fn nobody_is_recognised_by_an_address_that_others_shared() {
        let mut sanctions = Sanctions::new(Vec::new(), now(1000));
        sanctions.add(Sanction { shared: true, ..sanction(1, "bob", "192.0.2.1") }, now(1000));
        sanctions.add(sanction(2, "ann", "192.0.2.1"), now(1000));
        sanctions.add(sanction(3, "eve", "192.0.2.2"), now(1000));
        let is_muted = |at| {
            let newcomer = from(None, at, AddressScope::Household);
            sanctions.of(|_| true, &newcomer, |_| false, |_| false, |_| false).is_some()
        };
        assert_eq!([is_muted("192.0.2.1"), is_muted("192.0.2.2")], [false, true]);
    }

    #[test]
    fn a_full_list_gives_up_what_ends_first_or_is_oldest() {
        let numbered = |number: usize| sanction(number, &number.to_string(), "192.0.2.1");
        let until = |number, until| Sanction { until: Some(until), ..numbered(number) };
        let site = Sanction { scope: SanctionScope::Site, ..numbered(7777) };
        let full = std::iter::once(site).chain((0..SANCTIONS_MAX - 2).map(numbered));
        let full = full.chain([until(8000, 9000), until(8001, 8000)]).collect();
        let mut sanctions = Sanctions::new(full, now(1000));
        let mut given_up = |number| sanctions.add(numbered(number), now(1000)).unwrap().name;
        assert_eq!([given_up(5000), given_up(5001), given_up(5002)], ["8001", "8000", "0"]);
        assert!(sanctions.latest(|sanction| sanction.name == "5000").is_some());
    }

    #[test]
    fn what_lasts_longer_does_not_make_room_for_what_ends_sooner() {
        let start = now(1000);
        let full = |until| {
            let one = |number: usize| Sanction { until, ..sanction(number, "bob", "192.0.2.1") };
            Sanctions::new((0..SANCTIONS_MAX).map(one).collect(), start)
        };
        let minute = Term::of_seconds(60).unwrap();
        for (until, has_room) in [(None, false), (Some(1061), false), (Some(1060), true)] {
            assert_eq!(full(until).has_room_for(minute, start), has_room, "{until:?}");
        }
        assert!(Sanctions::new(Vec::new(), start).has_room_for(minute, start));
    }

    #[test]
    fn a_sanction_ends_by_the_monotonic_clock() {
        let start = now(1000);
        let minute = Sanction { until: Some(1060), ..sanction(1, "bob", "192.0.2.1") };
        let mut sanctions = Sanctions::new(vec![minute.clone(), sanction(2, "eve", "192.0.2.2")], start);
        let after = |seconds| start.plus(Duration::from_secs(seconds)).monotonic;
        assert_eq!(sanctions.next_end(), Some(after(60)));
        assert_eq!(sanctions.left(&minute.id, after(20)), Some(40));
        assert_eq!(
            (sanctions.ended(after(59)), sanctions.ended(after(60))),
            (vec![], vec![minute.id.clone()])
        );
        sanctions.remove(&minute.id);
        assert_eq!(sanctions.next_end(), None);
        let long_ago = Sanction { until: Some(5), ..minute };
        assert_eq!(Sanctions::new(vec![long_ago], start).next_end(), Some(start.monotonic));
    }

    #[test]
    fn sanctions_of_the_site_come_and_go_with_their_list() {
        let site = |number| Sanction { scope: SanctionScope::Site, ..sanction(number, "bob", "192.0.2.1") };
        let start = now(1000);
        let mut sanctions = Sanctions::new(vec![sanction(1, "eve", "192.0.2.2"), site(2)], start);
        sanctions.add(site(3), start);
        sanctions.expect_listed(&site(3).id, start);
        let ended = Sanction { until: Some(900), ..site(5) };
        let (new, lifted) = sanctions.set_site(vec![site(4), ended], start);
        assert_eq!((new, lifted), (vec![site(4)], vec![site(2).id]), "one imposed a moment ago stays");
        let (_, lifted) = sanctions.set_site(vec![site(3)], start);
        assert_eq!(lifted, [site(2).id]);
        let (_, lifted) = sanctions.set_site(Vec::new(), start);
        assert_eq!(lifted, [site(2).id, site(3).id], "it has been on the list");
    }
}
