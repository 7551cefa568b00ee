//! VICALs that are kept fresh: each in a file of its own, which `tashika verify --vical` reads.

use std::path::PathBuf;

use tashika::crypto::CryptoProvider;
use tashika::facts::escaped as safe;
use tashika::instant::Timestamp;
use tashika::status::{Cache, Fetch, Named, NamesLists, Why};
use tashika::trust::{TrustStore, Vical};
use tashika::x509::Certificate;

use super::{Row, Sources, replace};
use crate::fetch::Fetcher;
use crate::{Failure, evidence, input};

/// A VICAL as it is now.
pub(super) struct Kept {
    path: PathBuf,
    /// Where the next one is fetched.
    uri: String,
    /// When it is due; `None` where no usable list is there.
    due: Option<Timestamp>,
    /// What its authorities name.
    authorities: TrustStore,
}

/// The VICALs that the arguments name. The genuine ones that are there are remembered.
pub(super) fn kept(
    sources: &Sources,
    cache: &mut Cache,
    now: Timestamp,
) -> Result<Vec<Kept>, Failure> {
    let all = sources.vical.iter().enumerate();
    all.map(|(index, path)| {
        let stated = sources.vical_url.get(index).cloned();
        let name = path.display().to_string();
        let missing = || {
            let problem = "names no address of the next list: give it with --vical-url";
            Failure::input(&name, problem)
        };
        if !path.exists() {
            let uri = fetchable(stated.ok_or_else(missing)?)?;
            let (due, authorities) = (None, TrustStore::new());
            return Ok(Kept { path: path.clone(), uri, due, authorities });
        }
        let (_, verified) = evidence::vical(path, &sources.vical_root, cache, now)?;
        let list =
            Vical::decode(&input::read(path)?).map_err(|error| Failure::input(&name, error))?;
        let uri = stated.or_else(|| list.url().map(str::to_owned)).ok_or_else(missing)?;
        let uri = fetchable(uri)?;
        // Only a genuine list may say that newer ones are to be expected; one that has ended since may
        // say so as well.
        let nothing = Cache::new();
        let (_, genuine) = evidence::vical(path, &sources.vical_root, &nothing, list.date())?;
        if let Some(own) = genuine.filter(|own| own.date() <= now) {
            cache.remember_issue(own.provider(), own.issue_id(), own.date());
        }
        let due = verified.as_ref().and_then(|own| own.next_update());
        let authorities = verified.iter().flat_map(|own| own.anchors(None)).collect();
        Ok(Kept { path: path.clone(), uri, due, authorities })
    })
    .collect()
}

/// A plan leaves out what may not be fetched; a list that was asked for by name is not left out.
fn fetchable(uri: String) -> Result<String, Failure> {
    match uri.starts_with("https://") || uri.starts_with("http://") {
        true => Ok(uri),
        false => {
            let problem = format!("a VICAL is fetched over https or http, not from {}", safe(&uri));
            Err(Failure::Usage(problem))
        }
    }
}

impl NamesLists for Kept {
    fn lists(&self) -> Vec<Named> {
        let own = Named { why: Why::Vical, uri: self.uri.clone(), until: self.due };
        let others = self.authorities.lists().into_iter().filter(|own| own.why != Why::Vical);
        std::iter::once(own).chain(others).collect()
    }
}

impl Kept {
    pub(super) fn is_at(&self, fetch: &Fetch) -> bool {
        fetch.why == Why::Vical && fetch.uri == self.uri
    }

    /// Fetches the next list and puts it in place of this one, if it is genuine and not older.
    pub(super) fn fetch(
        &self,
        fetcher: &Fetcher,
        own: &Fetch,
        roots: &[PathBuf],
        cache: &mut Cache,
        now: Timestamp,
    ) -> Result<Row, Failure> {
        let row = |outcome, taken, detail: String| {
            let (uri, why) = (own.uri.clone(), own.why);
            Ok(Row { uri, why, outcome, detail, taken })
        };
        let fetched = match fetcher.fetch(own) {
            Ok(fetched) => fetched,
            Err(problem) => return row(problem.name(), false, problem.to_string()),
        };
        let list = match Vical::decode(&fetched.bytes) {
            Ok(list) => list,
            Err(problem) => return row("malformed", false, problem.to_string()),
        };
        let mut certificates: Vec<Certificate> = Vec::new();
        for root in roots {
            let anchors = input::anchors(root)?;
            certificates.extend(anchors.iter().map(|own| own.certificate().clone()));
        }
        let roots: Vec<&Certificate> = certificates.iter().collect();
        let provider = CryptoProvider::default();
        let known = evidence::known(cache, list.provider());
        let (report, verified) = list.verify(&roots, known.as_ref(), now, 0, &provider);
        let Some(list) = verified else {
            let grave = report.findings.iter().filter(|own| own.entry.is_none() && own.grave);
            let names: Vec<&str> = grave.map(|own| own.rule.name()).collect();
            let outcome = match names.as_slice() {
                ["vical.rollback"] => "rolled-back",
                _ => "untrusted",
            };
            return row(outcome, false, names.join(", "));
        };
        replace(&self.path, list.bytes())?;
        cache.remember_issue(list.provider(), list.issue_id(), list.date());
        let (length, redirects) = (list.bytes().len(), fetched.redirects);
        let (date, entries) = (list.date(), list.entries().len());
        let detail =
            format!("{length} bytes, {redirects} redirects, as of {date}, {entries} entries");
        let due = list.next_update().is_some_and(|next| next < now);
        row(if due { "stale" } else { "fetched" }, true, detail)
    }
}
