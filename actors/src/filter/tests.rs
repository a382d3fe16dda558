//! What rules hit, and whom they spare.

use std::sync::LazyLock;
use std::time::Instant;

use proptest::prelude::*;

use super::*;
use crate::model::{Capitals, ChatRules, FilterRule, LinkPolicy, RuleAction, RuleKind};

fn filter(rules: &[(RuleKind, RuleAction, &str)]) -> Filter {
    let rule = |(nth, (kind, action, text)): (usize, &(RuleKind, RuleAction, &str))| {
        check(*kind, text).unwrap();
        let (id, text) = (nth as u32 + 1, (*text).to_owned());
        FilterRule {
            id,
            kind: *kind,
            action: *action,
            seconds: None,
            text,
            added_by: "mod".into(),
            added_at: 1000,
        }
    };
    Filter::compile(rules.iter().enumerate().map(rule).collect())
}

fn words(words: &[&str]) -> Filter {
    let rule = |word: &&'static str| (RuleKind::Phrase, RuleAction::Mask, *word);
    let words: Vec<&'static str> = words.iter().map(|word| &*(*word).to_owned().leak()).collect();
    filter(&words.iter().map(rule).collect::<Vec<_>>())
}

fn masked(filter: &Filter, text: &str) -> String {
    let masked = judge(filter, &ChatRules::default(), text, &|_| false).masked;
    masked.unwrap_or_else(|| text.to_owned())
}

#[test]
fn a_word_is_masked_whatever_its_case_width_and_script() {
    let filter = words(&["darn", "heck"]);
    for (text, shown) in [
        ("Oh darn.", "Oh ****."),
        ("DARN! heck, darn", "****! ****, ****"),
        ("(Darn)", "(****)"),
        ("ｄａｒｎ it", "**** it"),
        // Cyrillic а, and letters in circles
        ("dаrn", "****"),
        ("ⓓⓐⓡⓝ", "****"),
        ("𝖉𝖆𝖗𝖓", "****"),
        ("d\u{200b}arn", "*****"),
        ("d\u{336}a\u{336}r\u{336}n\u{336}", "********"),
        ("dárn", "****"),
    ] {
        assert_eq!(masked(&filter, text), shown, "{text}");
    }
}

#[test]
fn disguised_words_are_masked() {
    let filter = words(&["darn", "asshole", "boob"]);
    for (text, shown) in [
        ("d4rn that", "**** that"),
        ("D@RN!!", "******"),
        ("a$$h0le", "*******"),
        ("d.a.r.n", "*******"),
        ("da-rn", "*****"),
        ("d a r n you", "* * * * you"),
        ("you d a r n", "you * * * *"),
        ("d a rn", "* * **"),
        ("da r n", "** * *"),
        ("d 4 r n", "* * * *"),
        ("daaaaarn", "********"),
        ("asssshooole", "***********"),
        ("booooob", "*******"),
        ("d a a a r n", "* * * * * *"),
        ("🇩🇦🇷🇳", "****"),
    ] {
        assert_eq!(masked(&filter, text), shown, "{text}");
    }
}

#[test]
fn bystanders_are_spared() {
    let filter = words(&["ass", "cunt", "hell", "penis", "ano", "tit", "shit", "kys", "boob", "the rapist"]);
    for text in [
        "Scunthorpe, class, assume",
        "he'll, we’ll",
        "the pen is red",
        "un año más",
        "title",
        "push it, as it is",
        "c l a s s",
        "the therapist",
        "bob, Bobs",
        "455 a5",
        "sky",
    ] {
        assert_eq!(masked(&filter, text), text);
    }
}

#[test]
fn a_star_stands_for_more_letters() {
    let filter = words(&["darn*", "*heck*", "*gosh"]);
    for (text, shown) in [
        ("darned darn undarn", "****** **** undarn"),
        ("whatthehecking", "**************"),
        ("ohmygosh goshy", "******** goshy"),
    ] {
        assert_eq!(masked(&filter, text), shown, "{text}");
    }
}

