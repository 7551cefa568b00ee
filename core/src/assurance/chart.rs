//! The advice as a chart of questions with yes and no (Yes/Noチャート).
//!
//! 1. The questions stand in a fixed order: channel, level, law, lending, what people have.
//! 2. Each leaf is the advice for the answers on the way to it.
//! 3. A question whose two answers lead to the same place is left out.

use std::fmt::Write as _;

use serde::Serialize;

use super::advisor::{Requirements, Wanted, advise};
use super::bundle::{Bundles, Having, LendingRisk, Task};
use super::closed::told;
use super::evidence::Channel;
use crate::doctype::{Date, Words};

told! {
    /// A question of the chart.
    Question {
        /// Whether people come in person.
        InPerson = "in-person", "Does the person come in person?", "対面で手続を行いますか。";
        /// Whether lending is a risk.
        Lending = "lending", "Would anybody gain from lending the credential?",
            "証明書や端末の貸し借りのリスクが高いですか。";
        /// The highest level.
        LevelThree = "level-3", "Is level 3 needed?", "保証レベル3が必要ですか。";
        /// The middle level.
        LevelTwo = "level-2", "Is level 2 needed?", "保証レベル2が必要ですか。";
        /// Everybody has a phone.
        Phone = "phone", "Has everybody a smartphone that carries the credential?",
            "全員がスマートフォンのクレデンシャルを利用できますか。";
        /// Everybody has a photo ID.
        PhotoId = "photo-id", "Has everybody a photo ID?",
            "全員が顔写真付きの本人確認書類を持っていますか。";
        /// A look-alike site.
        Phishing = "phishing", "Must it be phishing resistant?", "フィッシング耐性が必要ですか。";
    }
}

/// A place in the chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Node {
    /// A question, and where its answers lead.
    Ask {
        /// The question.
        question: Question,
        /// After yes.
        yes: Box<Node>,
        /// After no.
        no: Box<Node>,
    },
    /// The methods that fit, in the order of names; where none does, what to do.
    Methods {
        /// The methods, by name.
        methods: Vec<Words>,
        /// Where none fits: what would have to give.
        way_out: Option<Words>,
    },
}

/// The languages of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Language {
    /// English
    English,
    /// Japanese
    Japanese,
}

impl Language {
    fn pick<'w>(self, en: &'w str, ja: &'w str) -> &'w str {
        match self {
            Language::English => en,
            Language::Japanese => ja,
        }
    }

    fn words(self, own: &Words) -> &str {
        self.pick(&own.en, &own.ja)
    }
}

/// The chart for a task. What `base` asks for beyond the questions holds everywhere.
pub fn chart(base: &Requirements, bundles: &Bundles, on: Date) -> Node {
    let questions: &[Question] = match base.task {
        Task::Proofing => &[
            Question::InPerson,
            Question::LevelThree,
            Question::LevelTwo,
            Question::Lending,
            Question::Phone,
            Question::PhotoId,
        ],
        Task::Authentication => {
            &[Question::Phishing, Question::LevelThree, Question::LevelTwo, Question::Phone]
        }
    };
    node(base, questions, bundles, on)
}

fn node(base: &Requirements, questions: &[Question], bundles: &Bundles, on: Date) -> Node {
    let Some((first, rest)) = questions.split_first() else { return leaf(base, bundles, on) };
    if is_answered(*first, base) {
        return node(base, rest, bundles, on);
    }
    let yes = node(&answered(*first, true, base), rest, bundles, on);
    let no = node(&answered(*first, false, base), rest, bundles, on);
    if yes == no {
        return yes;
    }
    Node::Ask { question: *first, yes: Box::new(yes), no: Box::new(no) }
}

/// Whether the requirements, or an answer before, say it already.
fn is_answered(question: Question, base: &Requirements) -> bool {
    match question {
        Question::InPerson => base.channel != Channel::Unknown,
        Question::LevelThree | Question::LevelTwo => base.level.is_some(),
        Question::Lending => base.lending_risk != LendingRisk::Unknown,
        Question::Phone => base.without.contains(&Having::Phone),
        Question::PhotoId => base.without.contains(&Having::PhotoId),
        Question::Phishing => base.phishing_resistant,
    }
}

