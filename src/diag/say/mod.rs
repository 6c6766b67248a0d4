//! Every message Byline can print, each made by one function.

mod articles;
mod check;
mod feed_rules;
mod feeds;
mod forms;
mod links;
mod lock;
mod outputs;
mod settings;
mod theme;

pub use articles::*;
pub use check::*;
pub use feed_rules::*;
pub use feeds::*;
pub use forms::*;
pub use links::*;
pub use lock::*;
pub use outputs::*;
pub use settings::*;
pub use theme::*;
