//! What the lists at hand say of one document and of its signer.
//!
//! For a list of the issuer, named in the mobile security object (12.3.6):
//!
//! 1. it is at hand, and can be read;
//! 2. it is of the kind that the document names, and its header demands nothing unknown;
//! 3. its signer's certificates lead to the trust point: the certificate in the reference, else the
//!    authority that issued the document signer, else an anchor for status signers;
//! 4. the signer may sign lists, and has signed this one;
//! 5. it is the list of the address that the document names;
//! 6. its dates can be, and none newer has been seen;
//! 7. the entry is in the list, and the list is fresh.
//!
//! For a revocation list (B.3.2): it is at hand; of this authority; signed by it; well formed; none
//! newer has been seen; fresh. Then the signer's serial number is looked up.

use std::cmp::Reverse;

use super::answer::{Answer, Cause, Standing};
use super::cache::{Cache, Content, Entry};
use super::policy::{Form, StatusRules};
use super::reference::Reference;
use super::token::{List, ListKind, StatusToken};
use crate::codec::limits::MAX_ANCHOR_CANDIDATES;
use crate::crypto::{CryptoError, CryptoProvider};
use crate::facts::Facts;
use crate::instant::Timestamp;
use crate::x509::{
    self, Certificate, ChainError, ProfileContext, ProfileKind, RevocationList, Rule, RuleOutcome,
};

/// Seconds of a time to live that count at the most: a month.
const MAX_TIME_TO_LIVE: i64 = 31 * 86_400;

/// Everything that a look-up works with.
#[derive(Clone, Copy, Debug)]
pub struct Lookup<'a> {
    /// The lists at hand.
    pub cache: &'a Cache,
    /// The rules for this document.
    pub rules: &'a StatusRules,
    /// The time to answer for.
    pub now: Timestamp,
    /// Seconds by which the clock may be wrong.
    pub skew: i64,
    /// The cryptography.
    pub provider: &'a CryptoProvider,
    /// The authority that issued the document signer.
    pub authority: Option<&'a Certificate>,
    /// Anchors for status signers.
    pub status_signers: &'a [&'a Certificate],
}

