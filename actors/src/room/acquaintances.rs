//! Whom the room has met since it began: their names here, and whether they have said anything.

use std::collections::HashMap;
use std::sync::Arc;

use crate::limits::PersonKey;
use crate::model::UnixTime;
use crate::session::ClientIdentity;

/// How many people are remembered; half of them, those who were met longest ago, make room for new ones.
const PEOPLE_MAX: usize = 4096;
/// How many names of one person are remembered.
const NAMES_MAX: usize = 10;

/// What is known of a person.
#[derive(Debug)]
pub(super) struct Acquaintance {
    /// Names here, latest last.
    pub names: Vec<Arc<str>>,
    /// When the site first saw their browser, if it is known.
    pub known_since: Option<UnixTime>,
    /// Whether they have said anything.
    has_spoken: bool,
    met: u64,
}

/// People whom the room has met.
#[derive(Debug, Default)]
pub(super) struct Acquaintances {
    people: HashMap<PersonKey, Acquaintance>,
    meetings: u64,
}

impl Acquaintances {
    /// Someone is here under a name.
    pub fn meet(&mut self, person: PersonKey, identity: &ClientIdentity, name: Arc<str>) {
        if self.people.len() >= PEOPLE_MAX && !self.people.contains_key(&person) {
            self.forget_half();
        }
        self.meetings += 1;
        let known = self.people.entry(person).or_insert_with(|| Acquaintance {
            names: Vec::new(),
            known_since: identity
                .browser
                .as_ref()
                .filter(|browser| browser.kept)
                .map(|browser| browser.since),
            has_spoken: false,
            met: 0,
        });
        known.met = self.meetings;
        known.names.retain(|other| *other != name);
        if known.names.len() >= NAMES_MAX {
            known.names.remove(0);
        }
        known.names.push(name);
    }

    /// Someone says something. Whether it is the first time.
    pub fn speaks(&mut self, person: &PersonKey) -> bool {
        self.people.get_mut(person).is_some_and(|known| !std::mem::replace(&mut known.has_spoken, true))
    }

    /// Whether someone has said anything.
    pub fn has_heard(&self, person: &PersonKey) -> bool {
        self.people.get(person).is_some_and(|known| known.has_spoken)
    }

    pub fn of(&self, person: &PersonKey) -> Option<&Acquaintance> {
        self.people.get(person)
    }

    /// The person who was last met under a name that fits.
    pub fn named(&self, is_name: impl Fn(&str) -> bool) -> Option<(&PersonKey, &Acquaintance)> {
        let fitting = self.people.iter().filter(|(_, known)| known.names.iter().any(|name| is_name(name)));
        fitting.max_by_key(|(_, known)| known.met)
    }

    /// Forgets people who had a name that fits.
    pub fn forget(&mut self, is_name: impl Fn(&str) -> bool) {
        self.people.retain(|_, known| !known.names.iter().any(|name| is_name(name)));
    }

    fn forget_half(&mut self) {
        let mut met: Vec<u64> = self.people.values().map(|known| known.met).collect();
        let half = met.len() / 2;
        let (_, &mut middle, _) = met.select_nth_unstable(half);
        self.people.retain(|_, known| known.met >= middle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::names::Token;
    use crate::room::tests::script::client;

    fn person(number: u64) -> PersonKey {
        PersonKey::Browser(Token::from_random(number.into()))
    }

    #[test]
    fn people_are_remembered_by_their_last_names_until_there_are_too_many() {
        let identity = &*client(Some(1), 1).identity;
        let mut people = Acquaintances::default();
        for name in 0..12 {
            people.meet(person(1), identity, format!("name{name}").into());
        }
        people.meet(person(1), identity, "name5".into());
        let names = &people.of(&person(1)).unwrap().names;
        assert_eq!((names.len(), &*names[0], names.last().map(AsRef::as_ref)), (10, "name2", Some("name5")));
        for number in 2..=PEOPLE_MAX as u64 + 1 {
            people.meet(person(number), identity, "other".into());
        }
        assert!(people.of(&person(1)).is_none());
        assert!(people.people.len() <= PEOPLE_MAX / 2 + 1);
        assert_eq!(people.named(|name| name == "other").unwrap().0, &person(PEOPLE_MAX as u64 + 1));
    }

    #[test]
    fn a_person_speaks_for_the_first_time_once() {
        let mut people = Acquaintances::default();
        people.meet(person(1), &client(Some(1), 1).identity, "bob".into());
        assert!(!people.has_heard(&person(1)) && people.speaks(&person(1)));
        assert!(people.has_heard(&person(1)) && !people.speaks(&person(1)));
        assert!(!people.speaks(&person(2)), "somebody who was never met");
    }
}
