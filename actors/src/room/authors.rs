//! Who said what, by their browsers. Names do not tell: somebody else may have taken one since.

use std::collections::VecDeque;

use crate::model::names::Token;

/// The browsers of the authors of the last messages.
#[derive(Debug)]
pub(super) struct Authors {
    /// Message and browser, by growing ids. At most `most`.
    said: VecDeque<(u64, Token)>,
    most: usize,
}

impl Authors {
    pub fn new(most: usize) -> Self {
        Self { said: VecDeque::new(), most }
    }

    /// Notes the author of a message that is newer than all before.
    pub fn note(&mut self, message: u64, browser: Token) {
        if self.most == 0 {
            return;
        }
        if self.said.len() >= self.most {
            self.said.pop_front();
        }
        self.said.push_back((message, browser));
    }

    /// The browser of a message's author, unless it is too old or from before the server's start.
    pub fn of(&self, message: u64) -> Option<&Token> {
        let at = self.said.binary_search_by_key(&message, |(id, _)| *id).ok()?;
        self.said.get(at).map(|(_, browser)| browser)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_messages_have_known_authors() {
        let mut authors = Authors::new(2);
        for id in [3, 5, 9] {
            authors.note(id, Token::from_random(id.into()));
        }
        assert_eq!([3, 4, 5, 9].map(|id| authors.of(id).is_some()), [false, false, true, true]);
        assert_eq!(authors.of(5), Some(&Token::from_random(5)));
    }
}
