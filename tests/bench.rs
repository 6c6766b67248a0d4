//! Tests of what stands behind `cargo bench`: a benchmark has no test harness of its own.

#[path = "../benches/support"]
#[expect(dead_code, reason = "the benchmark uses what the tests do not")]
mod support {
    pub mod articles;
    pub mod edit;
    pub mod edit_table;
    pub mod edits;
    pub mod floor;
    pub mod folder;
    pub mod generate;
    pub mod http;
    pub mod limits;
    pub mod lists;
    pub mod measure;
    pub mod program;
    pub mod serve;
    pub mod table;
    pub mod texts;
    pub mod words;
}