impl Lookup<'_> {
    /// What the Token Status List says.
    pub fn status_list(&self, reference: &Reference<'_, u64>) -> Answer {
        let value = |list: &List<'_>| match list {
            List::Status(list) => list.value(reference.key).map(Standing::of_value),
            List::Identifiers(_) => Err(Cause::Content),
        };
        self.list(ListKind::StatusList, reference.uri, reference.certificate, value)
    }

    /// What the identifier list says.
    pub fn identifier_list(&self, reference: &Reference<'_, &[u8]>) -> Answer {
        let value = |list: &List<'_>| match list {
            List::Identifiers(list) if list.contains(reference.key) => Ok(Standing::Revoked),
            List::Identifiers(_) => Ok(Standing::Valid),
            List::Status(_) => Err(Cause::Content),
        };
        self.list(ListKind::IdentifierList, reference.uri, reference.certificate, value)
    }

    /// What the revocation lists say of the document signer.
    pub fn revocation(&self, signer: &Certificate) -> Answer {
        let addresses = signer.crl_addresses();
        let at_its_address =
            |entry: &&Entry| addresses.iter().any(|own| own.as_str() == entry.uri());
        let Some(authority) = self.authority else {
            return Answer::because(Standing::Unavailable, Cause::NotFetched);
        };
        match self.best_list_of(authority, signer) {
            Some((entry, list)) => self.judge(entry, list, signer, authority),
            None => match self.cache.entries().find(at_its_address) {
                None => Answer::because(Standing::Unavailable, Cause::NotFetched),
                Some(entry) => {
                    let mut answer = match entry.content() {
                        Content::RevocationList(_) => {
                            Answer::because(Standing::Untrusted, Cause::Issuer)
                        }
                        _ => Answer::because(Standing::Malformed, Cause::Undecodable),
                    };
                    answer.fetched = entry.fetched();
                    answer
                }
            },
        }
    }

    /// The newest list until now that the authority has signed, whatever its faults; one of changes or
    /// of a part only where it names the signer, or there is no whole one. One that somebody else made in the
    /// authority's name only where there is no other.
    ///
    /// Of the lists that are at hand by somebody's choice, or from an address that the signer or the
    /// authority names, so many are tried, and so many of the others: whoever can fill a cache from
    /// addresses of his own hides no list of these.
    fn best_list_of(
        &self,
        authority: &Certificate,
        signer: &Certificate,
    ) -> Option<(&Entry, &RevocationList)> {
        let lists = self.cache.entries().filter_map(|entry| match entry.content() {
            Content::RevocationList(list) if list.is_of(authority) => Some((entry, &**list)),
            _ => None,
        });
        let mut lists: Vec<(&Entry, &RevocationList)> = lists.collect();
        let tells = |list: &RevocationList| list.is_whole() || list.find(signer).is_some();
        lists.sort_by_cached_key(|(_, list)| {
            let begun = list.this_update() <= self.now.plus(self.skew);
            let number = list.number().map(ordered);
            Reverse((begun, tells(list), list.this_update(), number, list.next_update()))
        });
        let named = [signer.crl_addresses(), authority.crl_addresses()].concat();
        let chosen = |entry: &Entry| {
            entry.uri().is_empty() || named.iter().any(|own| own.as_str() == entry.uri())
        };
        let mut left = [MAX_ANCHOR_CANDIDATES; 2];
        let best = lists.iter().find(|(entry, list)| {
            let [own, other] = &mut left;
            let left = if chosen(entry) { own } else { other };
            let tried = *left > 0;
            *left = left.saturating_sub(1);
            tried && list.signature_holds(self.provider, authority).is_ok()
        });
        best.or(lists.first()).copied()
    }

    fn judge(
        &self,
        entry: &Entry,
        list: &RevocationList,
        signer: &Certificate,
        authority: &Certificate,
    ) -> Answer {
        let mut answer = Answer::new(Standing::Valid);
        answer.as_of = Some(list.this_update());
        let too_old = list.this_update().plus(self.rules.max_age);
        answer.until = list.next_update().map_or(Some(too_old), |next| Some(next.min(too_old)));
        answer.fetched = entry.fetched();
        answer.mark = Some(entry.mark(list.this_update()));
        answer.list = Some(entry.list());
        let faults = list.faults();
        if !faults.is_empty() {
            let names: Vec<String> = faults.iter().map(|own| own.name().to_owned()).collect();
            answer.facts = Facts::of("faults", names);
        }
        let grave = |own: &x509::CrlFault| self.rules.form == Form::Profile || !own.is_formal();
        let found = list.find(signer);
        let (standing, cause) = match list.signature_holds(self.provider, authority) {
            Err(error) if error.is_unsupported() => (Standing::Unavailable, Cause::Unsupported),
            Err(_) => (Standing::Untrusted, Cause::Signature),
            Ok(()) if !authority.may_sign_lists() => (Standing::Untrusted, Cause::SignerPurpose),
            Ok(()) if faults.iter().any(grave) => (Standing::Malformed, Cause::Profile),
            Ok(()) if list.this_update() > self.now.plus(self.skew) => {
                (Standing::Malformed, Cause::IssuedInFuture)
            }
            Ok(()) if self.is_rolled_back(&answer) => (Standing::RolledBack, Cause::RolledBack),
            Ok(()) => {
                let said = if found.is_some() { Standing::Revoked } else { Standing::Valid };
                if let Some(found) = found {
                    answer.facts = std::mem::take(&mut answer.facts).and("revoked-at", found.at);
                    if let Some(reason) = found.reason {
                        answer.facts =
                            std::mem::take(&mut answer.facts).and("reason", i64::from(reason));
                    }
                }
                let age = self.now.since(list.this_update());
                let stale = list.next_update().is_none_or(|next| self.now.plus(-self.skew) > next);
                return match (stale, age > self.rules.max_age) {
                    (true, _) => stale_answer(answer, said, Cause::Expired),
                    (_, true) => stale_answer(answer, said, Cause::TooOld),
                    _ => Answer { standing: said, ..answer },
                };
            }
        };
        Answer { standing, because: Some(cause), ..answer }
    }

    fn list(
        &self,
        kind: ListKind,
        uri: &str,
        certificate: Option<&[u8]>,
        value: impl Fn(&List<'_>) -> Result<Standing, Cause>,
    ) -> Answer {
        let Some(entry) = self.cache.entry(uri) else {
            return Answer::because(Standing::Unavailable, Cause::NotFetched);
        };
        let mut room = Vec::new();
        let token = match StatusToken::decode(entry.bytes(), &mut room) {
            Ok(token) => token,
            Err(cause) => {
                let answer = Answer::because(Standing::Malformed, cause);
                return Answer { fetched: entry.fetched(), ..answer };
            }
        };
        let mut answer = Answer::new(Standing::Valid);
        answer.as_of = Some(token.issued_at);
        answer.fetched = entry.fetched();
        answer.until = self.until(&token, entry);
        answer.mark = Some(entry.mark(token.issued_at));
        let rolled_back = self.is_rolled_back(&answer);
        let outcome = self
            .form(kind, &token)
            .and_then(|()| self.signer(&token, certificate))
            .and_then(|signer| {
                answer.signer = Some(signer);
                self.claims(&token, uri, rolled_back)
            })
            .and_then(|()| {
                let list = token.list.as_ref();
                let said = list.map_err(|cause| *cause).and_then(&value);
                said.map_err(|cause| (Standing::Malformed, cause))
            });
        match outcome {
            Err((standing, cause)) => Answer { standing, because: Some(cause), ..answer },
            Ok(said) => match self.staleness(&token, entry) {
                Some(cause) => stale_answer(answer, said, cause),
                None => with_value(Answer { standing: said, ..answer }),
            },
        }
    }

    fn form(&self, kind: ListKind, token: &StatusToken<'_>) -> Result<(), (Standing, Cause)> {
        if token.kind != Some(kind) {
            return Err((Standing::Malformed, Cause::Type));
        }
        let tolerated = |cause: &Cause| {
            self.rules.form == Form::Loose
                && matches!(cause, Cause::Tag | Cause::ChainPlace | Cause::NoExpiry)
        };
        match token.faults.iter().find(|own| !tolerated(own)) {
            Some(cause) => Err((Standing::Malformed, *cause)),
            None => Ok(()),
        }
    }

    fn signer(
        &self,
        token: &StatusToken<'_>,
        certificate: Option<&[u8]>,
    ) -> Result<String, (Standing, Cause)> {
        let named = certificate.map(Certificate::parse).transpose();
        let named = named.map_err(|_| (Standing::Malformed, Cause::TrustPoint))?;
        let points: Vec<&Certificate> = match &named {
            Some(own) => vec![own],
            None => self.authority.into_iter().chain(self.status_signers.iter().copied()).collect(),
        };
        let chain: Vec<Certificate> = token
            .chain
            .iter()
            .map(|der| Certificate::parse(der))
            .collect::<Result<_, _>>()
            .map_err(|_| (Standing::Malformed, Cause::Chain))?;
        x509::chain_to(&chain, &points, self.now, self.skew, self.provider).map_err(refused)?;
        let signer = chain.first().ok_or((Standing::Untrusted, Cause::Chain))?;
        self.purpose(signer)?;
        let key = signer.public_key().map_err(|_| (Standing::Unavailable, Cause::Unsupported))?;
        if !token.algorithm_fits(key) {
            return Err((Standing::Malformed, Cause::Algorithm));
        }
        token.signature_holds(self.provider, key).map_err(|error| match error {
            CryptoError::Unsupported => (Standing::Unavailable, Cause::Unsupported),
            _ => (Standing::Untrusted, Cause::Signature),
        })?;
        Ok(signer.subject().to_string())
    }

    /// B.1.7: the standard recommends; what is enforced is what keeps other certificates out.
    fn purpose(&self, signer: &Certificate) -> Result<(), (Standing, Cause)> {
        let context = ProfileContext { provider: self.provider, eku: x509::EkuPolicy::default() };
        let rules = x509::check(ProfileKind::StatusSigner, signer, &context);
        let broken = rules.into_iter().any(|(rule, outcome)| {
            rule != Rule::Lifetime && matches!(outcome, RuleOutcome::Broken(_))
        });
        let purposes = &self.rules.signer_purposes;
        let allowed = signer.serves(|purpose| purposes.iter().any(|own| own == purpose));
        if broken || !allowed {
            return Err((Standing::Untrusted, Cause::SignerPurpose));
        }
        Ok(())
    }

    fn claims(
        &self,
        token: &StatusToken<'_>,
        uri: &str,
        rolled_back: bool,
    ) -> Result<(), (Standing, Cause)> {
        if token.subject != uri {
            return Err((Standing::Untrusted, Cause::Subject));
        }
        let begins = [Some(token.issued_at), token.not_before].into_iter().flatten();
        let ends = token.expires.is_none_or(|expires| begins.clone().all(|own| expires > own));
        if !ends || token.time_to_live.is_some_and(|seconds| seconds <= 0) {
            return Err((Standing::Malformed, Cause::Order));
        }
        let begins = token.not_before.map_or(token.issued_at, |own| own.max(token.issued_at));
        if begins > self.now.plus(self.skew) {
            return Err((Standing::Malformed, Cause::IssuedInFuture));
        }
        if rolled_back {
            return Err((Standing::RolledBack, Cause::RolledBack));
        }
        Ok(())
    }

    fn is_rolled_back(&self, answer: &Answer) -> bool {
        let own = answer.mark.as_ref();
        own.is_some_and(|(key, mark)| {
            self.cache.seen(key).is_some_and(|seen| mark.is_older_than(seen))
        })
    }

    fn until(&self, token: &StatusToken<'_>, entry: &Entry) -> Option<Timestamp> {
        let refresh = refresh_at(token, entry.fetched());
        let too_old = token.issued_at.plus(self.rules.max_age);
        [token.expires, refresh, Some(too_old)].into_iter().flatten().min()
    }

    fn staleness(&self, token: &StatusToken<'_>, entry: &Entry) -> Option<Cause> {
        let earliest = self.now.plus(-self.skew);
        let passed = |end: Option<Timestamp>| end.is_some_and(|end| earliest > end);
        let too_old = token.issued_at.plus(self.rules.max_age);
        [
            (token.expires, Cause::Expired),
            (refresh_at(token, entry.fetched()), Cause::TimeToLive),
            (Some(too_old), Cause::TooOld),
        ]
        .into_iter()
        .find_map(|(end, cause)| passed(end).then_some(cause))
    }
}

/// When the time to live has passed: since the list was fetched, else since it was issued.
pub(super) fn refresh_at(token: &StatusToken<'_>, fetched: Option<Timestamp>) -> Option<Timestamp> {
    let seconds = token.time_to_live?.clamp(0, MAX_TIME_TO_LIVE);
    Some(fetched.unwrap_or(token.issued_at).plus(seconds))
}

/// Larger numbers have more octets.
fn ordered(number: Vec<u8>) -> (usize, Vec<u8>) {
    (number.len(), number)
}

fn stale_answer(answer: Answer, said: Standing, cause: Cause) -> Answer {
    let (standing, because) = (Standing::Stale, Some(cause));
    Answer { standing, because, said: Some(said), ..answer }
}

fn with_value(mut answer: Answer) -> Answer {
    if let Standing::Other(value) = answer.standing {
        answer.facts = answer.facts.and("value", i64::from(value));
    }
    answer
}

fn refused(error: ChainError) -> (Standing, Cause) {
    if error.is_unsupported() {
        (Standing::Unavailable, Cause::Unsupported)
    } else {
        (Standing::Untrusted, Cause::Chain)
    }
}