fn answered(question: Question, yes: bool, base: &Requirements) -> Requirements {
    let mut own = base.clone();
    let axis = match own.task {
        Task::Proofing => "ds511.ial",
        Task::Authentication => "ds511.aal",
    };
    let level = |grade: &str| Some(Wanted { axis: axis.to_owned(), grade: grade.to_owned() });
    match (question, yes) {
        (Question::InPerson, true) => own.channel = Channel::InPerson,
        (Question::InPerson, false) => own.channel = Channel::Remote,
        (Question::LevelThree, true) => own.level = level("3"),
        (Question::LevelTwo, true) => own.level = level("2"),
        (Question::Lending, true) => own.lending_risk = LendingRisk::High,
        (Question::Lending, false) => own.lending_risk = LendingRisk::Low,
        (Question::Phone, false) => drop(own.without.insert(Having::Phone)),
        (Question::PhotoId, false) => drop(own.without.insert(Having::PhotoId)),
        (Question::Phishing, true) => own.phishing_resistant = true,
        (
            Question::LevelThree
            | Question::LevelTwo
            | Question::Phone
            | Question::PhotoId
            | Question::Phishing,
            _,
        ) => {}
    }
    own
}

fn leaf(base: &Requirements, bundles: &Bundles, on: Date) -> Node {
    let advice = advise(base, bundles, on);
    let way_out = advice.ways_out.first().map(|way| {
        let en: Vec<&str> = way.without.iter().map(|own| own.en()).collect();
        let ja: Vec<&str> = way.without.iter().map(|own| own.ja()).collect();
        let name = |id: &String, language: Language| {
            let own = advice.others.iter().find(|own| own.method == *id);
            own.map_or_else(|| id.clone(), |own| language.words(&own.name).to_owned())
        };
        let names = |language: Language, between: &str| {
            let all = way.methods.iter().map(|id| name(id, language));
            all.collect::<Vec<_>>().join(between)
        };
        Words::new(
            &format!(
                "Nothing fits. Closest: {} (but {})",
                names(Language::English, "; "),
                en.join("; ")
            ),
            &format!(
                "条件をすべて満たす手法はありません。最も近い手法: {}(ただし、{})",
                names(Language::Japanese, "、"),
                ja.join("、")
            ),
        )
    });
    let methods = advice.fitting.into_iter().map(|own| own.name).collect();
    Node::Methods { methods, way_out }
}

impl Node {
    /// The chart as lines of text.
    pub fn text(&self, language: Language) -> String {
        let mut out = String::new();
        self.lines(&mut out, 0, language);
        out
    }

    fn lines(&self, out: &mut String, depth: usize, language: Language) {
        let indent = "    ".repeat(depth);
        match self {
            Node::Ask { question, yes, no } => {
                let _ = writeln!(out, "{indent}{}", language.pick(question.en(), question.ja()));
                let _ = writeln!(out, "{indent}  {}", language.pick("yes:", "はい:"));
                yes.lines(out, depth + 1, language);
                let _ = writeln!(out, "{indent}  {}", language.pick("no:", "いいえ:"));
                no.lines(out, depth + 1, language);
            }
            Node::Methods { methods, way_out } => {
                for own in methods {
                    let _ = writeln!(out, "{indent}- {}", language.words(own));
                }
                if let Some(own) = way_out {
                    let _ = writeln!(out, "{indent}! {}", language.words(own));
                }
                if methods.is_empty() && way_out.is_none() {
                    let nothing = language.pick("nothing fits", "該当する手法はありません");
                    let _ = writeln!(out, "{indent}! {nothing}");
                }
            }
        }
    }

