//! From requirements to methods, each explained.
//!
//! 1. What a method yields is held against the rules of the bundles: a method states no level of its
//!    own, so levels and advice cannot come apart.
//! 2. A method that misses a requirement is listed with every requirement that it misses.
//! 3. Methods that fit stand in the order of their names, unless a ranking is asked; a rank has its
//!    reasons beside it.
//! 4. Where none fits, the least that would have to give is named, with the methods that then fit.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::bundle::{
    Advisory, Bundle, Bundles, Confidence, Granularity, Having, LendingRisk, Method, Party, Source,
    Task,
};
use super::closed::{closed, told, written};
use super::decision::{BundleUsed, bundle_used, cited};
use super::evidence::{Attribute, AuthenticatorKind, Channel};
use super::fact::{Fact, Mark, Piece};
use super::need::{FactName, Hold, Struck};
use crate::codec::pretty;
use crate::doctype::{Date, Words};

closed! {
    /// What a ranking puts first.
    Ranking {
        /// No ranking: the order of names says nothing.
        None = "none",
        /// What tells least about the person.
        Privacy = "privacy",
        /// What is hardest to forge: cryptography before eyes, whatever the effort (暗号的な手法を優先).
        Strength = "strength",
    }
}

/// A grade that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// The axis.
    pub axis: String,
    /// The grade, or a higher one.
    pub grade: String,
}

/// What a procedure needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Requirements {
    /// 身元確認 or 当人認証.
    pub task: Task,
    /// Over which channel; any where it is unknown.
    pub channel: Channel,
    /// The grade.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Wanted>,
    /// The attributes.
    pub attributes: BTreeSet<Attribute>,
    /// A law that must be satisfied, by its short name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub law: Option<String>,
    /// How likely it is that a credential is lent.
    pub lending_risk: LendingRisk,
    /// What the verifier is, by law.
    pub verifier: BTreeSet<Party>,
    /// What some of the people do not have: each of them must be able to go through.
    pub without: BTreeSet<Having>,
    /// Only what a look-alike site gains nothing from.
    pub phishing_resistant: bool,
    /// Only what lets the person choose what is told, or tells nothing.
    pub selective: bool,
    /// What comes first.
    pub ranking: Ranking,
}

impl Default for Requirements {
    fn default() -> Self {
        Self {
            task: Task::Proofing,
            channel: Channel::Unknown,
            level: None,
            attributes: BTreeSet::new(),
            law: None,
            lending_risk: LendingRisk::Unknown,
            verifier: BTreeSet::new(),
            without: BTreeSet::new(),
            phishing_resistant: false,
            selective: false,
            ranking: Ranking::None,
        }
    }
}

told! {
    /// A requirement that a method misses.
    Miss {
        /// An advisory struck it out.
        Advisory = "advisory", "an advisory speaks against it", "注意情報により停止中";
        /// It does not give the attributes.
        Attributes = "attributes", "it does not give the attributes", "必要な属性が得られない";
        /// It does not work over the channel.
        Channel = "channel", "it does not work over this channel", "このチャネルでは利用できない";
        /// It is not in use on that day.
        Date = "date", "it is not in use on this day", "この日には利用できない";
        /// People would be left out.
        Having = "having", "some of the people do not have what it needs",
            "利用に必要なものを持たない人がいる";
        /// The law does not take it.
        Law = "law", "the law does not name it", "法令上の方法に該当しない";
        /// A lent credential would not be noticed.
        Lending = "lending", "it does not notice a lent credential", "貸し借りを検知できない";
        /// It does not reach the level.
        Level = "level", "it does not reach the level", "保証レベルに達しない";
        /// A look-alike site gains something.
        Phishing = "phishing", "it is not phishing resistant", "フィッシング耐性がない";
        /// It tells more than is needed.
        Selective = "selective", "it offers no choice of what is told", "選択的開示ができない";
    }
}

