//! Byline turns a folder of Markdown articles into a static site and its feeds.
//!
//! The modules are listed from the ground floor up: each imports only from those above it in this
//! list, and a test holds that. `ARCHITECTURE.md` tells the story.

// Ground.
pub mod date;
pub mod diag;
pub mod disk;
pub mod fingerprint;
pub mod route;
pub mod store;
// Inputs.
pub mod config;
pub mod data;
pub mod markdown;
pub mod page;
pub mod source;
// Model.
pub mod feed;
pub mod plan;
pub mod site;
// Outputs.
pub mod render;
pub mod theme;
pub mod view;
// Story.
pub mod build;