    /// The chart as an SVG image, with a description for those who cannot see it.
    pub fn svg(&self, language: Language) -> String {
        let mut drawing =
            Drawing { boxes: String::new(), lines: String::new(), language, next: MARGIN };
        let depth = self.depth();
        drawing.draw(self, 0);
        let width = MARGIN * 2 + depth * COLUMN + BOX_WIDTH;
        let height = drawing.next + MARGIN;
        let title = language.pick("Methods by question", "本人確認手法の選択チャート");
        let lang = language.pick("en", "ja");
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:lang=\"{lang}\" role=\"img\" \
             viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             font-family=\"sans-serif\" font-size=\"13\">\n<title>{title}</title>\n<desc>{}</desc>\n\
             <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
             <g fill=\"none\" stroke=\"#555555\">\n{}</g>\n<g>\n{}</g>\n</svg>\n",
            escaped(&self.text(language)),
            drawing.lines,
            drawing.boxes
        )
    }

    fn depth(&self) -> usize {
        match self {
            Node::Ask { yes, no, .. } => 1 + yes.depth().max(no.depth()),
            Node::Methods { .. } => 0,
        }
    }
}

/// Pixels.
const MARGIN: usize = 16;
const BOX_WIDTH: usize = 300;
const COLUMN: usize = 360;
const LINE: usize = 18;
const GAP: usize = 14;

/// The drawing of a chart: questions to the left, answers to the right.
struct Drawing {
    boxes: String,
    lines: String,
    language: Language,
    /// The next free place from above.
    next: usize,
}

impl Drawing {
    /// Draws a node in this column; returns the height of its middle.
    fn draw(&mut self, node: &Node, column: usize) -> usize {
        let left = MARGIN + column * COLUMN;
        match node {
            Node::Methods { .. } => {
                let text = node.text(self.language);
                let rows: Vec<String> =
                    text.lines().flat_map(|own| wrapped(own, self.language)).collect();
                let top = self.next;
                let height = rows.len() * LINE + 12;
                self.next += height + GAP;
                self.put(left, top, height, &rows, "#eef6ee");
                top + height / 2
            }
            Node::Ask { question, yes, no } => {
                let yes = self.draw(yes, column + 1);
                let no = self.draw(no, column + 1);
                let text = self.language.pick(question.en(), question.ja());
                let rows = wrapped(text, self.language);
                let height = rows.len() * LINE + 12;
                let middle = usize::midpoint(yes, no);
                let top = middle.saturating_sub(height / 2).max(MARGIN);
                self.next = self.next.max(top + height + GAP);
                self.put(left, top, height, &rows, "#eaf0fa");
                let (from, to) = (left + BOX_WIDTH, left + COLUMN);
                for (end, word) in [
                    (yes, self.language.pick("yes", "はい")),
                    (no, self.language.pick("no", "いいえ")),
                ] {
                    let _ = writeln!(
                        self.lines,
                        "<path d=\"M{from} {middle} H{} V{end} H{to}\"/>",
                        from + 12
                    );
                    let _ = writeln!(
                        self.boxes,
                        "<text x=\"{}\" y=\"{}\" font-size=\"11\">{word}</text>",
                        from + 16,
                        end.saturating_sub(4)
                    );
                }
                middle
            }
        }
    }

    fn put(&mut self, left: usize, top: usize, height: usize, rows: &[String], fill: &str) {
        let _ = writeln!(
            self.boxes,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{BOX_WIDTH}\" height=\"{height}\" rx=\"6\" \
             fill=\"{fill}\" stroke=\"#555555\"/>"
        );
        for (index, row) in rows.iter().enumerate() {
            let (x, y) = (left + 8, top + 6 + (index + 1) * LINE - 5);
            let _ = writeln!(self.boxes, "<text x=\"{x}\" y=\"{y}\">{}</text>", escaped(row));
        }
    }
}

/// Rows that fit into a box. Japanese has no spaces to break at.
fn wrapped(text: &str, language: Language) -> Vec<String> {
    let most = match language {
        Language::English => 42,
        Language::Japanese => 21,
    };
    let mut rows = vec![String::new()];
    let parts: Vec<String> = match language {
        Language::English => text.split_inclusive(' ').map(str::to_owned).collect(),
        Language::Japanese => text.chars().map(String::from).collect(),
    };
    for part in parts {
        let full = rows.last().is_some_and(|row| {
            !row.is_empty() && row.chars().count() + part.trim_end().chars().count() > most
        });
        // A row does not begin with a mark that closes.
        let closing = matches!(part.as_str(), "、" | "。" | ")" | "」");
        if full && !closing {
            rows.push(String::new());
        }
        if let Some(row) = rows.last_mut() {
            row.push_str(&part);
        }
    }
    rows
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
