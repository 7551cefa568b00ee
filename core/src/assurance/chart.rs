//! The advice as a chart of questions with yes and no (Yes/Noチャート).
//!
//! 1. The questions stand in a fixed order: channel, level, lending, what people have. What the
//!    requirements say already, such as a law, is not asked and holds everywhere.
//! 2. Each leaf is the advice for the answers on the way to it.
//! 3. A question whose two answers lead to the same place is left out.

use std::fmt::Write as _;

use serde::Serialize;

use super::advisor::{Requirements, Wanted, advise};
use super::bundle::{Bundles, Having, LendingRisk, Task};
use super::closed::told;
use super::evidence::Channel;
use crate::doctype::{Date, Words};
use crate::facts::escaped;

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

    /// The words, fit to be shown: a bundle may come from anybody.
    fn words(self, own: &Words) -> String {
        escaped(self.pick(&own.en, &own.ja))
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
            own.map_or_else(|| id.clone(), |own| language.words(&own.name))
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
        let font = language.pick(
            "Arial, Helvetica, sans-serif",
            "'Hiragino Sans', 'Noto Sans JP', 'Noto Sans CJK JP', Meiryo, sans-serif",
        );
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:lang=\"{lang}\" role=\"img\" \
             viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             font-family=\"{font}\" font-size=\"13\">\n<title>{title}</title>\n<desc>{}</desc>\n\
             <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
             <g fill=\"none\" stroke=\"#555555\">\n{}</g>\n<g>\n{}</g>\n</svg>\n",
            xml(&self.text(language)),
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
const BOX_WIDTH: usize = 320;
const ROW_WIDTH: usize = BOX_WIDTH - 16;
const COLUMN: usize = 380;
const LINE: usize = 18;
const GAP: usize = 14;
/// How far an entry of a list goes in where it goes on.
const HANG: usize = 10;

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
                let rows: Vec<Row> =
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

    fn put(&mut self, left: usize, top: usize, height: usize, rows: &[Row], fill: &str) {
        let _ = writeln!(
            self.boxes,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{BOX_WIDTH}\" height=\"{height}\" rx=\"6\" \
             fill=\"{fill}\" stroke=\"#555555\"/>"
        );
        for (index, row) in rows.iter().enumerate() {
            let indent = if row.goes_on { HANG } else { 0 };
            let (x, y) = (left + 8 + indent, top + 6 + (index + 1) * LINE - 5);
            let _ = writeln!(self.boxes, "<text x=\"{x}\" y=\"{y}\">{}</text>", xml(&row.text));
        }
    }
}

/// One row of a box.
struct Row {
    text: String,
    /// Whether it goes on with the entry of a list.
    goes_on: bool,
}

/// Marks that close and small characters: no row begins with them (行頭禁則).
const NOT_FIRST: &str = "、。，．・：；？！ー)]}）」』】〉》%ぁぃぅぇぉっゃゅょァィゥェォッャュョ";
/// Marks after which a row may end.
const CLOSING: &str = "、。，．・：；？！)]}）」』】〉》";
/// Marks that open: no row ends with them (行末禁則).
const NOT_LAST: &str = "([{（「『【〈《";

/// Rows that fit into a box, broken between words, or between phrases of Japanese.
fn wrapped(text: &str, language: Language) -> Vec<Row> {
    let entry = text.starts_with("- ") || text.starts_with("! ");
    let parts = match language {
        Language::English => text.split_inclusive(' ').map(str::to_owned).collect(),
        Language::Japanese => phrases(text),
    };
    let mut rows = vec![String::new()];
    for part in parts {
        for piece in fitting(&part) {
            let most = ROW_WIDTH - if rows.len() > 1 && entry { HANG } else { 0 };
            let full = rows
                .last()
                .is_some_and(|row| !row.is_empty() && width(row) + width(piece.trim_end()) > most);
            if full {
                rows.push(String::new());
            }
            if let Some(row) = rows.last_mut() {
                row.push_str(&piece);
            }
        }
    }
    let row = |(index, text)| Row { text, goes_on: entry && index > 0 };
    rows.into_iter().enumerate().map(row).collect()
}

/// The width of a text in pixels, a little more than most fonts need.
fn width(text: &str) -> usize {
    text.chars().map(|own| if own.is_ascii() { 7 } else { 13 }).sum()
}

/// The parts of a Japanese sentence between which a row may end: before an opening mark, after a
/// closing one, and where kana of inflection give way to something else (文節の切れ目).
fn phrases(text: &str) -> Vec<String> {
    let hiragana = |own: char| ('ぁ'..='ん').contains(&own);
    let mut parts: Vec<String> = Vec::new();
    let mut before = None;
    for own in text.chars() {
        let breaks = before.is_some_and(|last: char| {
            let opens = NOT_LAST.contains(own) && !NOT_LAST.contains(last);
            let closed = CLOSING.contains(last);
            let inflected = hiragana(last) && !hiragana(own);
            !NOT_FIRST.contains(own)
                && !NOT_LAST.contains(last)
                && (opens || inflected || (closed && !hiragana(own)))
        });
        match parts.last_mut() {
            Some(part) if !breaks => part.push(own),
            _ => parts.push(own.to_string()),
        }
        before = Some(own);
    }
    parts
}

/// A part as it is, or in pieces where it is wider than a row.
fn fitting(part: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for own in part.chars() {
        let room = |most: usize| pieces.last().is_some_and(|piece| width(piece) + 13 <= most);
        // Room for two marks that close, beyond what is full.
        let (full, within) = (!room(ROW_WIDTH - HANG - 26), room(ROW_WIDTH - HANG));
        let last = pieces.last().and_then(|piece| piece.chars().last());
        let word =
            own.is_ascii_alphanumeric() && last.is_some_and(|own| own.is_ascii_alphanumeric());
        let held = NOT_FIRST.contains(own) || last.is_some_and(|own| NOT_LAST.contains(own));
        if full && !((word || held) && within) {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(own);
        }
    }
    pieces
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
