//! What `tashika verify` is given to check with: lists of trust, of revocation and of status.

use std::path::{Path, PathBuf};

use clap::Args;
use tashika::crypto::CryptoProvider;
use tashika::instant::Timestamp;
use tashika::status::{Cache, Effect, Entry, StatusPolicy, StatusRules, StatusToken};
use tashika::trust::{
    AcceptanceList, IssuerProfiles, Purpose, TrustAnchor, VerifiedVical, Vical, VicalMark,
    VicalReport,
};
use tashika::verify::Report;
use tashika::x509::{Certificate, RevocationList};

use crate::case_file::Case;
use crate::verify::blame;
use crate::{Failure, input, status};

/// The options of `tashika verify` that name lists.
#[derive(Args)]
#[group(skip)]
pub(crate) struct Arguments {
    /// A VICAL whose authorities are trusted. May be repeated. Needs --vical-root.
    #[arg(long, value_name = "FILE", requires = "vical_root")]
    vical: Vec<PathBuf>,
    /// The root certificate of a VICAL provider. May be repeated.
    #[arg(long, value_name = "FILE")]
    vical_root: Vec<PathBuf>,
    /// Trust this country's authority (CSCA) for travel documents whose data groups stand in a photo
    /// ID: a PEM, DER or hex file, or a folder of them. May be repeated.
    #[arg(long, value_name = "PATH")]
    csca: Vec<PathBuf>,
    /// A certificate revocation list in PEM or DER. May be repeated.
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,
    /// A status cache, or a status list or identifier list as CWT or JWT. May be repeated.
    #[arg(long, value_name = "FILE")]
    status: Vec<PathBuf>,
    /// The cache file of this verifier, as `tashika status update` keeps it: its lists are at hand,
    /// and of each list that is found genuine, a VICAL too, the date is remembered in it, so that an
    /// older one is refused from then on. It is made where there is none.
    #[arg(long, value_name = "FILE")]
    cache: Option<PathBuf>,
    /// What the answers of lists mean.
    #[arg(long, value_name = "NAME", long_help = rules())]
    status_policy: Option<String>,
    /// What it means that a VICAL is past its next update: accept (with a warning), inconclusive or
    /// refuse [default: what the status policy says: inconclusive if it is strict, else accept].
    #[arg(long, value_name = "EFFECT", value_parser = effect)]
    overdue_listing: Option<Effect>,
    /// The relying party's acceptance list (JSON): what it does not name is refused.
    #[arg(long, value_name = "FILE")]
    acceptance: Option<PathBuf>,
    /// What the presentation is for, by its name in the acceptance list.
    #[arg(long, value_name = "NAME")]
    purpose: Option<String>,
    /// What is known of issuers (JSON), before what this command knows itself.
    #[arg(long, value_name = "FILE")]
    issuer_profiles: Vec<PathBuf>,
}

fn effect(text: &str) -> Result<Effect, String> {
    Effect::from_name(text).ok_or_else(|| {
        let known = Effect::ALL.map(Effect::name).join(", ");
        format!("there are: {known}")
    })
}

/// The cache file, and what is to be remembered in it.
pub(crate) struct Memory {
    file: Option<(PathBuf, Vec<u8>)>,
    cache: Cache,
}

impl Memory {
    /// Remembers which lists were found genuine.
    pub(crate) fn keep(mut self, report: &Report) -> Result<(), Failure> {
        report.teach(&mut self.cache);
        let Some((path, before)) = self.file else { return Ok(()) };
        let now = self.cache.to_bytes();
        if now == before { Ok(()) } else { status::replace(&path, &now) }
    }
}

fn rules() -> String {
    let mut text = "What the answers of revocation and status lists mean:".to_owned();
    for (name, meaning) in StatusRules::NAMES {
        text.push_str(&format!("\n  {name}: {meaning}"));
    }
    text
}

