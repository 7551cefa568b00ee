//! Writes the fixtures, or compares them with what the kit makes.

use std::path::Path;
use std::process::ExitCode;

use tashika_testkit::fixtures;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["write", folder] => fixtures::write(Path::new(folder)).map(|count| {
            println!("{count} files written to {folder}");
            ExitCode::SUCCESS
        }),
        ["check", folder] => fixtures::differences(Path::new(folder)).map(|odd| {
            odd.iter().for_each(|path| println!("differs: {path}"));
            println!("{} files differ from what the kit makes", odd.len());
            ExitCode::from(u8::from(!odd.is_empty()))
        }),
        _ => {
            eprintln!("usage: tashika-testkit (write|check) FOLDER");
            return ExitCode::from(64);
        }
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("tashika-testkit: {error}");
        ExitCode::from(74)
    })
}
