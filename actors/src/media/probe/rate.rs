//! Frame rate, from the decoding times of pictures.

/// Ticks per second.
const CLOCK: f64 = 90_000.0;
/// Timestamps wrap after 26½ hours.
const WRAP: u64 = 1 << 33;
/// Largest error of a picture's time, in ticks: RTMP counts in milliseconds.
const ROUNDING: f64 = 90.0;

/// Measures the frame rate, in pictures per second. Dropped pictures do not lower it. If the rate `declared` by the
/// encoder, or else a common rate, is within the measurement's tolerance, that rate is returned.
pub fn frame_rate(decoded_at: &[u64], declared: Option<f64>) -> Option<f64> {
    let steps: Vec<u64> = decoded_at
        .iter()
        .zip(decoded_at.iter().skip(1))
        .map(|(earlier, later)| later.wrapping_sub(*earlier) % WRAP)
        .filter(|step| (1..WRAP / 2).contains(step))
        .collect();
    let mut sorted = steps.clone();
    sorted.sort_unstable();
    let usual = *sorted.get(sorted.len() / 2)?;

    let is_usual = |step: &u64| step.abs_diff(usual) <= usual / 2;
    let (mut pictures, mut ticks, mut runs, mut in_run) = (0.0, 0.0, 0.0, false);
    for step in &steps {
        if is_usual(step) {
            pictures += 1.0;
            ticks += *step as f64;
            runs += if in_run { 0.0 } else { 1.0 };
        }
        in_run = is_usual(step);
    }
    let measured = CLOCK * pictures / ticks;
    let tolerance = measured * runs * ROUNDING / ticks;
    let near = |rate: &f64| (rate - measured).abs() <= tolerance;
    let whole = measured.round();
    // 23.976, 29.97 and 59.94
    let ntsc = (measured * 1.001).round() / 1.001;
    let common = if (whole - measured).abs() < (ntsc - measured).abs() { whole } else { ntsc };
    Some(declared.filter(near).or(Some(common).filter(near)).unwrap_or(measured))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Decoding times of `n` pictures from `start` ticks on, in whole milliseconds as RTMP carries them.
    fn over_rtmp(rate: f64, n: u32, start: u64) -> Vec<u64> {
        let millis = |i: u32| (f64::from(i) * 1000.0 / rate).floor() as u64;
        (0..n).map(|i| (start + 90 * millis(i)) % WRAP).collect()
    }

    #[test]
    fn common_rates_are_recognised_in_two_seconds_of_whole_milliseconds() {
        for rate in [
            10.0,
            15.0,
            24_000.0 / 1001.0,
            24.0,
            25.0,
            30_000.0 / 1001.0,
            30.0,
            50.0,
            60_000.0 / 1001.0,
            60.0,
        ] {
            let times = over_rtmp(rate, (2.0 * rate) as u32 + 1, 0);
            let measured = frame_rate(&times, None).unwrap();
            assert!((measured - rate).abs() < 0.001, "{rate}: {measured}");
        }
    }

    #[test]
    fn a_clock_that_wraps_does_not_matter() {
        assert_eq!(frame_rate(&over_rtmp(30.0, 90, WRAP - 90_000), None), Some(30.0));
    }

    #[test]
    fn pictures_left_out_do_not_lower_the_rate() {
        let mut times = over_rtmp(30.0, 120, 0);
        times.retain(|time| !(time / 3000).is_multiple_of(17));
        let measured = frame_rate(&times, None).unwrap();
        assert!((measured - 30.0).abs() < 0.1, "{measured}");
    }

    #[test]
    fn the_encoder_is_believed_only_where_it_may_be_right() {
        let times = over_rtmp(30.0, 16, 0);
        let odd = 30.03;
        assert_eq!(frame_rate(&times, Some(odd)), Some(odd));
        for wrong in [60.0, 0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(frame_rate(&times, Some(wrong)), Some(30.0), "{wrong}");
        }
    }

    #[test]
    fn one_picture_has_no_rate() {
        assert_eq!(frame_rate(&[], Some(30.0)), None);
        assert_eq!(frame_rate(&[7], Some(30.0)), None);
        assert_eq!(frame_rate(&[7, 7], Some(30.0)), None);
    }

    proptest! {
        #[test]
        fn any_times_give_a_finite_positive_rate_or_none(times in prop::collection::vec(0..WRAP, 0..20)) {
            if let Some(rate) = frame_rate(&times, None) {
                prop_assert!(rate.is_finite() && rate > 0.0, "{}", rate);
            }
        }
    }
}
