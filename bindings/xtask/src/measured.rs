//! What is measured at the boundary, with a library that counts the bytes it holds and can do the same
//! work without a boundary: leaks, and what the boundary costs.
//!
//! The library of `tests/boundary` takes the place of that of `bindings/ffi`, which is in it whole.

use std::fs;
use std::path::{Path, PathBuf};

use crate::generate::{built, file_name};
use crate::run::{cargo, root, run};
use crate::{Outcome, Problem, kotlin, python, swift};

/// Who takes turns with Rust.
struct Language {
    name: &'static str,
    ready: fn() -> Outcome,
    /// Runs with a library and writes a line for each round: the case, and nanoseconds of Rust and of
    /// the language.
    race: fn(library: &Path, rounds: &Path) -> Outcome,
}

const LANGUAGES: [Language; 3] = [
    Language { name: "Kotlin", ready: kotlin::ready, race: kotlin::race },
    Language { name: "Python", ready: python::ready, race: python::race },
    Language { name: "Swift", ready: swift::ready, race: swift::race },
];

/// Thousands of verifications would take minutes in a core without optimisation.
const OPTIMISED: [&str; 2] = ["--config", "profile.dev.package.tashika.opt-level=2"];

/// Builds the library and puts it where a binding finds it in place of the other.
pub(crate) fn library(profile: &str) -> Result<PathBuf, Problem> {
    let mut build = cargo(&["build", "--quiet", "--package", "tashika-boundary"]);
    run(build.args(["--profile", profile]).args(OPTIMISED))?;
    let own = built("tashika_boundary", profile);
    let folder = root().join("target/boundary").join(profile);
    let library = folder.join(file_name("tashika_ffi"));
    let fail = |error: std::io::Error| format!("{}: {error}", library.display());
    fs::create_dir_all(&folder).map_err(fail)?;
    fs::copy(own, &library).map_err(fail)?;
    Ok(library)
}

/// A table of what verification costs in every language beside Rust, each in turns with it.
pub(crate) fn bench() -> Outcome {
    let library = library("release")?;
    let mut table = Vec::new();
    for Language { name, ready, race } in LANGUAGES {
        if let Err(problem) = ready() {
            table.push(format!("{name} was not measured: {problem}"));
            continue;
        }
        let rounds = root().join("target/boundary").join(name.to_owned() + ".txt");
        let _ = fs::remove_file(&rounds);
        race(&library, &rounds)?;
        let text = fs::read_to_string(&rounds);
        let text = text.map_err(|error| format!("{}: {error}", rounds.display()))?;
        table.extend(rows(name, &text)?);
    }
    println!("language  case        Rust    language   ratio");
    table.iter().for_each(|row| println!("{row}"));
    Ok(())
}

/// A row for each case: the shortest times, and the median of the ratios within each round.
fn rows(language: &str, text: &str) -> Result<Vec<String>, Problem> {
    let mut cases: Vec<(&str, Vec<(f64, f64)>)> = Vec::new();
    for line in text.lines() {
        let mut words = line.split(' ');
        let name = words.next().unwrap_or_default();
        let mut time = || words.next().and_then(|own| own.parse::<f64>().ok());
        let (Some(rust), Some(own)) = (time(), time()) else {
            return Err(format!("{language} wrote a strange round: {line}"));
        };
        match cases.last_mut() {
            Some((last, rounds)) if *last == name => rounds.push((rust, own)),
            _ => cases.push((name, vec![(rust, own)])),
        }
    }
    if cases.is_empty() {
        return Err(format!("{language} ran no round"));
    }
    Ok(cases.iter().map(|(name, rounds)| row(language, name, rounds)).collect())
}

fn row(language: &str, name: &str, rounds: &[(f64, f64)]) -> String {
    let shortest = |of: fn(&(f64, f64)) -> f64| rounds.iter().map(of).fold(f64::INFINITY, f64::min);
    let mut ratios: Vec<f64> = rounds.iter().map(|(rust, own)| own / rust).collect();
    ratios.sort_by(f64::total_cmp);
    let ratio = ratios.get(ratios.len() / 2).copied().unwrap_or(f64::NAN);
    let micros = |nanoseconds: f64| format!("{:.1} µs", nanoseconds / 1e3);
    let (rust, own) = (micros(shortest(|own| own.0)), micros(shortest(|own| own.1)));
    format!("{language:<9} {name:<8} {rust:>9}   {own:>9}   {ratio:>5.3}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_the_median_within_each_round() {
        let rows = rows("Kotlin", "mdl 1000 1100\nmdl 9000 9900\nmdl 1000 3000\nage 2000 2000");
        let rows = rows.expect("good rounds");
        assert_eq!(rows[0], "Kotlin    mdl         1.0 µs      1.1 µs   1.100");
        assert_eq!(rows[1], "Kotlin    age         2.0 µs      2.0 µs   1.000");
        assert!(super::rows("Kotlin", "").is_err(), "no round");
        assert!(super::rows("Kotlin", "mdl 1000").is_err());
    }
}
