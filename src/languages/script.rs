//! Puts texts into scripts: each call `t('key', { name })` becomes a literal, or an expression made from the message. So a
//! page loads the texts of one language, and none that it does not use.

use std::cell::RefCell;
use std::collections::BTreeMap;

use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey};
use fluent_syntax::unicode::unescape_unicode_to_string;
use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use unic_langid::LanguageIdentifier;

use super::catalogue::Messages;
use super::files::{Message, TextError};
use super::language::Language;

/// The module that stands for the catalogue in tests of scripts.
const MODULE_END: &str = "/text.js';";
const CALL: &str = "t('";

/// A module with the texts of a language in the place of its calls of `t`. Lines stay where they are.
///
/// # Errors
/// The first call that has no message, other values than its message, or another form.
pub fn in_language(messages: &Messages, file: &str, code: &str) -> Result<String, TextError> {
    if !code.lines().any(is_import) {
        return Ok(code.to_owned());
    }
    let lines: Vec<_> = code.lines().map(|line| if is_import(line) { "" } else { line }).collect();
    let code = lines.join("\n") + "\n";
    let calls = Calls { messages, file, code: &code };
    calls.replaced(0, code.len())
}

/// Whether a line imports `t`.
fn is_import(line: &str) -> bool {
    let path = line.strip_prefix("import { t } from '").and_then(|rest| rest.strip_suffix(MODULE_END));
    path.is_some_and(|path| path.bytes().all(|byte| matches!(byte, b'.' | b'/')))
}

struct Calls<'a> {
    messages: &'a Messages,
    file: &'a str,
    code: &'a str,
}

impl Calls<'_> {
    fn error<T>(&self, at: usize, what: impl Into<String>) -> Result<T, TextError> {
        let line = self.code[..at].matches('\n').count() + 1;
        Err(TextError::new(self.file, line, what))
    }

    /// The code from `start` to `end`, with texts.
    fn replaced(&self, start: usize, end: usize) -> Result<String, TextError> {
        let mut text = String::new();
        let mut at = start;
        while let Some(call) = self.next_call(at, end)? {
            text.push_str(&self.code[at..call]);
            let (expression, after) = self.call(call)?;
            text.push_str(&expression);
            // for source maps
            text.extend(self.code[call..after].chars().filter(|c| *c == '\n'));
            at = after;
        }
        text.push_str(&self.code[at..end]);
        Ok(text)
    }

    fn next_call(&self, from: usize, end: usize) -> Result<Option<usize>, TextError> {
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '#');
        let mut calls = self.code[from..end].match_indices("t(").map(|(at, _)| from + at);
        let call = calls.find(|at| !self.code[..*at].ends_with(is_name));
        match call {
            Some(at) if !self.code[at..].starts_with(CALL) => {
                self.error(at, "the key of a text stands in single quotes, behind `t(`")
            }
            call => Ok(call),
        }
    }

    /// The expression for the call that begins here, and where the call ends.
    fn call(&self, start: usize) -> Result<(String, usize), TextError> {
        let form = "a call is t('key') or t('key', { name, other: value })";
        let from = start + CALL.len();
        let Some(length) = self.code[from..].find('\'') else { return self.error(start, form) };
        let key = &self.code[from..from + length];
        let Some(message) = self.messages.get(key) else {
            return self.error(start, format!("there is no text `{key}`"));
        };
        let mut at = self.skip_space(from + length + 1);
        let mut values = BTreeMap::new();
        if self.code[at..].starts_with(',') {
            at = self.skip_space(at + 1);
            if !self.code[at..].starts_with('{') {
                return self.error(start, form);
            }
            at += 1;
            loop {
                let Some(end) = end_of_value(self.code, at) else { return self.error(start, form) };
                if !self.code[at..end].trim().is_empty() {
                    let (name, value) = self.value(at, end)?;
                    values.insert(name, value);
                }
                at = end + 1;
                if self.code[end..].starts_with('}') {
                    break;
                }
            }
            at = self.skip_space(at);
            if self.code[at..].starts_with(',') {
                at = self.skip_space(at + 1);
            }
        }
        if !self.code[at..].starts_with(')') {
            return self.error(start, form);
        }
        let expression = expression(self.messages.language, message, &values)
            .or_else(|error| self.error(start, format!("{key}: {}", error.what)))?;
        Ok((expression, at + 1))
    }

    fn skip_space(&self, at: usize) -> usize {
        self.code.len() - self.code[at..].trim_start().len()
    }

    /// One entry of the object of values.
    fn value(&self, start: usize, end: usize) -> Result<(String, String), TextError> {
        let entry = &self.code[start..end];
        let name: String =
            entry.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let behind = start + (entry.len() - entry.trim_start().len()) + name.len();
        let rest = self.code[behind..end].trim_start();
        if rest.is_empty() && !name.is_empty() {
            return Ok((name.clone(), name));
        }
        if name.is_empty() || !rest.starts_with(':') {
            return self.error(start, "a value is `name` or `name: value`");
        }
        let value = self.replaced(end - rest.len() + 1, end)?;
        Ok((name, value.split('\n').map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned()))
    }
}

