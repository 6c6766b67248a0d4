//! Byline's own source files, for the tests that read them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The source files, by path below `src/`, without comments and without their tests.
pub fn sources() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    collect(Path::new("src"), &mut found);
    assert!(found.len() > 40, "the sources are somewhere else");
    found
}

fn collect(folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("tests") {
                collect(&path, found);
            }
            continue;
        }
        let below = path
            .strip_prefix("src")
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        let is_test = below.ends_with("tests.rs") || below.ends_with("test.rs");
        if below.ends_with(".rs") && !is_test {
            found.insert(below, code(&fs::read_to_string(&path).unwrap()));
        }
    }
}

/// A file without comments, up to its module of tests.
pub fn code(text: &str) -> String {
    let mut kept = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let tests = line.trim() == "#[cfg(test)]"
            && lines
                .peek()
                .is_some_and(|next| next.trim_start().starts_with("mod tests {"));
        if tests {
            break;
        }
        let line = match line.find("//") {
            // Not the `//` of a URL in a text.
            Some(at) if !line[..at].ends_with(':') && line[..at].matches('"').count() % 2 == 0 => {
                &line[..at]
            }
            _ => line,
        };
        kept.push_str(line);
        kept.push('\n');
    }
    kept
}

/// The modules in the order of `lib.rs`.
pub fn modules() -> Vec<String> {
    let lib = fs::read_to_string("src/lib.rs").unwrap();
    let modules: Vec<String> = lib
        .lines()
        .filter_map(|line| line.trim().trim_start_matches("pub ").strip_prefix("mod "))
        .map(|name| name.trim_end_matches(';').to_owned())
        .collect();
    assert!(modules.len() > 10, "{modules:?}");
    modules
}

/// The top module of a file: `site` of `site/links.rs`.
pub fn module_of(path: &str) -> &str {
    let top = path.split('/').next().unwrap_or_default();
    top.strip_suffix(".rs").unwrap_or(top)
}

/// Every top module that a text names, by `crate::x` or `crate::{x, y::z}`.
pub fn named(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => names.push(first_word(rest)),
            Some(list) => {
                let mut depth = 0;
                let mut item = String::new();
                for c in list.chars() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => names.push(first_word(&std::mem::take(&mut item))),
                        c if depth == 0 => item.push(c),
                        _ => {}
                    }
                }
                names.push(first_word(&item));
            }
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn first_word(text: &str) -> String {
    text.trim_start()
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

/// Fails with a list of what is wrong, if anything is.
pub fn refuse(what: &str, wrong: &[String]) {
    assert!(wrong.is_empty(), "{what}:\n{}", wrong.join("\n"));
}

/// Lines of files that are not excused and have one of some texts.
pub fn lines_with(words: &[&str], excused: impl Fn(&str) -> bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        if excused(&path) {
            continue;
        }
        for line in text.lines() {
            if words.iter().any(|word| line.contains(word)) {
                wrong.push(format!("src/{path}: {}", line.trim()));
            }
        }
    }
    wrong
}
