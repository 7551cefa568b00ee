//! The apps' strings: written for each platform from the one source, `core/data/counter/strings.json`.

use std::fs;
use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::Problem;
use crate::run::root;

const SOURCE: &str = "core/data/counter/strings.json";
/// Android's files by their language. English is what other languages get.
const ANDROID: [(&str, &str); 2] = [("en", "values"), ("ja", "values-ja")];

/// Writes the files of every platform.
pub(crate) fn write() -> Result<(), Problem> {
    for (path, text) in files()? {
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}

/// Every file with what is to stand in it.
fn files() -> Result<Vec<(PathBuf, String)>, Problem> {
    let path = root().join(SOURCE);
    let text = fs::read_to_string(&path).map_err(|error| format!("{SOURCE}: {error}"))?;
    let source: Map<String, Value> =
        serde_json::from_str(&text).map_err(|error| format!("{SOURCE}: {error}"))?;
    let file = |(language, folder): (&str, &str)| {
        let path = root().join("android/app/src/main/res").join(folder).join("strings.xml");
        Ok((path, android(&source, language)?))
    };
    ANDROID.into_iter().map(file).collect()
}

/// `strings.xml` of one language. Arguments stay in braces, by their names.
fn android(source: &Map<String, Value>, language: &str) -> Result<String, Problem> {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <!-- Written by cargo xtask strings from core/data/counter/strings.json. -->\n\
         <resources>\n",
    );
    let mut entries: Vec<_> = source.iter().collect();
    entries.sort_by_key(|(key, _)| *key);
    for (key, entry) in entries {
        let text = entry.get(language).and_then(Value::as_str);
        let text = text.ok_or_else(|| format!("{SOURCE}: {key} has no \"{language}\""))?;
        let (name, text) = (name(key), escaped(text));
        out.push_str(&format!("    <string name=\"{name}\" formatted=\"false\">{text}</string>\n"));
    }
    out.push_str("</resources>\n");
    Ok(out)
}

/// A key as a resource's name.
fn name(key: &str) -> String {
    key.replace(['.', '-'], "_")
}

/// A text as it stands in a resource file.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('&', "&amp;").replace('<', "&lt;");
    let text = text.replace('\'', "\\'").replace('"', "\\\"").replace('\n', "\\n");
    if text.starts_with(['@', '?']) { format!("\\{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_the_apps_are_those_of_the_source() {
        for (path, text) in files().unwrap() {
            let own = fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(own, text, "{}: run cargo xtask strings", path.display());
        }
    }

    #[test]
    fn texts_are_escaped_and_no_language_is_left_out() {
        assert_eq!(escaped("?a & b < c's \"d\" \\"), "\\?a &amp; b &lt; c\\'s \\\"d\\\" \\\\");
        let source = serde_json::json!({ "a.b-c": { "en": "one" } });
        let source = source.as_object().unwrap();
        assert!(android(source, "en").unwrap().contains("<string name=\"a_b_c\""));
        assert!(android(source, "ja").unwrap_err().contains("a.b-c"));
    }
}