#[test]
fn phrases_are_found_over_any_space_and_sign_between() {
    let filter = words(&["go away", "don't"]);
    for (text, shown) in [
        ("Go  away!", "**  ****!"),
        ("go... away", "***** ****"),
        ("g o a w a y", "* * * * * *"),
        ("goooo awaaay", "***** ******"),
        ("I DON’T", "I *****"),
        ("goaway", "goaway"),
    ] {
        assert_eq!(masked(&filter, text), shown, "{text}");
    }
}

#[test]
fn words_are_found_in_scripts_without_spaces_and_emoji_among_words() {
    let filter = words(&["笨蛋", "🍆", "ok 🍑"]);
    for (text, shown) in [
        ("你是笨蛋吗", "你是**吗"),
        ("🍆🍆 hi", "** hi"),
        ("look🍆", "look*"),
        ("ok 🍑", "** *"),
        ("🍑", "🍑"),
    ] {
        assert_eq!(masked(&filter, text), shown, "{text}");
    }
}

#[test]
fn patterns_hit_what_they_match_as_typed_or_folded() {
    let filter = filter(&[(RuleKind::Pattern, RuleAction::Mask, r"d[ao]rn\w*")]);
    for (text, shown) in [("Oh DORNED it", "Oh ****** it"), ("ⓓⓞⓡⓝ", "****"), ("dоrn!", "*****")] {
        assert_eq!(masked(&filter, text), shown, "{text}");
    }
}

#[test]
fn patterns_that_are_wrong_or_too_large_are_refused_with_where() {
    for (pattern, why) in [
        ("a(b", "is no pattern: unclosed group, at character 2"),
        ("ä[z-a]", "at character 3"),
        ("a*", "matches even an empty message"),
        ("^$", "matches even an empty message"),
        (r"\b", "matches even an empty message"),
        (r"a{1000}{1000}", "too large"),
        (r"(\w{100}){100}", "too large"),
        (r"(?=a)b", "look-around"),
        (r"(a)\1", "backreferences are not supported, at character 4"),
        (&"(".repeat(100), "is no pattern"),
        (&format!("{}a{}", "(".repeat(60), ")".repeat(60)), "is no pattern"),
        ("", "is blank"),
        ("a\nb", "more than one line"),
        (&"a".repeat(201), "201 characters long"),
    ] {
        let error = check(RuleKind::Pattern, pattern).unwrap_err().to_string();
        assert!(error.contains(why), "{pattern}: {error}");
    }
    for (text, why) in
        [("two words", "add it as a phrase"), ("...", "neither letters"), ("*a*", "too short for a star")]
    {
        let error = check(RuleKind::Word, text).unwrap_err().to_string();
        assert!(error.contains(why), "{text}: {error}");
    }
}

#[test]
fn the_strictest_action_counts() {
    let filter = filter(&[
        (RuleKind::Word, RuleAction::Mask, "darn"),
        (RuleKind::Word, RuleAction::Hold, "heck"),
        (RuleKind::Word, RuleAction::Refuse, "gosh"),
    ]);
    let rules = ChatRules::default();
    let judged = |text| judge(&filter, &rules, text, &|_| false);
    assert_eq!(judged("darn").reason, None);
    assert_eq!(judged("darn heck").reason, Some(Reason::Held(&filter.rules()[1])));
    assert_eq!(judged("darn heck").masked.as_deref(), Some("**** heck"));
    assert_eq!(judged("darn heck gosh").reason, Some(Reason::Refused(&filter.rules()[2])));
    assert_eq!(judged("fine"), Judgement { hits: Vec::new(), reason: None, masked: None });
}

