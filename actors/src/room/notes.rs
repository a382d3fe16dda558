//! Moderators' notes on people, who may be away.

use super::refusal::{Code, Refusal};
use crate::model::names::Token;
use crate::model::text::confusable_key;
use crate::model::{AccountId, Note};

/// Most notes in a room.
const NOTES_MAX: usize = 1000;
/// Most notes on one person.
const PER_PERSON_MAX: usize = 20;

/// Somebody, as notes know them again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noted<'a> {
    /// Their browser, if known.
    pub browser: Option<&'a Token>,
    /// The account with which they are signed in.
    pub account: Option<AccountId>,
    /// Confusable keys of the names under which they are known.
    pub names: &'a [String],
}

impl Noted<'_> {
    /// The account and the browser decide where they are known: somebody else may have the name.
    fn is_meant(self, note: &Note) -> bool {
        if self.account.is_some() && self.account == note.account {
            return true;
        }
        match (self.browser, &note.browser_id) {
            (Some(browser), Some(browser_id)) => browser == browser_id,
            _ => self.names.contains(&confusable_key(&note.name)),
        }
    }
}

/// The notes of a room.
#[derive(Debug)]
pub(super) struct Notes {
    /// Oldest first.
    list: Vec<Note>,
}

impl Notes {
    pub fn new(stored: Vec<Note>) -> Self {
        Self { list: stored }
    }

    /// Adds a note, unless there are enough.
    pub fn add(&mut self, note: Note, on: Noted<'_>) -> Result<(), Refusal> {
        if self.list.len() >= NOTES_MAX {
            let text = format!("This chat has {NOTES_MAX} notes. Remove some first.");
            return Err(Refusal::new(Code::Invalid, text));
        }
        if self.on(on).count() >= PER_PERSON_MAX {
            let text = format!("There are {PER_PERSON_MAX} notes on this person. Remove some first.");
            return Err(Refusal::new(Code::Invalid, text));
        }
        self.list.push(note);
        Ok(())
    }

    /// Those on one person, oldest first.
    pub fn on<'a>(&'a self, person: Noted<'a>) -> impl Iterator<Item = &'a Note> {
        self.list.iter().filter(move |note| person.is_meant(note))
    }

    /// The latest name of someone with a note that fits.
    pub fn named(&self, is_name: impl Fn(&str) -> bool) -> Option<String> {
        self.list.iter().rev().map(|note| &note.name).find(|name| is_name(name)).cloned()
    }

    /// Removes the note with this id, as typed.
    pub fn remove(&mut self, id: &str) -> Option<Note> {
        let at = self.list.iter().position(|note| note.id.as_str() == id)?;
        Some(self.list.remove(at))
    }

    /// Removes all notes on people of this name, and returns their ids.
    pub fn forget(&mut self, is_name: impl Fn(&str) -> bool) -> Vec<Token> {
        let gone = self.list.extract_if(.., |note| is_name(&note.name));
        gone.map(|note| note.id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(id: u128, browser: Option<u128>, name: &str) -> Note {
        let browser_id = browser.map(Token::from_random);
        Note {
            id: Token::from_random(id),
            browser_id,
            account: None,
            name: name.into(),
            text: "late".into(),
            by: "mod".into(),
            at: 0,
        }
    }

    #[test]
    fn notes_follow_the_browser_and_the_name_only_where_no_browser_is_known() {
        let mut notes =
            Notes::new(vec![note(1, Some(7), "bob"), note(2, None, "bob"), note(3, Some(8), "rob")]);
        let count = |notes: &Notes, browser: Option<u128>, name: &str| {
            let browser = browser.map(Token::from_random);
            notes
                .on(Noted { browser: browser.as_ref(), account: None, names: &[confusable_key(name)] })
                .count()
        };
        assert_eq!(count(&notes, Some(7), "other"), 1);
        assert_eq!(count(&notes, Some(7), "Bob"), 2);
        assert_eq!(count(&notes, Some(9), "rob"), 0, "somebody else of that name");
        assert_eq!(count(&notes, None, "rob"), 1);
        let hers = Note { account: Some(AccountId(5)), ..note(4, Some(9), "ann") };
        let elsewhere = Token::from_random(10);
        let signed_in = Noted { browser: Some(&elsewhere), account: Some(AccountId(5)), names: &[] };
        assert_eq!(Notes::new(vec![hers]).on(signed_in).count(), 1, "the account decides in another browser");
        assert_eq!(notes.forget(|name| name == "bob").len(), 2);
        assert_eq!(count(&notes, None, "bob"), 0);
    }

    #[test]
    fn notes_on_one_person_are_bounded() {
        let mut notes = Notes::new((0..20).map(|id| note(id, None, "bob")).collect());
        let names = [confusable_key("bob")];
        let bob = Noted { browser: None, account: None, names: &names };
        assert_eq!(notes.add(note(20, None, "bob"), bob).unwrap_err().code, Code::Invalid);
        assert!(notes.remove(Token::from_random(3).as_str()).is_some());
        notes.add(note(20, None, "bob"), bob).unwrap();
    }
}