/// Where an entry of an object ends: its comma, or the closing brace of the object.
fn end_of_value(code: &str, from: usize) -> Option<usize> {
    // what is open: brackets, quotes, and template literals with what is inserted into them
    let mut open = Vec::new();
    let mut letters = code[from..].char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        match (open.last(), c) {
            (Some('\'' | '"' | '`'), '\\') => drop(letters.next()),
            (Some(quote @ ('\'' | '"' | '`')), c) if *quote == c => drop(open.pop()),
            (Some('`'), '$') if letters.peek().is_some_and(|(_, next)| *next == '{') => {
                letters.next();
                open.push('{');
            }
            (Some('\'' | '"' | '`'), _) => {}
            (None, ',' | '}') => return Some(from + at),
            (_, '\'' | '"' | '`' | '(' | '[' | '{') => open.push(c),
            (_, ')' | ']' | '}') => drop(open.pop()),
            _ => {}
        }
    }
    None
}

/// A message as an expression, in which the values are these expressions.
pub(super) fn expression(
    language: &Language,
    message: &Message,
    values: &BTreeMap<String, String>,
) -> Result<String, TextError> {
    let writer = Writer {
        language,
        message,
        values: values.clone(),
        uses: RefCell::default(),
        ones: RefCell::default(),
    };
    let text = writer.pattern(&message.pattern)?;
    let uses = writer.uses.take();
    if let Some(unused) = values.keys().find(|name| !uses.contains_key(*name)) {
        return Err(message.error(format!("the text does not use `{unused}`")));
    }
    let again: Vec<_> = values
        .iter()
        .filter(|(name, value)| uses.get(*name).is_some_and(|times| *times > 1) && !is_path(value))
        .collect();
    if again.is_empty() {
        return Ok(text);
    }
    // what is used several times is evaluated once, and named by what no value says
    let is_free = |name: &String| !values.values().any(|value| says(value, name));
    let mut free = (0_u32..).map(|nth| format!("a{nth}")).filter(is_free);
    let mut named = values.clone();
    for (name, _) in &again {
        named.insert((*name).clone(), free.next().unwrap_or_default());
    }
    let writer =
        Writer { language, message, values: named, uses: RefCell::default(), ones: RefCell::default() };
    let text = writer.pattern(&message.pattern)?;
    let (names, given): (Vec<_>, Vec<_>) =
        again.iter().map(|(name, value)| (writer.values[*name].as_str(), value.as_str())).unzip();
    Ok(format!("(({}) => {text})({})", names.join(", "), given.join(", ")))
}

/// Whether a name stands in an expression.
fn says(expression: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    expression.split(|c| !is_part(c)).any(|word| word == name)
}