/// A method, and how it stands to the requirements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Advised {
    /// The method.
    pub method: String,
    /// What people call it.
    pub name: Words,
    /// Over which channels it works.
    pub channels: Vec<Channel>,
    /// The grade it reaches on each axis, by the grade's name.
    pub grades: BTreeMap<String, String>,
    /// The statutory methods it satisfies on this day, as `law code`.
    pub statutes: Vec<String>,
    /// Whether any law of the bundles names it.
    pub statutory: bool,
    /// What the person tells by it.
    pub granularity: Granularity,
    /// Whether cryptography carries it.
    pub cryptographic: bool,
    /// Whether a look-alike site gains nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phishing_resistant: Option<bool>,
    /// Whether its key can be copied to other devices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub syncable: Option<bool>,
    /// Whether it can be shared with another person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shareable: Option<bool>,
    /// What the person needs.
    pub having: Vec<Having>,
    /// The requirements it misses; none for one that fits.
    pub misses: Vec<Miss>,
    /// Why it stands where it stands, where a ranking was asked.
    pub rank_reasons: Vec<Words>,
    /// What tends to go wrong.
    pub pitfall: Words,
    /// How the person does it, and why it may fail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guide: Option<Words>,
    /// Where it is from.
    pub source: Source,
    /// How firm it is.
    pub confidence: Confidence,
}

/// What could be done where nothing fits: requirements to give up, and the methods that then fit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WayOut {
    /// The requirements to give up.
    pub without: Vec<Miss>,
    /// The methods that fit then.
    pub methods: Vec<String>,
}

/// Advice on a procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Advice {
    /// The day it is for.
    #[serde(with = "written")]
    pub on: Date,
    /// What was asked.
    pub requirements: Requirements,
    /// The methods that fit: in the order of names, or of the ranking.
    pub fitting: Vec<Advised>,
    /// The methods that do not, in the order of names.
    pub others: Vec<Advised>,
    /// Where nothing fits: the least to give up, in the order of how little it is.
    pub ways_out: Vec<WayOut>,
    /// The bundles.
    pub bundles: Vec<BundleUsed>,
}

impl Advice {
    /// The advice as JSON: the same input gives the same bytes.
    pub fn to_json(&self) -> String {
        pretty(self)
    }
}

/// Authenticators that are not phishing resistant, whatever the length or alphabet of their secret.
///
/// A filter by this list is safe against any bundle: it is part of this crate, and a bundle cannot
/// take a name off it.
pub fn not_phishing_resistant() -> Vec<AuthenticatorKind> {
    AuthenticatorKind::ALL.iter().copied().filter(|own| !own.phishing_resistant()).collect()
}

/// Advises, for the day `on`.
pub fn advise(requirements: &Requirements, bundles: &Bundles, on: Date) -> Advice {
    let struck = struck(bundles, on);
    let mut all: Vec<Advised> = bundles
        .iter()
        .flat_map(|bundle| bundle.methods().iter().map(move |method| (bundle, method)))
        .filter(|(_, method)| method.task == requirements.task)
        .map(|(bundle, method)| {
            let view = View { bundles, bundle, method, on, struck: &struck };
            view.advised(requirements)
        })
        .collect();
    all.sort_by(|a, b| a.method.cmp(&b.method));
    let (mut fitting, others): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|own| own.misses.is_empty());
    rank(&mut fitting, requirements.ranking);
    let ways_out = if fitting.is_empty() { ways_out(&others) } else { Vec::new() };
    Advice {
        on,
        requirements: requirements.clone(),
        fitting,
        others,
        ways_out,
        bundles: bundles.iter().map(bundle_used).collect(),
    }
}

/// The methods of a task that reach at least this grade: a filter, in the order of names.
pub fn methods_reaching(wanted: &Wanted, bundles: &Bundles, on: Date) -> Vec<Advised> {
    let both = [Task::Authentication, Task::Proofing];
    let found = both.into_iter().flat_map(|task| {
        let level = Some(wanted.clone());
        advise(&Requirements { task, level, ..Requirements::default() }, bundles, on).fitting
    });
    let mut found: Vec<Advised> = found.collect();
    found.sort_by(|a, b| a.method.cmp(&b.method));
    found
}

/// Rules, methods and facts that advisories in force strike out.
struct Strikes {
    rules: Struck,
    /// What an advisory is about, and what it strikes; nothing for all of it.
    facts: Vec<(Vec<Fact>, Vec<Fact>)>,
}

fn struck(bundles: &Bundles, on: Date) -> Strikes {
    let all = bundles
        .iter()
        .flat_map(|bundle| bundle.advisories().iter().map(move |advisory| (bundle, advisory)));
    let mut struck = Strikes { rules: Struck::new(), facts: Vec::new() };
    for (bundle, own) in all.filter(|(_, own)| on.within(own.from, own.until)) {
        let Advisory { facts, strikes, rules, state, provider, made_from, made_until, .. } = own;
        let id = bundle.id();
        struck.rules.extend(rules.iter().map(|rule| (id.to_owned(), rule.clone())));
        // What concerns one state or provider says nothing of the method as such; nor does what was
        // made on other days.
        let today = on.within(*made_from, *made_until);
        if !facts.is_empty() && state.is_none() && provider.is_none() && today {
            let plain = |list: &[FactName]| list.iter().map(|own| own.0.clone()).collect();
            struck.facts.push((plain(facts), plain(strikes)));
        }
    }
    struck
}

