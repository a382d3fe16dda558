//! The ladder's settings.

use pystreaming_actors::ladder::{Encoder, EncoderOption, Rung};
use pystreaming_actors::media::Quality;
use serde::{Deserialize, Serialize};

use super::key::{Key, Rule, number};
use super::values;

/// A rung as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RungSettings {
    #[serde(deserialize_with = "values::text")]
    name: String,
    height: u32,
    bitrate: u32,
    #[serde(default)]
    frame_rate: Option<u32>,
    #[serde(default)]
    encoder: Option<String>,
    #[serde(default)]
    options: Vec<String>,
}

impl RungSettings {
    pub(super) const KEYS: &[Key] = &[
        required(
            "name",
            Rule::Text {
                right: "a name of letters, digits, `_` and `-`, such as 480p",
                fits: |name| Quality::parse(name).is_ok(),
            },
        ),
        required("height", number("pixels", 64, 4320)),
        required("bitrate", number("kilobits per second", 50, 100_000)),
        optional("frame_rate", number("pictures a second", 10, 240)),
        optional("encoder", Rule::Words(Encoder::NAMES)),
        optional(
            "options",
            Rule::List {
                right: "a list of options of quality or speed with their values, such as [preset=fast, profile=main]; \
                        the ladder sets all others itself",
                fits: |option| option.parse::<EncoderOption>().is_ok(),
                names: true,
            },
        ),
    ];

    /// `None` if [`Self::KEYS`] do not allow it.
    pub(super) fn rung(&self) -> Option<Rung> {
        Some(Rung {
            name: Quality::parse(&self.name).ok()?,
            height: self.height,
            bit_rate: self.bitrate,
            frame_rate: self.frame_rate,
            encoder: self.encoder.as_deref().map_or(Some(Encoder::X264), Encoder::named)?,
            options: self.options.iter().map(|option| option.parse().ok()).collect::<Option<_>>()?,
        })
    }
}

const fn required(name: &'static str, rule: Rule) -> Key {
    Key { name, section: "", explanation: &[], default: "", rule }
}

const fn optional(name: &'static str, rule: Rule) -> Key {
    Key { name, section: "", explanation: &[], default: "null", rule }
}

/// Says what is wrong with the rungs together.
pub(super) fn check(rungs: &[RungSettings]) -> Result<(), String> {
    for (at, rung) in rungs.iter().enumerate() {
        let (before, name) = (rungs.get(..at).unwrap_or_default(), &rung.name);
        if !rung.height.is_multiple_of(2) {
            return Err(format!("{name}: a height of {} is odd; give an even one", rung.height));
        }
        if before.iter().any(|other| other.name == *name) {
            return Err(format!("{name:?} is in it twice; give each a name of its own"));
        }
        if before.iter().any(|better| better.height < rung.height) {
            return Err(format!("{name} comes after a lower one; give the best first"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Sources};
    use super::*;

    fn read(ladder: &str) -> Result<Vec<Rung>, String> {
        let file = Some(("config.yaml".into(), format!("ladder: {ladder}")));
        let config = Config::from_sources(&Sources { file, ..Sources::default() });
        config.map(|config| config.rungs()).map_err(|error| error.to_string())
    }

    #[test]
    fn rungs_have_what_is_left_out_by_default() {
        let rungs = read(
            "[{name: 720p, height: 720, bitrate: 2500, encoder: h264_nvenc, options: [preset=p5]},\
             {name: 360, height: 360, bitrate: 600, frame_rate: 30}]",
        )
        .unwrap();
        let [one, other] = &rungs[..] else { panic!("{rungs:?}") };
        assert_eq!(
            (one.encoder, one.frame_rate, one.options[0].to_string()),
            (Encoder::Nvenc, None, "preset=p5".into())
        );
        assert_eq!((other.name.as_str(), other.encoder, other.frame_rate), ("360", Encoder::X264, Some(30)));
        assert_eq!(read("[]"), Ok(Vec::new()));
    }

    #[test]
    fn rungs_can_be_set_by_a_variable() {
        let value = "[{name=480p,height=480,bitrate=1200}]";
        let environment = vec![("PYSTREAMING_LADDER".to_owned(), value.to_owned())];
        let config = Config::from_sources(&Sources { environment, ..Sources::default() }).unwrap();
        assert_eq!(config.rungs().len(), 1);
    }

    #[test]
    fn mistakes_are_named() {
        let rung = |more: &str| format!("[{{name: a, height: 480, bitrate: 900{more}}}]");
        for (ladder, problem) in [
            ("480p".to_owned(), "\"480p\" cannot be used; give a list of up to 6 groups"),
            ("[480p]".to_owned(), "item 1 is not a group of keys"),
            ("[{name: a, height: 480}]".to_owned(), "item 1: `bitrate` is missing"),
            (rung(", encodr: libx264"), "item 1: there is no key `encodr`; did you mean `encoder`?"),
            (
                rung(", encoder: libx265"),
                "item 1: encoder: \"libx265\" cannot be used; give libx264, h264_nvenc",
            ),
            (
                rung(", options: [preset=fast, f=mp4]"),
                "item 1: options: \"f=mp4\" cannot be used; give a list of options",
            ),
            (rung(", options: [report=1]"), "\"report=1\" cannot be used"),
            (rung(", options: ['preset=fast -y x']"), "cannot be used"),
            (rung(", frame_rate: 0"), "item 1: frame_rate: 0 cannot be used"),
            ("[{name: a/b, height: 480, bitrate: 900}]".to_owned(), "item 1: name: \"a/b\" cannot be used"),
            ("[{name: a, height: 481, bitrate: 900}]".to_owned(), "a: a height of 481 is odd"),
            (
                "[{name: a, height: 480, bitrate: 900}, {name: a, height: 480, bitrate: 800}]".to_owned(),
                "\"a\" is in it twice",
            ),
            (
                "[{name: a, height: 480, bitrate: 900}, {name: b, height: 720, bitrate: 2000}]".to_owned(),
                "b comes after a lower one",
            ),
        ] {
            let error = read(&ladder).unwrap_err();
            assert!(error.contains("ladder: ") && error.contains(problem), "{ladder}: {error}");
        }
        assert!(read(&format!("[{}]", "{name: a, height: 2, bitrate: 900},".repeat(7))).is_err());
    }
}