/// Whether an expression is a variable or a property of one, such as `this.#me.name`.
fn is_path(expression: &str) -> bool {
    let is_part = |part: &str| {
        let name = part.strip_prefix('#').unwrap_or(part);
        !name.is_empty()
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && name.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    expression.split('.').all(is_part)
}

struct Writer<'a> {
    language: &'a Language,
    message: &'a Message,
    /// Expressions by the names of variables.
    values: BTreeMap<String, String>,
    /// How often each was used.
    uses: RefCell<BTreeMap<String, usize>>,
    /// Variables that are 1 in the text that is being written.
    ones: RefCell<Vec<String>>,
}

impl Writer<'_> {
    fn error<T>(&self, what: impl Into<String>) -> Result<T, TextError> {
        Err(self.message.error(what))
    }

    fn variable(&self, name: &str) -> Result<&str, TextError> {
        let Some(value) = self.values.get(name) else {
            return self.error(format!("`{name}` has no value"));
        };
        *self.uses.borrow_mut().entry(name.to_owned()).or_default() += 1;
        Ok(value)
    }

    /// An expression for a text.
    fn pattern(&self, pattern: &Pattern<String>) -> Result<String, TextError> {
        if let [PatternElement::Placeable { expression: Expression::Select { selector, variants } }] =
            pattern.elements.as_slice()
        {
            return self.selection(selector, variants);
        }
        let texts = pattern.elements.iter().map(|element| match element {
            PatternElement::TextElement { value } => Some(self.language.shown_of(self.message, value)),
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::StringLiteral { value }),
            } => Some(unescape_unicode_to_string(value)),
            PatternElement::Placeable { .. } => None,
        });
        if let Some(texts) = texts.collect::<Option<Vec<_>>>() {
            return Ok(literal(&texts.concat()));
        }
        self.template(pattern)
    }

    /// A template literal.
    fn template(&self, pattern: &Pattern<String>) -> Result<String, TextError> {
        let mut text = "`".to_owned();
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => {
                    text.push_str(&in_template(&self.language.shown_of(self.message, value)))
                }
                PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                    text.push_str(&format!("${{{}}}", self.selection(selector, variants)?));
                }
                PatternElement::Placeable { expression: Expression::Inline(inline) } => {
                    text.push_str(&self.inline(inline)?);
                }
            }
        }
        Ok(text + "`")
    }

    /// An expression that chooses among variants.
    fn selection(
        &self,
        selector: &InlineExpression<String>,
        variants: &[Variant<String>],
    ) -> Result<String, TextError> {
        let InlineExpression::VariableReference { id } = selector else {
            return self.error("only variables can be selected by");
        };
        let Some((last, others)) = variants.split_last().filter(|(last, _)| last.default) else {
            return self.error("the default has to be the last variant");
        };
        let mut arms = String::new();
        for variant in others {
            let condition = self.condition(&id.name, &variant.key)?;
            // where `one` is 1 alone, the number need not be asked for again
            let is_one = condition.ends_with(" == 1");
            if is_one {
                self.ones.borrow_mut().push(id.name.clone());
            }
            let text = self.pattern(&variant.value);
            if is_one {
                self.ones.borrow_mut().pop();
            }
            arms.push_str(&format!("{condition} ? {} : ", text?));
        }
        Ok(format!("({arms}{})", self.pattern(&last.value)?))
    }

    /// What stands in a template literal.
    fn inline(&self, inline: &InlineExpression<String>) -> Result<String, TextError> {
        let isolated = |value: &str| match self.language.is_rtl {
            true => format!("\u{2068}${{{value}}}\u{2069}"),
            false => format!("${{{value}}}"),
        };
        match inline {
            InlineExpression::StringLiteral { value } => Ok(in_template(&unescape_unicode_to_string(value))),
            InlineExpression::VariableReference { id } if self.ones.borrow().contains(&id.name) => {
                Ok(if self.language.is_rtl { "\u{2068}1\u{2069}".to_owned() } else { "1".to_owned() })
            }
            InlineExpression::VariableReference { id } if self.is_number(&id.name) => {
                Ok(isolated(&self.number(self.variable(&id.name)?)))
            }
            InlineExpression::VariableReference { id } => Ok(isolated(self.variable(&id.name)?)),
            InlineExpression::FunctionReference { id, arguments } => {
                match (id.name.as_str(), arguments.positional.as_slice(), arguments.named.as_slice()) {
                    ("NUMBER", [InlineExpression::VariableReference { id }], []) => {
                        Ok(isolated(&self.number(self.variable(&id.name)?)))
                    }
                    _ => self.error("the only function is NUMBER($variable)"),
                }
            }
            _ => self.error("only variables, texts in quotes and NUMBER can stand in braces"),
        }
    }

    fn number(&self, value: &str) -> String {
        let value = if is_path(value) { value.to_owned() } else { format!("({value})") };
        format!("{value}.toLocaleString('{}')", self.language.tag)
    }

    /// Whether the message selects a plural by a variable.
    fn is_number(&self, name: &str) -> bool {
        selects_number(&self.message.pattern, name)
    }

    fn condition(&self, name: &str, key: &VariantKey<String>) -> Result<String, TextError> {
        let value = self.variable(name)?;
        let value = if is_path(value) { value.to_owned() } else { format!("({value})") };
        match key {
            VariantKey::NumberLiteral { value: number } => Ok(format!("{value} == {number}")),
            VariantKey::Identifier { name: key } if !self.is_number(name) => {
                Ok(format!("{value} == '{key}'"))
            }
            VariantKey::Identifier { name: category } => {
                let Some(rules) = rules(self.language) else {
                    return self.error(format!("there are no plural rules for {}", self.language.tag));
                };
                if category == "one" && is_one_alone(&rules) {
                    return Ok(format!("{value} == 1"));
                }
                Ok(format!("new Intl.PluralRules('{}').select({value}) == '{category}'", self.language.tag))
            }
        }
    }
}