impl Arguments {
    /// What earlier runs have remembered.
    pub(crate) fn memory(&self) -> Result<Memory, Failure> {
        let cache = match &self.cache {
            Some(path) if path.exists() => status::read_cache(path)?,
            _ => Cache::new(),
        };
        let file = self.cache.clone().map(|path| (path, cache.to_bytes()));
        Ok(Memory { file, cache })
    }

    /// The anchors of every VICAL, each list held against its rules at `now`, and the authorities for
    /// travel documents.
    pub(crate) fn anchors(
        &self,
        now: Timestamp,
        memory: &mut Memory,
    ) -> Result<Vec<TrustAnchor>, Failure> {
        let mut anchors = Vec::new();
        for path in &self.vical {
            let (report, verified) = vical(path, &self.vical_root, &memory.cache, now)?;
            let Some(list) = verified else {
                let grave = report.findings.iter().filter(|own| own.entry.is_none() && own.grave);
                let names: Vec<&str> = grave.map(|own| own.rule.name()).collect();
                let problem = format!("the list cannot be used: {}", names.join(", "));
                return Err(Failure::input(path.display().to_string(), problem));
            };
            memory.cache.remember_issue(list.provider(), list.issue_id(), list.date());
            anchors.extend(list.anchors(None));
        }
        for path in &self.csca {
            let purpose = Purpose::TravelDocumentCa;
            let own = input::anchors(path)?.into_iter();
            anchors.extend(own.map(|own| TrustAnchor::new(own.certificate().clone(), purpose)));
        }
        Ok(anchors)
    }

    /// The lists of the case, of the options and of the cache file; `None` where there are none at
    /// all.
    pub(crate) fn cache(&self, case: &Case, memory: &Memory) -> Result<Option<Cache>, Failure> {
        let nothing = case.status.is_empty() && self.crl.is_empty() && self.status.is_empty();
        if nothing && memory.file.is_none() {
            return Ok(None);
        }
        let mut cache = memory.cache.clone();
        for path in &self.status {
            list(&mut cache, path)?;
        }
        let mut lists = Vec::new();
        for path in &self.crl {
            let name = path.display().to_string();
            let content = input::read(path)?;
            let list =
                RevocationList::read(&content).map_err(|error| Failure::input(&name, error))?;
            lists.push((list.this_update(), name, content));
        }
        // Of two lists of one authority the newer one counts, in whatever order they are given.
        lists.sort_by_key(|(date, ..)| *date);
        for (_, name, content) in lists {
            cache.give("", content, None).map_err(|error| Failure::input(&name, error))?;
        }
        for own in &case.status {
            cache.give(&own.uri, own.content.clone(), own.fetched).map_err(|error| {
                Failure::input(&case.name, format!("status {}: {error}", own.uri))
            })?;
            if let Some(seen) = own.seen {
                cache.remember(&own.uri, seen);
            }
        }
        Ok(Some(cache))
    }

    /// The rules for what lists say.
    pub(crate) fn policy(&self, case: &Case) -> Result<StatusPolicy, Failure> {
        let name = self.status_policy.as_deref().or(case.status_policy.as_deref());
        let name = name.unwrap_or("default");
        let policy = StatusPolicy::named(name).ok_or_else(|| {
            let known = StatusRules::NAMES.map(|(name, _)| name).join(", ");
            let problem = format!("unknown status policy \"{name}\"; there are: {known}");
            blame(self.status_policy.is_some(), case, problem)
        })?;
        Ok(match self.overdue_listing {
            Some(effect) => policy.with_overdue_listing(effect),
            None => policy,
        })
    }

    /// The acceptance list and the purpose.
    pub(crate) fn acceptance(
        &self,
        case: &Case,
    ) -> Result<Option<(AcceptanceList, String)>, Failure> {
        let (name, content) = match (&self.acceptance, &case.acceptance) {
            (Some(path), _) => (path.display().to_string(), input::read(path)?),
            (None, Some(content)) => (format!("{}: acceptance", case.name), content.clone()),
            (None, None) => return Ok(None),
        };
        let list = AcceptanceList::parse(&content).map_err(|error| Failure::input(&name, error))?;
        let purpose = self.purpose.as_ref().or(case.purpose.as_ref());
        let purpose = purpose.ok_or_else(|| {
            Failure::Usage("an acceptance list needs a purpose: --purpose NAME".to_owned())
        })?;
        Ok(Some((list, purpose.clone())))
    }

