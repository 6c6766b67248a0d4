//! What holds of every message: its place is in the file, and nothing in it moves the cursor of a terminal.

use byline::diag::{Diags, Style, write_json, write_text};

/// Judges the messages about a file. A place in another file is only printed.
pub fn messages(diags: &Diags, file: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.split('\n').collect();
    for diag in diags.iter() {
        assert!(!diag.title.is_empty(), "{diag:?}");
        let related = diag.related.iter().map(|(_, place)| place);
        let places = diag.place.iter().chain(related);
        for place in places.filter(|place| place.file == file) {
            let Some(position) = &place.position else {
                continue;
            };
            let line = position.line.checked_sub(1).and_then(|line| lines.get(line));
            let line = line.unwrap_or_else(|| panic!("{diag:?} is below the last line"));
            let columns = 1..=line.chars().count() + 1;
            assert!(columns.contains(&position.column), "{diag:?}");
            assert!(position.mark.length > 0, "{diag:?}");
            assert!(position.excerpt.chars().count() < 400, "{diag:?}");
        }
        let mut printed = Vec::new();
        write_text(&mut printed, diag, Style::Plain).expect("memory takes everything");
        let printed = String::from_utf8(printed).expect("messages are text");
        let moves = |c: char| c.is_control() && c != '\n';
        assert!(!printed.contains(moves), "{printed:?}");
        let mut json = Vec::new();
        write_json(&mut json, diag).expect("memory takes everything");
        let json: serde_json::Value = serde_json::from_slice(&json).expect("it is JSON");
        assert_eq!(json["title"], diag.title.as_str());
    }
}
