//! Thousands of transactions over links of every quality, from one printed seed.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;

use std::collections::BTreeMap;

use common::{CARRIERS, ENGAGEMENTS, assert_accepted, play, reader, wallet};
use tashika::proximity::reader::{Outcome, Phase};
use tashika_simulation::{Disturbance, End, LinkModel, Random, WorldConfig};
use tashika_testkit::documents::mdl;
use tashika_testkit::holder::{EphemeralCurve, Habit};

const SEED: u64 = 0x7a5_41ca;
const TRANSACTIONS: usize = 3_000;
/// Every so many transactions the response is a real one and is verified.
const VERIFIED: usize = 60;

#[test]
fn nothing_hangs_and_nothing_is_accepted_that_was_not_sent() {
    println!("seed {SEED:#x}");
    let mut random = Random::new(SEED);
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    let (mut accepted, mut frames, mut longest) = (0, 0, 0);
    let config = reader(&mdl());
    for index in 0..TRANSACTIONS {
        let engagement = ENGAGEMENTS[random.below(3) as usize];
        let (carrier, _) = CARRIERS[random.below(4) as usize];
        let mut wallet = wallet(engagement, carrier);
        wallet.label = format!("wallet {index}");
        wallet.consent = random.below(400_000);
        wallet.empty_messages = random.below(4) as u32;
        wallet.curve = if index % 7 == 0 { EphemeralCurve::X25519 } else { EphemeralCurve::P256 };
        let real = index % VERIFIED == 0;
        if !real {
            wallet.habit = habit(&mut random);
        }
        let config = reader_for(&config, &mut random);
        let world = WorldConfig {
            link: link(&mut random, real),
            seed: random.number(),
            more: if random.chance(0.2) { vec![config.request.clone()] } else { Vec::new() },
            disturbance: disturbance(&mut random),
            ..WorldConfig::default()
        };
        // `play` compares every response that was received with what the wallet sent.
        let run = play(config, wallet, world);
        let End::Finished(outcome) = &run.end else { panic!("{index}: {:?}", run.end) };
        *outcomes.entry(name(outcome)).or_default() += 1;
        accepted += run.presentations.len();
        frames += run.frames;
        longest = longest.max(run.elapsed.as_secs());
        if real && !run.presentations.is_empty() {
            assert_accepted(&run);
        }
    }
    println!("{TRANSACTIONS} transactions, {frames} frames, {accepted} responses accepted");
    println!("the longest took {longest} s of virtual time");
    outcomes.iter().for_each(|(name, count)| println!("{count:>6} {name}"));
    assert_eq!(outcomes.values().sum::<usize>(), TRANSACTIONS);
    assert!(accepted > TRANSACTIONS / 4 && accepted < TRANSACTIONS);
    assert!(outcomes.len() >= 8, "the seed meets many ends");
}

#[test]
fn a_link_that_repeats_lost_transmissions_ends_in_acceptance() {
    for loss in [0.1, 0.2] {
        let mut completed = 0;
        for seed in 0..40 {
            let (carrier, _) = CARRIERS[seed as usize % 4];
            let mut wallet = wallet(ENGAGEMENTS[seed as usize % 3], carrier);
            wallet.habit = Habit::Plain(vec![0xa0; 3000]);
            let link = LinkModel { loss, transmissions: 10, ..LinkModel::default() };
            let run =
                play(reader(&mdl()), wallet, WorldConfig { link, seed, ..WorldConfig::default() });
            completed += usize::from(!run.presentations.is_empty());
        }
        assert_eq!(completed, 40, "loss {loss}");
    }
}

#[test]
fn one_seed_is_one_transaction() {
    let play_once = |seed| {
        let link = LinkModel { loss: 0.4, duplicate: 0.05, ..LinkModel::default() };
        let world = WorldConfig { link, seed, ..WorldConfig::default() };
        let run = play(reader(&mdl()), wallet(ENGAGEMENTS[2], CARRIERS[0].0), world);
        (run.end, run.frames, run.events, run.elapsed)
    };
    for seed in 0..6 {
        assert_eq!(play_once(seed), play_once(seed));
    }
}

fn reader_for(
    config: &tashika::proximity::reader::ReaderConfig,
    random: &mut Random,
) -> tashika::proximity::reader::ReaderConfig {
    let mut config = config.clone();
    config.service = random.octets(16).try_into().unwrap();
    config.extended_apdus = random.chance(0.5);
    config
}

fn habit(random: &mut Random) -> Habit {
    match random.below(30) {
        0 => Habit::CounterGap,
        1 => Habit::AnswersTwice,
        2 => Habit::AnswersUnasked,
        3 => Habit::EndsByState,
        4 => Habit::EndsByStatus([10, 11, 20, 99][random.below(4) as usize]),
        5 => {
            let length = random.below(64) as usize;
            Habit::Message(random.octets(length))
        }
        6 => Habit::WrongPrefix,
        7 => Habit::Silent,
        8 => Habit::ClosesLink,
        9 => Habit::DistrustsIdent,
        _ => {
            let length = 1 + random.below(6_000) as usize;
            Habit::Plain(random.octets(length))
        }
    }
}

fn link(random: &mut Random, good: bool) -> LinkModel {
    let link = LinkModel {
        latency: 1 + random.below(60),
        mtu: [23, 100, 185, 517][random.below(4) as usize],
        ..LinkModel::default()
    };
    if good {
        return link;
    }
    match random.below(6) {
        5 => LinkModel { loss: 0.1, ..link },
        fault => link.with_fault(fault),
    }
}

fn disturbance(random: &mut Random) -> Option<(usize, Disturbance)> {
    if !random.chance(0.25) {
        return None;
    }
    let step = random.below(30) as usize;
    let disturbance = match random.below(3) {
        0 => Disturbance::End,
        1 => Disturbance::LinkLost,
        _ => Disturbance::Garbage(random.octets(24)),
    };
    Some((step, disturbance))
}

fn name(outcome: &Outcome) -> String {
    let at = |phase: &Phase| format!("{phase:?}").to_lowercase();
    match outcome {
        Outcome::Completed { responses } => format!("completed, {responses} responses"),
        Outcome::Cancelled(phase) => format!("cancelled in {}", at(phase)),
        Outcome::EndedByWallet { phase, .. } => format!("ended by the wallet in {}", at(phase)),
        Outcome::Failed { phase, .. } => format!("failed in {}", at(phase)),
        Outcome::Lost { phase, .. } => format!("lost in {}", at(phase)),
        Outcome::TimedOut { phase, .. } => format!("timed out in {}", at(phase)),
        other => format!("{other:?}"),
    }
}
