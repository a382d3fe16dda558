use proptest::prelude::*;

use super::*;

const MOST: usize = 10;

fn parse(text: &str) -> Result<Packet<'_>, Malformed> {
    Packet::parse(text, MOST)
}

fn event(text: &str) -> Result<(String, Option<String>, String), Malformed> {
    let event = parse(text)?.event()?;
    Ok((event.name.into_owned(), event.first.map(|first| first.get().to_owned()), event.arguments.to_owned()))
}

fn parts(text: &str) -> (Kind, usize, &str, Option<u64>, Option<&str>) {
    let packet = parse(text).unwrap();
    (packet.kind, packet.attachments, packet.namespace, packet.id, packet.data.map(RawValue::get))
}

#[test]
fn every_part_stands_where_it_belongs() {
    for (text, expected) in [
        ("0", (Kind::Connect, 0, "/", None, None)),
        (r#"0{"token":"123"}"#, (Kind::Connect, 0, "/", None, Some(r#"{"token":"123"}"#))),
        ("0/custom", (Kind::Connect, 0, "/custom", None, None)),
        (r#"0/custom,{"a":1}"#, (Kind::Connect, 0, "/custom", None, Some(r#"{"a":1}"#))),
        ("1", (Kind::Disconnect, 0, "/", None, None)),
        ("1/custom,", (Kind::Disconnect, 0, "/custom", None, None)),
        (r#"2["foo"]"#, (Kind::Event, 0, "/", None, Some(r#"["foo"]"#))),
        (r#"2/custom,12["foo"]"#, (Kind::Event, 0, "/custom", Some(12), Some(r#"["foo"]"#))),
        ("312[]", (Kind::Ack, 0, "/", Some(12), Some("[]"))),
        (r#"4/x,{"message":"no"}"#, (Kind::ConnectError, 0, "/x", None, Some(r#"{"message":"no"}"#))),
        (r#"4"no""#, (Kind::ConnectError, 0, "/", None, Some(r#""no""#))),
        (r#"52-["a",{}]"#, (Kind::BinaryEvent, 2, "/", None, Some(r#"["a",{}]"#))),
        (r#"61-/custom,7[{}]"#, (Kind::BinaryAck, 1, "/custom", Some(7), Some("[{}]"))),
        (r#"50-["a"]"#, (Kind::BinaryEvent, 0, "/", None, Some(r#"["a"]"#))),
    ] {
        assert_eq!(parts(text), expected, "{text}");
    }
}

#[test]
fn what_is_no_packet_is_refused() {
    for (text, why) in [
        ("", Malformed::Kind),
        ("abc", Malformed::Kind),
        ("7", Malformed::Kind),
        ("é", Malformed::Kind),
        ("\u{1f600}", Malformed::Kind),
        ("2{}", Malformed::Data),
        ("2", Malformed::Data),
        ("2abc[]", Malformed::Data),
        ("2é", Malformed::Data),
        (r#"2["foo"]x"#, Malformed::Data),
        (r#"2["foo""#, Malformed::Data),
        ("0[]", Malformed::Data),
        ("0null", Malformed::Data),
        ("1{}", Malformed::Data),
        ("3[]", Malformed::Id),
        ("31", Malformed::Data),
        ("4", Malformed::Data),
        ("4[]", Malformed::Data),
        ("012", Malformed::Id),
        ("212345678901234567[]", Malformed::Id),
        (r#"5["a"]"#, Malformed::Attachments),
        (r#"5-["a"]"#, Malformed::Attachments),
        (r#"51["a"]"#, Malformed::Attachments),
        (r#"5-1-["a"]"#, Malformed::Attachments),
        (r#"51.5-["a"]"#, Malformed::Attachments),
        (r#"511-["a"]"#, Malformed::Attachments),
        ("5999999-", Malformed::Attachments),
        (r#"599999999999999999999999-["a"]"#, Malformed::Attachments),
    ] {
        assert_eq!(parse(text).err(), Some(why), "{text}");
    }
}

#[test]
fn an_event_is_a_name_and_arguments() {
    for (text, name, first, arguments) in [
        (r#"2["foo"]"#, "foo", None, ""),
        (r#"2["foo",1,"2",{"3":[true]}]"#, "foo", Some("1"), r#"1,"2",{"3":[true]}"#),
        (r#"2[ "foo" , {"a":1} , 2 ]"#, "foo", Some(r#"{"a":1}"#), r#"{"a":1} , 2"#),
        (r#"2["a\"bé"]"#, "a\"bé", None, ""),
        (r#"2[42,true]"#, "42", Some("true"), "true"),
    ] {
        assert_eq!(
            event(text),
            Ok((name.to_owned(), first.map(str::to_owned), arguments.to_owned())),
            "{text}"
        );
    }
}

#[test]
fn an_event_needs_a_name_of_its_own() {
    for text in [
        "2[]",
        "2[{}]",
        "2[null]",
        "2[true]",
        "2[[]]",
        r#"2["connect"]"#,
        r#"2["connect_error",1]"#,
        r#"2["disconnect"]"#,
        r#"2["disconnecting"]"#,
        "2[\"\\ud800\"]",
    ] {
        assert_eq!(event(text), Err(Malformed::Data), "{text}");
    }
}

#[test]
fn deep_nesting_is_no_danger() {
    let depth = 100_000;
    let nested = format!(r#"["a",{}{}]"#, "[".repeat(depth), "]".repeat(depth));
    let plain = format!("2{nested}");
    assert_eq!(event(&plain).map(|(name, ..)| name), Ok("a".to_owned()));
    let binary = format!("51-{nested}");
    assert!(!placeholders_fit(parse(&binary).unwrap().data.unwrap(), 1));
}

#[test]
fn placeholders_stand_for_attachments_that_there_are() {
    for (data, attachments, fit) in [
        (r#"["a",{"_placeholder":true,"num":0}]"#, 1, true),
        (r#"["a",{"_placeholder":true,"num":1}]"#, 1, false),
        (r#"["a",{"_placeholder":true,"num":-1}]"#, 1, false),
        (r#"["a",{"_placeholder":true,"num":"0"}]"#, 1, false),
        (r#"["a",{"_placeholder":true}]"#, 1, false),
        (r#"["a",{"b":[{"_placeholder":true,"num":7}]}]"#, 2, false),
        (r#"["a",{"_placeholder":false,"num":7}]"#, 1, true),
        (r#"["a"]"#, 1, true),
    ] {
        let raw: &RawValue = serde_json::from_str(data).unwrap();
        assert_eq!(placeholders_fit(raw, attachments), fit, "{data}");
    }
}

fn packets() -> impl Strategy<Value = (Kind, usize, String, Option<u64>, String)> {
    let json = prop_oneof![
        Just(r#"["a"]"#.to_owned()),
        any::<String>().prop_map(|text| serde_json::json!(["b", text]).to_string()),
        any::<(i64, bool)>()
            .prop_map(|(number, flag)| serde_json::json!(["c", {"n": number}, flag]).to_string()),
    ];
    let namespace = prop_oneof![Just("/".to_owned()), "/[^,]*"];
    (0..4_usize, 0..=MOST, namespace, prop::option::of(0..10_000_000_000_000_000_u64), json).prop_map(
        |(kind, attachments, namespace, id, json)| {
            let kind = [Kind::Event, Kind::BinaryEvent, Kind::Ack, Kind::BinaryAck][kind];
            let is_ack = matches!(kind, Kind::Ack | Kind::BinaryAck);
            let attachments =
                if matches!(kind, Kind::BinaryEvent | Kind::BinaryAck) { attachments } else { 0 };
            (kind, attachments, namespace, if is_ack { id.or(Some(0)) } else { id }, json)
        },
    )
}

proptest! {
    #[test]
    fn what_is_encoded_is_read_again((kind, attachments, namespace, id, data) in packets()) {
        let text = encode(kind, attachments, &namespace, id, &data);
        prop_assert_eq!(parts(&text), (kind, attachments, &*namespace, id, Some(&*data)));
    }

    #[test]
    fn arbitrary_text_never_panics(text in prop_oneof![any::<String>(), "[0-6][0-9/,\\-]{0,4}[\\[\\]{}\",0-9a-z]{0,20}"]) {
        if let Ok(packet) = parse(&text) {
            let _ = packet.event();
            if let Some(data) = packet.data {
                placeholders_fit(data, packet.attachments);
            }
        }
    }

    #[test]
    fn arguments_and_name_make_up_the_event(name in any::<String>(), values in prop::collection::vec(any::<String>(), 0..4)) {
        prop_assume!(!RESERVED.contains(&&*name));
        let array = serde_json::to_string(&[std::slice::from_ref(&name), &values[..]].concat()).unwrap();
        let text = encode(Kind::Event, 0, "/", None, &array);
        let (read, _, arguments) = event(&text).unwrap();
        prop_assert_eq!(read, name);
        prop_assert_eq!(serde_json::from_str::<Vec<String>>(&format!("[{arguments}]")).unwrap(), values);
    }
}