struct View<'a> {
    bundles: &'a Bundles,
    bundle: &'a Bundle,
    method: &'a Method,
    on: Date,
    struck: &'a Strikes,
}

impl View<'_> {
    fn advised(&self, requirements: &Requirements) -> Advised {
        let method = self.method;
        let (pieces, hit) = self.pieces();
        let grades = self.grades(&pieces, &requirements.verifier);
        let statutes = self.statutes(&pieces, &requirements.verifier, |_| true);
        let every: BTreeSet<Party> = Party::ALL.iter().copied().collect();
        let statutory = !self.statutes(&pieces, &every, |_| true).is_empty();
        let has = |mark: Mark| pieces.iter().any(|own| own.has(mark));
        let cryptographic = has(Mark::Verified) || has(Mark::Passkey);
        let misses = self.misses(requirements, &pieces, &grades, &statutes, hit);
        Advised {
            method: method.id.clone(),
            name: method.name.clone(),
            channels: method.channels.clone(),
            grades: grades.into_iter().map(|(axis, (_, grade))| (axis, grade)).collect(),
            statutes: statutes.into_iter().map(|(law, code)| format!("{law} {code}")).collect(),
            statutory,
            granularity: method.granularity,
            cryptographic,
            phishing_resistant: method.phishing_resistant,
            syncable: method.syncable,
            shareable: method.shareable,
            having: method.having.clone(),
            misses,
            rank_reasons: Vec::new(),
            pitfall: method.pitfall.clone(),
            guide: method.guide.clone(),
            source: cited(self.bundle, &method.source),
            confidence: method.confidence,
        }
    }

    /// What the method yields, less what advisories strike out; and whether one struck.
    fn pieces(&self) -> (Vec<Piece>, bool) {
        let id = (self.bundle.id().to_owned(), self.method.id.clone());
        let mut hit = self.struck.rules.contains(&id);
        let yields = self.method.yields.iter().enumerate();
        let pieces = yields.map(|(index, facts)| {
            let id = format!("{}-{index}", self.method.id);
            let mut piece = Piece::of(&id, facts.iter().map(|own| own.0.clone()));
            let whole = piece.clone();
            for (about, strikes) in &self.struck.facts {
                if about.iter().all(|own| whole.holds(own)) {
                    hit = true;
                    if strikes.is_empty() { piece.strike_all() } else { piece.strike(strikes) }
                }
            }
            piece
        });
        (pieces.collect(), hit)
    }

    fn hold<'h>(
        &'h self,
        bundle: &'h Bundle,
        pieces: &'h [Piece],
        parties: &'h BTreeSet<Party>,
    ) -> Hold<'h> {
        Hold { bundle, pieces, parties, on: self.on, struck: &self.struck.rules }
    }

    /// The grade on each axis: its place and its name.
    fn grades(
        &self,
        pieces: &[Piece],
        parties: &BTreeSet<Party>,
    ) -> BTreeMap<String, (usize, String)> {
        let mut grades = BTreeMap::new();
        for bundle in self.bundles.iter() {
            let hold = self.hold(bundle, pieces, parties);
            for axis in bundle.axes() {
                let result = super::decision::on_axis(axis, &hold);
                grades.insert(axis.id.clone(), (result.rank, result.grade.id));
            }
        }
        grades
    }

    fn statutes(
        &self,
        pieces: &[Piece],
        parties: &BTreeSet<Party>,
        law: impl Fn(&str) -> bool,
    ) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for bundle in self.bundles.iter() {
            let hold = self.hold(bundle, pieces, parties);
            let now = bundle.statutes().iter().filter(|own| {
                self.on.within(own.from, own.until)
                    && law(&own.law)
                    && hold.satisfied(&own.needs).is_some()
            });
            found.extend(now.map(|own| (own.law.clone(), own.code.clone())));
        }
        found
    }

    fn misses(
        &self,
        requirements: &Requirements,
        pieces: &[Piece],
        grades: &BTreeMap<String, (usize, String)>,
        statutes: &[(String, String)],
        hit: bool,
    ) -> Vec<Miss> {
        let method = self.method;
        let channel = requirements.channel;
        let level = requirements.level.as_ref();
        let holds =
            |own: &Attribute| pieces.iter().any(|piece| piece.holds(&Fact::Attribute(*own)));
        let lent = requirements.lending_risk == LendingRisk::High && !method.lending_resistant;
        let broad = method.granularity == Granularity::AllOrNothing;
        [
            (Miss::Advisory, hit),
            (Miss::Attributes, !requirements.attributes.iter().all(holds)),
            (Miss::Channel, channel != Channel::Unknown && !method.channels.contains(&channel)),
            (Miss::Date, !self.on.within(method.from, method.until)),
            (Miss::Having, method.having.iter().any(|own| requirements.without.contains(own))),
            (
                Miss::Law,
                requirements
                    .law
                    .as_ref()
                    .is_some_and(|law| !statutes.iter().any(|(own, _)| own == law)),
            ),
            (Miss::Lending, lent),
            (Miss::Level, level.is_some_and(|wanted| !self.reaches(wanted, grades))),
            (
                Miss::Phishing,
                requirements.phishing_resistant && method.phishing_resistant != Some(true),
            ),
            (Miss::Selective, requirements.selective && broad),
        ]
        .into_iter()
        .filter_map(|(miss, missed)| missed.then_some(miss))
        .collect()
    }

    fn reaches(&self, wanted: &Wanted, grades: &BTreeMap<String, (usize, String)>) -> bool {
        let axes = self.bundles.iter().flat_map(Bundle::axes);
        let axis = axes.into_iter().find(|own| own.id == wanted.axis);
        let place = axis.and_then(|own| own.grades.iter().position(|own| own.id == wanted.grade));
        let reached = grades.get(&wanted.axis).map(|(rank, _)| *rank);
        place.zip(reached).is_some_and(|(place, reached)| reached >= place)
    }
}

