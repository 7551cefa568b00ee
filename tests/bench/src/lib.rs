//! How a benchmark is run here: contenders take turns in one run, and ratios are what counts.
//!
//! The machines that run it are shared and noisy. Within a round every contender runs once, in
//! turn, so that a slow moment hits all of them; a ratio is the median over the rounds of the ratio
//! within one round, and a time is the shortest one seen.

pub mod heap;
pub mod subject;

use std::time::{Duration, Instant};

/// One of the things compared.
pub struct Contender<'a> {
    /// The name in the table.
    pub name: &'a str,
    /// What is timed.
    pub run: &'a dyn Fn(),
}

/// What came out for one contender.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// The shortest time of one run.
    pub best: Duration,
    /// The median over the rounds of the time as a multiple of the first contender's.
    pub ratio: f64,
}

/// How long one contender runs in one round.
const TURN: Duration = Duration::from_millis(25);

/// Times the contenders against the first of them.
pub fn race(contenders: &[Contender<'_>], rounds: usize) -> Vec<Timing> {
    let repeats: Vec<u32> = contenders.iter().map(|own| repeats(own.run)).collect();
    let mut times: Vec<Vec<f64>> = vec![Vec::with_capacity(rounds); contenders.len()];
    for round in 0..rounds {
        for turn in 0..contenders.len() {
            // Another one begins in every round: nobody always runs after the same neighbour.
            let index = (round + turn) % contenders.len();
            times[index].push(seconds(contenders[index].run, repeats[index]));
        }
    }
    let base = times[0].clone();
    times.iter().map(|own| timing(own, &base)).collect()
}

fn timing(own: &[f64], base: &[f64]) -> Timing {
    let mut ratios: Vec<f64> = own.iter().zip(base).map(|(own, base)| own / base).collect();
    ratios.sort_by(f64::total_cmp);
    let best = own.iter().copied().fold(f64::INFINITY, f64::min);
    Timing { best: Duration::from_secs_f64(best), ratio: ratios[ratios.len() / 2] }
}

fn repeats(run: &dyn Fn()) -> u32 {
    run();
    let mut count = 1;
    loop {
        let taken = seconds(run, count) * f64::from(count);
        if taken >= TURN.as_secs_f64() || count >= 1 << 20 {
            return count;
        }
        count *= 2;
    }
}

/// Seconds of one run, over `count` runs.
fn seconds(run: &dyn Fn(), count: u32) -> f64 {
    let start = Instant::now();
    (0..count).for_each(|_| run());
    start.elapsed().as_secs_f64() / f64::from(count)
}

/// A time with three digits and its unit.
pub fn shown(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    match micros {
        ..1.0 => format!("{:.0} ns", micros * 1e3),
        ..1000.0 => format!("{micros:.1} µs"),
        _ => format!("{:.2} ms", micros / 1e3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_taken_within_each_round() {
        // The third round hit a slow moment, for both alike.
        let timing = timing(&[2.0, 2.0, 20.0], &[1.0, 1.0, 10.0]);
        assert_eq!(timing.ratio, 2.0);
        assert_eq!(timing.best, Duration::from_secs(2));
    }

    #[test]
    fn times_are_shown_with_their_unit() {
        assert_eq!(shown(Duration::from_nanos(500)), "500 ns");
        assert_eq!(shown(Duration::from_micros(12)), "12.0 µs");
        assert_eq!(shown(Duration::from_micros(1500)), "1.50 ms");
    }
}
