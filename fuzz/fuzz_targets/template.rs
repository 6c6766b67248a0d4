//! Any texts as the templates of a theme: a theme loads or says why it does not, with places in its files; and what rendering
//! shows of it is in its graph, as in the target `graph`, whose texts are right ones.

#![no_main]

// Its own templates are for the target `graph`.
#[allow(dead_code)]
#[path = "../../tests/common/grammar/mod.rs"]
mod grammar;
mod judge;

use grammar::Template;

/// The first is rendered.
const NAMES: [&str; 3] = [grammar::ROOT, "base.html", "x.html"];

libfuzzer_sys::fuzz_target!(|text: &str| {
    // Templates are programs: loops in loops take as long as whoever wrote them wants.
    let loops = text.matches("for").count();
    if loops > 6 || text.contains("range") && loops > 1 {
        return;
    }
    let parts = text.splitn(NAMES.len(), "\n====\n");
    let templates: Vec<Template> = NAMES
        .into_iter()
        .zip(parts)
        .map(|(name, text)| Template {
            name: name.to_owned(),
            text: text.to_owned(),
            marks: Vec::new(),
        })
        .collect();
    match grammar::load(&templates) {
        Ok(theme) => {
            for template in &templates {
                let shown = format!("templates/{}", template.name);
                judge::messages(&theme.warnings, &shown, template.text.as_bytes());
            }
            grammar::hold_loaded(&templates, &theme);
        }
        Err(said) => {
            assert!(said.has_errors(), "{said:?}");
            for template in &templates {
                let shown = format!("templates/{}", template.name);
                judge::messages(&said, &shown, template.text.as_bytes());
            }
        }
    }
});
