//! Names the targets, writes the corpus of each, or runs one input again.
//!
//! `corpus list`, `corpus write DIR`, `corpus replay TARGET FILE...`

use std::path::Path;
use std::{env, fs};

use tashika_fuzz::{TARGETS, by_name};

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["list"] => TARGETS.iter().for_each(|own| println!("{}", own.name)),
        ["write", folder] => {
            for own in TARGETS {
                let folder = Path::new(folder).join(own.name);
                fs::create_dir_all(&folder)?;
                let seeds = (own.seeds)();
                for (index, seed) in seeds.iter().enumerate() {
                    fs::write(folder.join(format!("seed-{index:03}")), seed)?;
                }
                println!("{}: {} seeds", own.name, seeds.len());
            }
        }
        ["replay", target, files @ ..] => {
            let target = by_name(target).expect("a target; `corpus list` names them");
            for file in files {
                (target.run)(&fs::read(file)?);
                println!("{file}: holds");
            }
        }
        _ => panic!("corpus list | corpus write DIR | corpus replay TARGET FILE..."),
    }
    Ok(())
}