const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Whether a pattern selects a plural by a variable.
pub(super) fn selects_number(pattern: &Pattern<String>, name: &str) -> bool {
    pattern.elements.iter().any(|element| {
        let PatternElement::Placeable { expression: Expression::Select { selector, variants } } = element
        else {
            return false;
        };
        let is_here = matches!(selector, InlineExpression::VariableReference { id } if id.name == name)
            && variants.iter().all(|variant| match &variant.key {
                VariantKey::NumberLiteral { .. } => true,
                VariantKey::Identifier { name } => CATEGORIES.contains(&name.as_str()),
            });
        is_here || variants.iter().any(|variant| selects_number(&variant.value, name))
    })
}

fn rules(language: &Language) -> Option<PluralRules> {
    let tag: LanguageIdentifier = language.tag.split('-').next()?.parse().ok()?;
    PluralRules::create(tag, PluralRuleType::CARDINAL).ok()
}

/// Whether `one` is the number 1 and nothing else, as in English and German.
fn is_one_alone(rules: &PluralRules) -> bool {
    (0..=1000_u32).all(|number| {
        rules.select(number).is_ok_and(|category| (category == PluralCategory::ONE) == (number == 1))
    }) && ["0.5", "1.0", "1.5"]
        .iter()
        .all(|number| rules.select(*number).is_ok_and(|category| category != PluralCategory::ONE))
}

/// A literal of JavaScript.
fn literal(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut literal = String::from(quote);
    for c in text.chars() {
        match c {
            '\n' => literal.push_str("\\n"),
            '\\' => literal.push_str("\\\\"),
            c if c == quote => literal.extend(['\\', c]),
            c => literal.push(c),
        }
    }
    literal.push(quote);
    literal
}

