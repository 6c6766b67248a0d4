//! Byline turns a folder of Markdown articles into a static site and its feeds.
//!
//! The modules are listed from the ground floor up: each imports only from those above it in this
//! list, and a test holds that. `ARCHITECTURE.md` tells the story.

// Ground.
pub mod diag;
pub mod fingerprint;
pub mod route;
// Inputs.
pub mod markdown;
// Outputs.
pub mod feed;
