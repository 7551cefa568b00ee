//! Where the command keeps its sessions: an SQLite file, and the key that seals them beside it.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;
use tashika::instant::Timestamp;
use tashika::online::dcql::Mismatch;
use tashika::online::{Refusal, SEALING_KEY_BYTES, SessionError};
use tashika_store::{SqliteStore, StoreFailure};

use crate::verify::Lang;
use crate::{Failure, input};

/// The store and its key.
#[derive(Args)]
pub(crate) struct StoreArguments {
    /// The SQLite file with the sessions. It is made where it is not there.
    #[arg(long, value_name = "FILE", default_value = "tashika-sessions.sqlite")]
    store: PathBuf,
    /// The key that seals the sessions, 32 bytes raw or in hex. Default: a file beside the store,
    /// made with random bytes.
    #[arg(long, value_name = "FILE")]
    sealing_key: Option<PathBuf>,
}

impl StoreArguments {
    pub(crate) fn open(&self) -> Result<(SqliteStore, [u8; SEALING_KEY_BYTES]), Failure> {
        let name = self.store.display().to_string();
        let store = SqliteStore::open(&self.store).map_err(|error| Failure::input(name, error))?;
        Ok((store, self.key()?))
    }

    fn key(&self) -> Result<[u8; SEALING_KEY_BYTES], Failure> {
        let path = match &self.sealing_key {
            Some(path) => path.clone(),
            None => {
                let path = PathBuf::from(format!("{}.key", self.store.display()));
                if !path.exists() {
                    make_key(&path)?;
                }
                path
            }
        };
        let name = path.display().to_string();
        let content = input::read(&path)?;
        let text = std::str::from_utf8(&content).map(str::trim).ok().and_then(input::hex);
        let bytes = text.unwrap_or(content);
        bytes.try_into().map_err(|_| Failure::input(name, "does not hold 32 bytes"))
    }
}

fn make_key(path: &Path) -> Result<(), Failure> {
    let fail = |error: std::io::Error| Failure::input(path.display().to_string(), error);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(fail)?;
    let digits: String = random::<32>()?.iter().map(|byte| format!("{byte:02x}")).collect();
    let written = file.write_all(format!("{digits}\n").as_bytes());
    written.inspect_err(|_| drop(fs::remove_file(path))).map_err(fail)
}

/// Bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Failure::input("random bytes", error))?;
    Ok(bytes)
}

/// The time of `--at`, else now.
pub(crate) fn time(at: Option<&str>) -> Result<Timestamp, Failure> {
    if let Some(text) = at {
        return Timestamp::parse(text).ok_or_else(|| {
            Failure::Usage(format!("--at takes a time like 2026-06-01T00:00:00Z, not \"{text}\""))
        });
    }
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(Timestamp::from_unix(i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)))
}

/// A refusal or a fault of the store, in one line.
pub(crate) fn failure(name: &str, error: SessionError<StoreFailure>, lang: Lang) -> Failure {
    let SessionError::Refused(refusal) = error else { return Failure::input(name, error) };
    let id = refusal.findings().join(", ");
    match (lang, &refusal) {
        (Lang::En, _) => Failure::input(name, format!("refused: {refusal} [{id}]")),
        (Lang::Ja, Refusal::Answer(mismatches)) => {
            let all: Vec<String> = mismatches.iter().map(Mismatch::ja).collect();
            Failure::input(name, format!("拒否: {}{} [{id}]", refusal.ja(), all.join("")))
        }
        (Lang::Ja, _) => Failure::input(name, format!("拒否: {} [{id}]", refusal.ja())),
    }
}
