//! What nodes say to each other, word for word: clusters are upgraded one node after the other. Where a test fails here, nodes of two
//! versions no longer understand each other. Older nodes must be able to ignore what is added. What is changed needs a new number in the
//! header that begins the conversation, and nodes must still answer the old number.

use std::net::IpAddr;

use bytes::{Bytes, BytesMut};
use pystreaming_actors::delivery::Served;
use pystreaming_actors::health::{Health, Level, PictureHealth, SoundHealth, Source, Warning};
use pystreaming_actors::media::{Leaving, Problem, QualityInfo};
use pystreaming_actors::model::names::{Secrets, StreamerName, Token};
use pystreaming_actors::rtmp::RefusalCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::coordination::Node;
use super::encoders::wire::{FromLeader, FromNode};
use super::origin::{Branch, Origins};
use super::trunk::wire::Message;

/// Writes a message as before, and reads it also with more in every object.
#[track_caller]
fn says<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(message: &T, line: &str) {
    assert_eq!(serde_json::to_string(message).unwrap(), line);
    let mut of_later_version = serde_json::from_str(line).unwrap();
    add_to_objects(&mut of_later_version);
    assert_eq!(serde_json::from_value::<T>(of_later_version).unwrap(), *message);
}

/// Adds a member to every object, but for the outermost of a message, which tells its kind.
fn add_to_objects(value: &mut Value) {
    fn add(value: &mut Value, is_kind: bool) {
        match value {
            Value::Object(members) => {
                members.values_mut().for_each(|member| add(member, false));
                if !is_kind {
                    members.insert("later".to_owned(), Value::from(1));
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| add(item, false)),
            _ => {}
        }
    }
    let is_kind = value.as_object().is_some_and(|members| members.len() == 1);
    add(value, is_kind);
}

fn node() -> Node {
    Node {
        name: "a".to_owned(),
        process: "p1".to_owned(),
        address: "https://10.0.0.1:5679".to_owned(),
        version: "0.1.0".to_owned(),
        seal: "00ff".to_owned(),
        serves: true,
        failed: false,
    }
}

#[test]
fn a_node_is_known_to_those_of_other_versions() {
    const LINE: &str = r#"{"name":"a","process":"p1","address":"https://10.0.0.1:5679","version":"0.1.0","seal":"00ff","serves":true,"failed":false}"#;
    says(&node(), LINE);
    // the first version did not tell this
    let first = LINE.replace(r#","failed":false"#, "");
    assert_eq!(serde_json::from_str::<Node>(&first).unwrap(), node());
}

#[test]
fn what_nodes_say_about_encoders_stays_as_it_is() {
    says(
        &FromNode::Hello(node()),
        r#"{"hello":{"name":"a","process":"p1","address":"https://10.0.0.1:5679","version":"0.1.0","seal":"00ff","serves":true,"failed":false}}"#,
    );
    let address = IpAddr::from([203, 0, 113, 7]);
    let publish =
        FromNode::Publish { encoder: 1, address, key: "ab".to_owned(), has: Some(Token::stored("abc")) };
    says(&publish, r#"{"publish":{"encoder":1,"address":"203.0.113.7","key":"ab","has":"abc"}}"#);
    let quality = QualityInfo {
        bandwidth: Some(3),
        codecs: Some("avc1.64001f".to_owned()),
        frame_rate: Some(30.0),
        problems: vec![Problem::NoSound],
        ..QualityInfo::default()
    };
    let pictures = FromNode::Pictures { encoder: 1, media: 2, most_behind_ms: 3, qualities: vec![quality] };
    says(
        &pictures,
        r#"{"pictures":{"encoder":1,"media":2,"most_behind_ms":3,"qualities":[{"name":null,"bandwidth":3,"average_bandwidth":null,"width":null,"height":null,"codecs":"avc1.64001f","frame_rate":30.0,"problems":["no_sound"]}]}}"#,
    );
    let picture = PictureHealth {
        codec: "H.264".into(),
        profile: Some("High".into()),
        width: Some(1920),
        height: Some(1080),
        frame_rate: Some(30.0),
        bit_rate: Some(4),
        keyframe_seconds: Some(2.0),
        b_frames_ms: None,
        frames: Some(5),
        dropped: Some(6),
        late: Some(7),
    };
    let health = Health {
        measured: Source::Frames,
        connected: Some(1),
        bit_rate: Some(2),
        round_trip_ms: Some(3),
        late_ms: Some(4),
        jitter_ms: Some(5),
        sound_ahead_ms: Some(-6),
        picture: Some(picture),
        sound: Some(SoundHealth { codec: "AAC".into(), profile: None, bit_rate: Some(8) }),
        warnings: vec![Warning {
            code: Problem::BFrames,
            level: Level::Advice,
            text: "text".to_owned(),
            remedy: "remedy".into(),
            since: 9,
        }],
    };
    says(
        &FromNode::Measured { encoder: 1, health: Box::new(health) },
        r#"{"measured":{"encoder":1,"health":{"measured":"frames","connected":1,"bit_rate":2,"round_trip_ms":3,"late_ms":4,"jitter_ms":5,"sound_ahead_ms":-6,"picture":{"codec":"H.264","profile":"High","width":1920,"height":1080,"frame_rate":30.0,"bit_rate":4,"keyframe_seconds":2.0,"b_frames_ms":null,"frames":5,"dropped":6,"late":7},"sound":{"codec":"AAC","profile":null,"bit_rate":8},"warnings":[{"code":"b_frames","level":"advice","text":"text","remedy":"remedy","since":9}]}}}"#,
    );
    for (leaving, word) in
        [(Leaving::Stopped, "stopped"), (Leaving::Lost, "lost"), (Leaving::Unknown, "unknown")]
    {
        says(
            &FromNode::Left { encoder: 1, leaving },
            &format!(r#"{{"left":{{"encoder":1,"leaving":"{word}"}}}}"#),
        );
    }
    says(&FromNode::Alive, r#""alive""#);

    let admitted = FromLeader::Admitted {
        encoder: 1,
        streamer: StreamerName::stored("Alice"),
        prefix: Token::stored("abc"),
        first: 7,
        is_locked: true,
    };
    says(
        &admitted,
        r#"{"admitted":{"encoder":1,"streamer":"Alice","prefix":"abc","first":7,"is_locked":true}}"#,
    );
    for (code, word) in [
        (RefusalCode::BadName, "bad_name"),
        (RefusalCode::Denied, "denied"),
        (RefusalCode::Rejected, "rejected"),
    ] {
        let refused = FromLeader::Refused { encoder: 1, code, words: "words".to_owned() };
        says(&refused, &format!(r#"{{"refused":{{"encoder":1,"code":"{word}","words":"words"}}}}"#));
    }
    let served = Some(Served { prefix: Token::stored("abc"), is_locked: false });
    says(
        &FromLeader::Serve { media: 2, served },
        r#"{"serve":{"media":2,"served":{"prefix":"abc","is_locked":false}}}"#,
    );
    says(&FromLeader::Serve { media: 2, served: None }, r#"{"serve":{"media":2,"served":null}}"#);
    says(&FromLeader::Alive, r#""alive""#);
}

#[test]
fn warnings_of_a_later_version_are_left_out() {
    let line = r#"{"pictures":{"encoder":1,"media":2,"most_behind_ms":3,"qualities":[{"name":null,"problems":["late","no_sound",{"later":1}]}]}}"#;
    let FromNode::Pictures { qualities, .. } = serde_json::from_str(line).unwrap() else {
        panic!("no pictures")
    };
    assert_eq!(qualities[0].problems, [Problem::Late, Problem::NoSound]);
    let warning =
        |code, level| format!(r#"{{"code":"{code}","level":"{level}","text":"t","remedy":"r","since":9}}"#);
    let warnings = [("late", "problem"), ("later", "problem"), ("late", "later")]
        .map(|(code, level)| warning(code, level));
    let line = format!(r#"{{"measured":"frames","warnings":[{}]}}"#, warnings.join(","));
    let health: Health = serde_json::from_str(&line).unwrap();
    assert_eq!(health.warnings.iter().map(|warning| warning.code).collect::<Vec<_>>(), [Problem::Late]);
}

#[test]
fn what_nodes_say_in_a_trunk_stays_as_it_is() {
    let header = || vec![(Bytes::from("a"), Bytes::from("bc"))];
    let answer = Message::Answer { channel: 1, status: 101, headers: header(), body: Bytes::from("d") };
    for (message, written) in [
        (
            Message::Open { channel: 300, target: Bytes::from("/x"), headers: header() },
            &b"\x01\x0b\xac\x02\x02/x\x01\x01a\x02bc"[..],
        ),
        (answer, b"\x02\x09\x01\x65\x01\x01a\x02bcd"),
        (
            Message::Data { channels: vec![0, 1, 5], bytes: Bytes::from("hi") },
            b"\x03\x07\x02\x00\x02\x03\x01hi",
        ),
        (Message::Taken { channel: 1, count: 65_536 }, b"\x04\x04\x01\x80\x80\x04"),
        (Message::Close { channel: 1 }, b"\x05\x01\x01"),
    ] {
        let mut bytes = BytesMut::new();
        message.write(&mut bytes);
        assert_eq!(&bytes[..], written, "{message:?}");
        assert_eq!(Message::read(&mut bytes), Ok(Some(message)));
    }
}

#[test]
fn nodes_sign_as_before() {
    let origins = Origins::new(Secrets::derive("ours"));
    let signed = [
        origins.site(),
        origins.seal(&node()),
        origins.header([203, 0, 113, 7].into(), "GET", "/alice/"),
        origins.encoders_header(),
        origins.trunk_header(),
        origins.branch_header(&Branch { depth: 2, under: None }, "/alice/"),
        origins.branch_header(&Branch { depth: 0, under: Some(Token::stored("abc")) }, "/alice/"),
    ];
    assert_eq!(
        signed,
        [
            "6b3251189c7c037f",
            "eadf8e8345714d9cd874b0b59eb0812c0a01e957327dc5c943d302492f7b9330",
            "203.0.113.7 c658e0f33c03155afc12289a9b5d9b9a6295c16a4f3135a151371a152bdebfd0",
            "1 c6441d626d134c035176744d2d4dca28e7fde5a1ea93acf448a12b8b8885aae7",
            "1 daaa87aaff874c80f0d11faee2f084c517f0d729044c70837e1de04e7ee99d4b",
            "2 2de7e384d2ee83df6c25cf4ebe76a2ea5061ec1d46fe446ff050d059d7c5f0c9",
            "0 abc c0b94e208ccc4fe5036de09a79768db2d4647cec22240f98730f14b20eb7c082"
        ]
    );
}