fn rank(fitting: &mut [Advised], ranking: Ranking) {
    let told = |own: &Advised| match own.granularity {
        Granularity::NoAttributes => 0,
        Granularity::Selective => 1,
        Granularity::AllOrNothing => 2,
    };
    let reasons = |own: &Advised| {
        let crypto = match own.cryptographic {
            true => Words::new(
                "cryptography shows that it is genuine",
                "真正性を暗号的に検証できるため上位",
            ),
            false => Words::new(
                "it rests on eyes, images or letters: more effort for the same level or a lower one",
                "目視・画像・郵送によるため、手間に対して保証レベルが上がらず下位",
            ),
        };
        let choice = match own.granularity {
            Granularity::NoAttributes => {
                Words::new("it tells nothing about the person", "本人の属性情報を伝えないため上位")
            }
            Granularity::Selective => {
                Words::new("the person chooses what is told", "選択的開示ができるため上位")
            }
            Granularity::AllOrNothing => {
                Words::new("it tells all or nothing", "選択的開示ができないため下位")
            }
        };
        (crypto, choice)
    };
    match ranking {
        Ranking::None => {}
        Ranking::Privacy => {
            fitting.sort_by_key(|own| (told(own), !own.cryptographic, own.method.clone()));
            for own in fitting {
                let (crypto, choice) = reasons(own);
                own.rank_reasons = vec![choice, crypto];
            }
        }
        Ranking::Strength => {
            let weak = |own: &Advised| own.phishing_resistant == Some(false);
            fitting
                .sort_by_key(|own| (!own.cryptographic, weak(own), told(own), own.method.clone()));
            for own in fitting {
                let (crypto, choice) = reasons(own);
                own.rank_reasons = vec![crypto, choice];
            }
        }
    }
}

/// The smallest sets of requirements whose loss lets a method fit. An advisory is not given up.
fn ways_out(others: &[Advised]) -> Vec<WayOut> {
    let mut by_misses: BTreeMap<Vec<Miss>, Vec<String>> = BTreeMap::new();
    let fixed = [Miss::Advisory, Miss::Date];
    for own in others.iter().filter(|own| !own.misses.iter().any(|miss| fixed.contains(miss))) {
        by_misses.entry(own.misses.clone()).or_default().push(own.method.clone());
    }
    let keys: Vec<Vec<Miss>> = by_misses.keys().cloned().collect();
    let mut ways: Vec<WayOut> = by_misses
        .into_iter()
        .filter(|(own, _)| {
            let smaller = |other: &&Vec<Miss>| {
                other.len() < own.len() && other.iter().all(|miss| own.contains(miss))
            };
            !keys.iter().any(|other| smaller(&other))
        })
        .map(|(without, methods)| WayOut { without, methods })
        .collect();
    ways.sort_by_key(|own| (own.without.len(), own.without.clone()));
    ways
}
