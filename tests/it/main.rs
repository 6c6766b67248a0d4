//! The tests of the whole program, in one program: each test that links the library anew costs more than all of its tests.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/grammar/mod.rs"]
mod grammar;
#[path = "../common/served.rs"]
mod served;

mod broken;
mod check;
mod check_external;
mod commonmark;
mod feeds;
mod front_matter;
mod incremental;
mod invariants;
mod links;
mod markdown;
mod messages;
mod moving;
mod names;
mod odd_sites;
mod output;
mod own_site;
mod paginate;
mod permanence;
mod program;
mod properties;
mod serve;
mod settings;
mod site;
mod template_graph;
mod templates;
mod themes;
#[cfg(unix)]
mod trust;
mod unpublished;
mod untitled;
mod work;
mod zola;
