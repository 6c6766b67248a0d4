//! Feeds: their contract, and the test of each of its rules.

mod checked;
mod combined;
mod contract;
mod contract_content;
mod contract_formats;
mod contract_traps;
mod documents;
mod history;
mod media;
mod news;
mod subscribe;