/// Text in a template literal.
fn in_template(text: &str) -> String {
    text.replace('\\', "\\\\").replace('`', "\\`").replace("${", "\\${").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::super::language::ENGLISH;
    use super::*;

    const TEXTS: &str = "x-plain = Reply
x-quote = the stream's picture
x-both = the \"stream's\"
x-name = Reply to { $name }
x-votes = { $count ->
    [one] { $count } vote
   *[other] { $count } votes
}
x-left = { $count ->
    [0] Nothing is left
    [one] One is left
   *[other] { $count } are left
} for { $name }.
x-state = { $state ->
    [live] Live
   *[offline] Offline
}
x-lines =
    one
    two
x-tick = a ` and { \"{\" } and { NUMBER($n) }
";

    fn done(code: &str) -> Result<String, String> {
        let messages = Messages::parse(ENGLISH, "x", TEXTS).unwrap();
        let code = format!("import {{ t }} from '../text.js';\n{code}");
        in_language(&messages, "here.js", &code)
            .map(|text| text[1..].trim_end().to_owned())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn calls_become_texts() {
        for (code, text) in [
            ("a(t('x-plain'), 1);", "a('Reply', 1);"),
            ("a(t('x-quote'));", "a(\"the stream's picture\");"),
            ("a(t('x-both'));", "a('the \"stream\\'s\"');"),
            ("a(t('x-lines'));", "a('one\\ntwo');"),
            ("t('x-name', { name });", "`Reply to ${name}`;"),
            ("t('x-name', { name: f(a, { b: '}' }) });", "`Reply to ${f(a, { b: '}' })}`;"),
            ("t('x-name', { name: `a ${b, '`'} , c` });", "`Reply to ${`a ${b, '`'} , c`}`;"),
            ("t('x-name', { name: t('x-plain') });", "`Reply to ${'Reply'}`;"),
            (
                "t('x-votes', { count: this.#count });",
                "(this.#count == 1 ? `1 vote` : `${this.#count.toLocaleString('en')} votes`);",
            ),
            (
                "t('x-left', { count: a + 1, name: f() });",
                "((a0) => `${(a0 == 0 ? 'Nothing is left' : a0 == 1 ? 'One is left' : `${a0.toLocaleString('en')} are left`)} for ${f()}.`)(a + 1);",
            ),
            (
                "t('x-left', { count: a0(), name: count + a2 });",
                "((a1) => `${(a1 == 0 ? 'Nothing is left' : a1 == 1 ? 'One is left' : `${a1.toLocaleString('en')} are left`)} for ${count + a2}.`)(a0());",
            ),
            ("t('x-state', { state });", "(state == 'live' ? 'Live' : 'Offline');"),
            ("t('x-tick', { n });", "`a \\` and { and ${n.toLocaleString('en')}`;"),
            ("at('x-plain') + this.t('x-plain');", "at('x-plain') + this.t('x-plain');"),
            ("a(\nt('x-name', {\n  name,\n}), b\n);", "a(\n`Reply to ${name}`\n\n, b\n);"),
        ] {
            assert_eq!(done(code).as_deref(), Ok(text), "{code}");
        }
    }

    #[test]
    fn what_has_no_text_is_said_with_its_place() {
        for (code, error) in [
            ("\na(t('x-other'));", "here.js:3: there is no text `x-other`"),
            ("t(key);", "here.js:2: the key of a text stands in single quotes, behind `t(`"),
            ("t('x-name');", "here.js:2: x-name: `name` has no value"),
            ("t('x-plain', { name });", "here.js:2: x-plain: the text does not use `name`"),
            ("t('x-name', name);", "here.js:2: a call is t('key') or t('key', { name, other: value })"),
            ("t('x-name', { ...name });", "here.js:2: a value is `name` or `name: value`"),
        ] {
            assert_eq!(done(code), Err(error.to_owned()), "{code}");
        }
    }

    #[test]
    fn a_module_without_texts_stays_as_it_is() {
        let messages = Messages::parse(ENGLISH, "x", TEXTS).unwrap();
        assert_eq!(in_language(&messages, "a.js", "t(a);").unwrap(), "t(a);");
    }
}
