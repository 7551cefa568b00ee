//! Decisions, advice and policy bundles on the command line.

pub(crate) mod advise;
pub(crate) mod bundle;
pub(crate) mod decide;
mod keys;
mod show;

use std::path::{Path, PathBuf};

use clap::Args;
use tashika::assurance::{Bundle, BundleError, Bundles, TrustedKey, day_in_japan};
use tashika::crypto::CryptoProvider;
use tashika::doctype::Date;

use crate::{Failure, input, verify};

/// Which bundles to work with.
#[derive(Args)]
pub(crate) struct BundleArguments {
    /// A policy bundle: a signed file, or the name of one that ships (jp.ds-511, jp.statutes,
    /// us.nist-800-63a-4). May be repeated. Default: all that ship.
    #[arg(long = "bundle", value_name = "FILE|NAME")]
    bundles: Vec<PathBuf>,
    /// A public key whose signature on a bundle counts: a JWK, a certificate, or PEM. May be
    /// repeated.
    #[arg(long = "bundle-key", value_name = "FILE", requires = "bundles")]
    keys: Vec<PathBuf>,
    /// Take plain bundles that nobody signed, for trying out; the output says so.
    #[arg(long, requires = "bundles")]
    unsigned: bool,
}

impl BundleArguments {
    /// The bundles; none is older than the one of its name that ships.
    pub(crate) fn load(&self, provider: &CryptoProvider) -> Result<Bundles, Failure> {
        let shipped = shipped(provider)?;
        if self.bundles.is_empty() {
            return Ok(shipped);
        }
        let keys = trusted(&self.keys)?;
        let mut bundles = Bundles::new();
        for path in &self.bundles {
            let name = path.display().to_string();
            if let Some(own) = shipped.iter().find(|own| own.id() == name) {
                install(&mut bundles, own.clone(), &name)?;
                continue;
            }
            let bundle = read(path, &keys, self.unsigned, provider)?;
            if let Some(own) = shipped.iter().find(|own| own.id() == bundle.id()) {
                bundle.follows(own).map_err(|error| Failure::input(&name, error))?;
            }
            install(&mut bundles, bundle, &name)?;
        }
        Ok(bundles)
    }
}

fn install(bundles: &mut Bundles, bundle: Bundle, name: &str) -> Result<(), Failure> {
    bundles.install(bundle).map_err(|error| Failure::input(name, error))
}

fn shipped(provider: &CryptoProvider) -> Result<Bundles, Failure> {
    Bundles::shipped(provider).map_err(|error| Failure::Usage(error.to_string()))
}

fn trusted(paths: &[PathBuf]) -> Result<Vec<TrustedKey>, Failure> {
    let mut keys = Vec::new();
    for path in paths {
        let read = keys::public(&input::read(path)?);
        keys.push(read.map_err(|problem| Failure::input(path.display().to_string(), problem))?);
    }
    Ok(keys)
}

/// A bundle from a file: signed, or plain where that is allowed.
fn read(
    path: &Path,
    keys: &[TrustedKey],
    unsigned: bool,
    provider: &CryptoProvider,
) -> Result<Bundle, Failure> {
    let name = path.display().to_string();
    let content = input::read(path)?;
    let fail = |problem: String| Failure::input(&name, problem);
    if is_plain(&content) {
        let bundle = Bundle::unsigned(&content, provider).map_err(|own| fail(own.to_string()))?;
        let nobody = *bundle.voucher() == tashika::assurance::Voucher::Nobody;
        if nobody && !unsigned {
            let how =
                "is not signed: sign it with `tashika bundle sign`, or try it with --unsigned";
            return Err(fail(how.to_owned()));
        }
        return Ok(bundle);
    }
    if keys.is_empty() {
        let how = "is signed, and no key was given to check the signature with: --bundle-key FILE";
        return Err(fail(how.to_owned()));
    }
    Bundle::signed(&content, keys, provider).map_err(|own: BundleError| fail(own.to_string()))
}

/// Whether a file is the text of a bundle rather than a signed one.
fn is_plain(content: &[u8]) -> bool {
    content.iter().find(|own| !own.is_ascii_whitespace()) == Some(&b'{')
}

/// The day of `--date`, else the one of the case, else today in Japan.
fn date(option: Option<&str>, own: Option<Date>) -> Result<Date, Failure> {
    match (option, own) {
        (Some(text), _) => Date::parse(text).ok_or_else(|| {
            Failure::Usage(format!("--date takes a day like 2027-04-01, not \"{text}\""))
        }),
        (None, Some(own)) => Ok(own),
        (None, None) => {
            let today = day_in_japan(verify::instant(None)?);
            today.ok_or_else(|| Failure::Usage("give the day with --date".to_owned()))
        }
    }
}
