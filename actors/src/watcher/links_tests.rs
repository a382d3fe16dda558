use super::*;

struct Hls {
    dir: tempfile::TempDir,
    farm: LinkFarm,
}

const NONE: [u64; 0] = [];

fn prefix() -> Token {
    Token::from_random(7)
}

fn stem() -> PublishFileName {
    PublishFileName::new("hunter2").unwrap()
}

fn low() -> Quality {
    Quality::parse("Low").unwrap()
}

impl Hls {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let farm = LinkFarm::adopt(dir.path(), &HashSet::new()).unwrap();
        Self { dir, farm }
    }

    fn path(&self, prefix: &Token, rest: &str) -> PathBuf {
        self.dir.path().join(format!("{prefix}{rest}"))
    }

    fn sync(&mut self, listed: &[u64]) -> io::Result<()> {
        self.farm.sync(&prefix(), None, &stem(), listed)
    }

    /// Numbers of the existing links, each checked to lead to its segment.
    fn linked(&self) -> Vec<u64> {
        let names = fs::read_dir(self.dir.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let names = names.filter_map(|name| SegmentName::parse(name.to_str()?));
        let mut numbers: Vec<u64> = names.map(|name| name.number).collect();
        numbers.sort_unstable();
        for number in &numbers {
            let target = fs::read_link(self.path(&prefix(), &format!("-{number}.ts"))).unwrap();
            assert_eq!(target, Path::new(&format!("hunter2-{number}.ts")));
        }
        numbers
    }

    fn adopt(&mut self, prefixes: &[Token]) {
        self.farm = LinkFarm::adopt(self.dir.path(), &prefixes.iter().cloned().collect()).unwrap();
    }
}

#[test]
fn links_come_with_the_playlist_and_go_some_time_after() {
    let mut hls = Hls::new();
    hls.sync(&[1, 2, 3]).unwrap();
    assert_eq!(hls.linked(), [1, 2, 3]);
    hls.sync(&[3, 4, 5]).unwrap();
    assert_eq!(hls.linked(), [1, 2, 3, 4, 5], "players may still fetch what has just left the playlist");
    hls.sync(&[6, 7, 8]).unwrap();
    assert_eq!(hls.linked(), [3, 4, 5, 6, 7, 8]);
    hls.sync(&[]).unwrap();
    assert_eq!(hls.linked(), NONE);
}

#[test]
fn a_link_leads_to_the_segment_of_its_quality() {
    let mut hls = Hls::new();
    fs::write(hls.dir.path().join("hunter2_Low-1.ts"), "picture").unwrap();
    hls.farm.sync(&prefix(), Some(&low()), &stem(), &[1]).unwrap();
    assert_eq!(fs::read_to_string(hls.path(&prefix(), "_Low-1.ts")).unwrap(), "picture");
}

#[test]
fn dropping_a_prefix_removes_all_of_its_links_and_no_other() {
    let mut hls = Hls::new();
    let other = Token::from_random(8);
    hls.sync(&[1, 2]).unwrap();
    hls.farm.sync(&other, None, &stem(), &[1]).unwrap();
    hls.farm.sync(&other, Some(&low()), &stem(), &[1]).unwrap();
    hls.farm.drop_prefix(&other).unwrap();
    assert_eq!(hls.linked(), [1, 2]);
    hls.farm.drop_prefix(&other).unwrap();
}

#[test]
fn links_of_an_earlier_run_are_taken_over_or_removed() {
    let mut hls = Hls::new();
    let over = Token::from_random(8);
    hls.sync(&[1, 2]).unwrap();
    hls.farm.sync(&over, None, &stem(), &[1, 2]).unwrap();
    hls.adopt(&[prefix()]);
    assert_eq!(hls.linked(), [1, 2]);
    hls.sync(&[4]).unwrap();
    assert_eq!(hls.linked(), [2, 4]);
    hls.adopt(&[]);
    assert_eq!(hls.linked(), NONE);
}

#[test]
fn a_stream_with_a_new_stem_gets_its_links_led_anew() {
    let mut hls = Hls::new();
    hls.farm.sync(&prefix(), None, &PublishFileName::new("before").unwrap(), &[1]).unwrap();
    hls.sync(&[1]).unwrap();
    assert_eq!(hls.linked(), [1]);
}

#[test]
fn what_is_not_our_link_is_neither_replaced_nor_removed() {
    let mut hls = Hls::new();
    let place = hls.path(&prefix(), "-1.ts");
    fs::write(&place, "someone's").unwrap();
    assert_eq!(hls.sync(&[1, 2]).unwrap_err().kind(), ErrorKind::AlreadyExists);
    assert!(hls.path(&prefix(), "-2.ts").is_symlink(), "goes on after a failure");
    hls.farm.drop_prefix(&prefix()).unwrap();
    assert_eq!(fs::read_to_string(&place).unwrap(), "someone's");

    for target in ["/etc/passwd", "../key-1.ts", "a/key-1.ts", "key-1.m3u8", ".", ".."] {
        fs::remove_file(&place).unwrap();
        symlink(target, &place).unwrap();
        assert!(hls.sync(&[1]).is_err(), "{target}");
        hls.farm.drop_prefix(&prefix()).unwrap();
        hls.adopt(&[]);
        assert_eq!(fs::read_link(&place).unwrap(), Path::new(target));
    }

    let odd = hls.dir.path().join("other-1.ts");
    symlink("key-1.ts", &odd).unwrap();
    hls.adopt(&[]);
    assert!(odd.is_symlink(), "not named as ours");
}

#[test]
fn a_folder_emptied_by_someone_else_is_filled_again() {
    let mut hls = Hls::new();
    hls.sync(&[1, 2]).unwrap();
    fs::remove_file(hls.path(&prefix(), "-1.ts")).unwrap();
    hls.sync(&[1, 2]).unwrap();
    assert_eq!(hls.linked(), [1, 2]);
    for number in [1, 2] {
        fs::remove_file(hls.path(&prefix(), &format!("-{number}.ts"))).unwrap();
    }
    hls.farm.drop_prefix(&prefix()).unwrap();
}

#[test]
fn a_missing_folder_is_an_error_without_the_key() {
    let mut farm = LinkFarm::adopt(Path::new("/nonexistent"), &HashSet::new()).unwrap();
    let error = farm.sync(&prefix(), None, &stem(), &[1]).unwrap_err();
    let shown = format!("{error} {error:?} {farm:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
}