#[test]
fn links_capitals_and_repetition_are_refused_where_the_rules_say_so() {
    let filter = Filter::default();
    let rules = ChatRules {
        links: LinkPolicy::Moderators,
        capitals: Some(Capitals { percent: 60, letters: 10 }),
        repetition: Some(5),
        ..ChatRules::default()
    };
    let reason = |text: &str| judge(&filter, &rules, text, &|_| false).reason;
    assert_eq!(reason("see example.com"), Some(Reason::Link("example.com".into())));
    assert_eq!(reason("LISTEN TO ME"), Some(Reason::Capitals(100)));
    assert_eq!(reason("nooooooo"), Some(Reason::Repetition));
    assert_eq!(reason("Listen to me, no?"), None);
    let rules = ChatRules { emoji_only: true, ..rules };
    assert_eq!(judge(&filter, &rules, "hi 😀", &|_| false).reason, Some(Reason::EmojiOnly));
    assert_eq!(judge(&filter, &rules, "😀", &|_| false).reason, None);
}

#[test]
fn names_are_read_by_their_words() {
    let filter = words(&["darn", "heck"]);
    for (name, hit) in [
        ("darn", true),
        ("DarnIt", true),
        ("Mr Heck", true),
        ("xx_darn_xx", true),
        ("d4rn77", false),
        ("Darnell", false),
        ("bob", false),
    ] {
        assert_eq!(judge_name(&filter, name).is_some(), hit, "{name}");
    }
}

/// The longest text that may be said, and rules as many and as bad as may be added.
#[test]
fn the_worst_rules_and_texts_cost_little() {
    let mut rules = Vec::new();
    let kinds = |nth: u32| match nth {
        0..50 => (RuleKind::Pattern, format!(r"([a-zа-я]{{1,9}}|.{{2,20}}){{1,3}}x{nth}")),
        50..150 => (RuleKind::Word, format!("*{}*", "a".repeat(nth as usize))),
        _ => (RuleKind::Phrase, format!("{}{nth}", "b c ".repeat(40))),
    };
    for id in 0..RULES_MAX as u32 {
        let (kind, text) = kinds(id);
        check(kind, &text).unwrap_or_else(|why| panic!("{text}: {why}"));
        rules.push(FilterRule {
            id,
            kind,
            action: RuleAction::Mask,
            seconds: None,
            text,
            added_by: String::new(),
            added_at: 0,
        });
    }
    let filter = Filter::compile(rules);
    for text in
        ["a".repeat(500), "b c ".repeat(125), "ab1.".repeat(125), "д ".repeat(250), "aaabbb".repeat(84)]
    {
        let begun = Instant::now();
        let masked = masked(&filter, &text);
        assert_eq!(masked.chars().count(), text.chars().count());
        // a debug build on a busy machine
        assert!(begun.elapsed().as_secs() < 5, "{:?} for {}", begun.elapsed(), &text[..6]);
    }
}

fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "\\PC{0,4}",
        "[a-e ]{0,6}",
        Just("darn".to_owned()),
        Just("d a r n".to_owned()),
        Just("d4rn".to_owned()),
        Just("aaaabbbb".to_owned()),
        Just("👍🏽".to_owned()),
        Just("https://".to_owned()),
        Just(" dot com".to_owned()),
        "[\u{300}-\u{340}\u{200b}-\u{200f}А-я笨蛋🇦🇧'.!@$1\n ]{0,5}",
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// Compiled once for all cases of a test.
static MASKS: LazyLock<Filter> = LazyLock::new(|| {
    filter(&[
        (RuleKind::Word, RuleAction::Mask, "darn"),
        (RuleKind::Word, RuleAction::Mask, "*bbb*"),
        (RuleKind::Phrase, RuleAction::Mask, "笨蛋"),
        (RuleKind::Pattern, RuleAction::Mask, "c+|[а-г]"),
    ])
});

