//! Byline turns a folder of Markdown articles into a static site and its feeds.
//!
//! The modules are listed from the ground floor up: each imports only from those above it in this
//! list, and a test holds that. `ARCHITECTURE.md` tells the story.

// Ground.
pub mod diag;
pub mod fingerprint;
pub mod date;
pub mod route;
pub mod disk;
pub mod store;
// Inputs.
pub mod data;
pub mod image;
pub mod markdown;
pub mod config;
pub mod source;
pub mod page;
// Model.
pub mod lock;
pub mod feed;
pub mod site;
pub mod plan;
// Outputs.
pub mod view;
pub mod theme;
pub mod render;
// Story.
pub mod build;
pub mod check;
pub mod relocate;
pub mod watch;
pub mod serve;
