//! The names to which a stream's publishers were renamed. Only this room gives and withdraws them; the registry is told
//! with each admission, to find the room of a file.

use super::superseded::SUPERSEDED_MAX;
use crate::model::names::Token;

/// Names under which a publisher may be sending, latest last. Beyond those of the running broadcast and of superseded
/// publishers the oldest is forgotten.
#[derive(Debug, Default)]
pub struct PublishNames(Vec<Token>);

impl PublishNames {
    /// The names of the room that this one replaces, or of the broadcast that it continues.
    pub fn of(known: Vec<Token>, running: Option<&Token>) -> Self {
        let mut names = Self(known);
        if let Some(name) = running {
            names.add(name);
        }
        names
    }

    /// A publisher is renamed to `name`.
    pub fn add(&mut self, name: &Token) {
        self.0.retain(|known| known != name);
        self.0.push(name.clone());
        self.0.drain(..self.0.len().saturating_sub(SUPERSEDED_MAX + 1));
    }

    /// Withdraws all names: what is sent under them belongs to nobody.
    pub fn withdraw(&mut self) {
        self.0.clear();
    }

    /// Whether publishers may send under this name.
    pub fn contains(&self, name: &Token) -> bool {
        self.0.contains(name)
    }

    /// All names, latest last.
    pub fn all(&self) -> &[Token] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_name_is_forgotten_and_one_that_is_used_again_is_the_latest() {
        let name = |number: usize| Token::from_random(number as u128);
        let mut names = PublishNames::of(vec![name(0), name(1)], Some(&name(0)));
        assert_eq!(names.all(), [name(1), name(0)]);
        for number in 2..=SUPERSEDED_MAX + 1 {
            names.add(&name(number));
        }
        assert!(!names.contains(&name(1)) && names.contains(&name(0)));
        names.withdraw();
        assert!(!names.contains(&name(0)));
    }
}