proptest! {
    #[test]
    fn masking_keeps_every_other_character_and_their_number(text in texts()) {
        let filter = &*MASKS;
        let shown = masked(filter, &text);
        prop_assert_eq!(shown.chars().count(), text.chars().count());
        for (before, after) in text.chars().zip(shown.chars()) {
            prop_assert!(before == after || (after == '*' && !before.is_whitespace()));
        }
        for hit in filter.hits(&text) {
            prop_assert!(text.get(hit.of.clone()).is_some_and(|hit| !hit.is_empty()));
        }
    }

    #[test]
    fn every_text_is_judged(text in texts(), percent in 0..100_u32, most in 0..9_u32) {
        let rules = ChatRules {
            links: LinkPolicy::parse("example.com").unwrap(),
            capitals: Some(Capitals { percent, letters: most }),
            repetition: Some(most),
            emoji_only: percent == 0,
            ..ChatRules::default()
        };
        let _ = judge(&MASKS, &rules, &text, &|alias| alias == "wave");
        let _ = judge_name(&MASKS, &text);
    }

}

#[test]
fn a_long_text_with_many_matches_is_hit_as_a_whole() {
    let filter = filter(&[(RuleKind::Pattern, RuleAction::Mask, "a[^z]*z|a")]);
    for (length, most) in [(500, 500), (600, 513), (16 * 1024, 33)] {
        let text = "a".repeat(length);
        let hits = filter.hits(&text);
        assert_eq!(hits.len(), most, "{length}");
        assert_eq!(hits.iter().any(|hit| hit.of == (0..length)), most < length, "{length}");
        assert_eq!(masked(&filter, &text), "*".repeat(length));
    }
}

/// Patterns on which matchers that go back take time without end.
fn hostile_patterns() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        "[abc.д]",
        Just("a|a|ab".to_owned()),
        Just(r"\w".to_owned()),
        Just(r"\pL".to_owned()),
        Just("[^b]".to_owned()),
        Just("(?s:.)".to_owned()),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        let times = prop_oneof![
            "[+*?]",
            "[+*]\\?",
            Just("{1,9}".to_owned()),
            Just("{2,}".to_owned()),
            Just("{30}".to_owned())
        ];
        prop_oneof![
            (inner.clone(), times).prop_map(|(inner, times)| format!("({inner}){times}")),
            proptest::collection::vec(inner.clone(), 1..4).prop_map(|all| all.concat()),
            proptest::collection::vec(inner, 2..4).prop_map(|all| format!("({})", all.join("|"))),
        ]
    })
}

proptest! {
    // compiling takes long in a debug build
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_pattern_takes_more_than_linear_time(pattern in hostile_patterns(), end in "[!bд]?") {
        let pattern = format!("({pattern})!!");
        let begun = Instant::now();
        if check(RuleKind::Pattern, &pattern).is_ok() {
            let rule = FilterRule { id: 1, kind: RuleKind::Pattern, action: RuleAction::Mask, seconds: None, text: pattern.clone(), added_by: String::new(), added_at: 0 };
            let filter = Filter::compile(vec![rule]);
            for text in ["a".repeat(2000), "ab".repeat(1000), "aд".repeat(1000)] {
                let text = text + &end;
                prop_assert!(filter.hits(&text).is_empty());
            }
        }
        // a debug build on a busy machine; going back would take years
        prop_assert!(begun.elapsed().as_secs() < 10, "{pattern}");
    }

    #[test]
    fn any_rule_is_added_or_refused(text in texts(), pattern in "[a-c()\\[\\]{}|*+?.\\\\^$0-9,-]{0,24}") {
        for (kind, text) in [(RuleKind::Word, &text), (RuleKind::Phrase, &text), (RuleKind::Pattern, &text), (RuleKind::Pattern, &pattern)] {
            if check(kind, text).is_ok() {
                let rule = FilterRule { id: 1, kind, action: RuleAction::Mask, seconds: None, text: text.clone(), added_by: String::new(), added_at: 0 };
                let filter = Filter::compile(vec![rule]);
                let shown = masked(&filter, &format!("before {text} after"));
                prop_assert_eq!(shown.chars().count(), text.chars().count() + 13);
                if kind != RuleKind::Pattern {
                    prop_assert!(!filter.hits(text.trim_matches('*')).is_empty(), "{}", text);
                }
            }
        }
    }
}