    /// The revocation lists of the options.
    pub(crate) fn lists(&self) -> &[PathBuf] {
        &self.crl
    }

    /// What the presentation is for.
    pub(crate) fn purpose(&self) -> Option<&str> {
        self.purpose.as_deref()
    }

    /// What is known of issuers.
    pub(crate) fn profiles(&self) -> Result<IssuerProfiles, Failure> {
        let shipped = IssuerProfiles::shipped();
        let mut all = shipped.map_err(|error| Failure::Usage(error.to_string()))?;
        for path in self.issuer_profiles.iter().rev() {
            let own = IssuerProfiles::parse(&input::read(path)?)
                .map_err(|error| Failure::input(path.display().to_string(), error))?;
            all = own.before(all);
        }
        Ok(all)
    }
}

/// Reads a VICAL and holds it against its rules, and against what is remembered of its provider.
pub(crate) fn vical(
    path: &Path,
    roots: &[PathBuf],
    memory: &Cache,
    now: Timestamp,
) -> Result<(VicalReport, Option<VerifiedVical>), Failure> {
    let name = path.display().to_string();
    let list = Vical::decode(&input::read(path)?).map_err(|error| Failure::input(&name, error))?;
    let mut certificates: Vec<Certificate> = Vec::new();
    for root in roots {
        let anchors = input::anchors(root)?;
        certificates.extend(anchors.iter().map(|own| own.certificate().clone()));
    }
    let roots: Vec<&Certificate> = certificates.iter().collect();
    let known = known(memory, list.provider());
    Ok(list.verify(&roots, known.as_ref(), now, 0, &CryptoProvider::default()))
}

/// The newest list of this provider that is remembered.
pub(crate) fn known(memory: &Cache, provider: &str) -> Option<VicalMark> {
    let (issue_id, date) = memory.known_issue(provider)?;
    Some(VicalMark { provider: provider.to_owned(), issue_id, date })
}

/// Takes a cache file or a single token into `cache`. Of two lists of one address the newer one counts.
fn list(cache: &mut Cache, path: &Path) -> Result<(), Failure> {
    let name = path.display().to_string();
    let content = input::read(path)?;
    let mut given = Cache::new();
    if Cache::is_cache(&content) {
        given = Cache::from_bytes(&content).map_err(|error| Failure::input(&name, error))?;
    } else {
        // A JWT is text of its own; hex and base64 of a CWT are decoded.
        let content = match content.starts_with(b"ey") {
            true => content,
            false => input::decode_text(&content).unwrap_or(content),
        };
        let mut room = Vec::new();
        let uri = match StatusToken::decode(&content, &mut room) {
            Ok(token) => token.subject.into_owned(),
            Err(cause) => {
                let problem = format!("no status list can be read: {}", cause.name());
                return Err(Failure::input(&name, problem));
            }
        };
        given.give(&uri, content, None).map_err(|error| Failure::input(&name, error))?;
    }
    let date = |own: &Entry| own.dates().map(|dates| dates.as_of);
    let is_older =
        |own: &Entry, there: &Entry| date(own).zip(date(there)).is_some_and(|(a, b)| a < b);
    let newer: Vec<Entry> = given
        .entries()
        .filter_map(|own| cache.entry(own.uri()).filter(|there| is_older(own, there)))
        .cloned()
        .collect();
    cache.merge(given).map_err(|error| Failure::input(&name, error))?;
    for own in newer {
        input::warn(&format!("{name}: the list of {} is older than the one at hand", own.uri()));
        cache
            .give(own.uri(), own.bytes().to_vec(), own.fetched())
            .map_err(|error| Failure::input(&name, error))?;
    }
    Ok(())
}
