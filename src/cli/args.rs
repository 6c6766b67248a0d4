//! The arguments.

use std::path::PathBuf;

use byline::date::{self, Date};
use byline::site::Visibility;
use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// Turns a folder of Markdown articles into a static site and its feeds.
#[derive(Debug, Parser)]
#[command(name = "byline", version, max_term_width = 100)]
pub(super) struct Args {
    /// The site's folder [default: the current one]
    #[arg(long, global = true, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a new site that builds at once
    New(NewArgs),
    /// Begin a new article
    Write(WriteArgs),
    /// Build the site
    Build(BuildArgs),
    /// Judge the site, or any feed, before somebody else does
    Check(CheckArgs),
    /// Tell what an output is made of, and why it is made again
    Why(WhyArgs),
    /// Show the site in a browser while you write
    Serve(ServeArgs),
    /// List articles: drafts, scheduled, expired, or all
    List(ListArgs),
    /// Move an article or a folder, or let an old address lead to a new one
    Move(MoveArgs),
    /// Say that something published is gone on purpose
    Retire(RetireArgs),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print a manual page, or install all of them
    Man(ManArgs),
}

impl Command {
    /// Whether it is about a site that is there.
    pub fn wants_site(&self) -> bool {
        !matches!(self, Self::New(_) | Self::Completions { .. } | Self::Man(_))
    }
}

/// Make a new site.
#[derive(Debug, clap::Args)]
pub(super) struct NewArgs {
    /// The folder to make
    pub path: PathBuf,
}

/// Print a manual page, or install all of them.
#[derive(Debug, clap::Args)]
pub(super) struct ManArgs {
    /// The command whose page it is [default: that of the program]
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
    /// Write the pages of all commands into this folder instead, as in ~/.local/share/man/man1
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    pub dir: Option<PathBuf>,
}

/// Begin a new article.
#[derive(Debug, clap::Args)]
pub(super) struct WriteArgs {
    /// The headline
    pub title: String,
    /// The section, as a folder below `content/`
    #[arg(long, short, value_name = "FOLDER")]
    pub section: Option<String>,
    /// The language, if not the default one
    #[arg(long, value_name = "TAG")]
    pub lang: Option<String>,
    /// Make a folder for it, which takes its pictures too
    #[arg(long)]
    pub bundle: bool,
    /// Begin a page, as of contact: without date and author, so in no feed
    #[arg(long)]
    pub page: bool,
}

/// What is shown besides what is public.
#[derive(Debug, clap::Args)]
pub(super) struct Shown {
    /// Show drafts
    #[arg(long)]
    pub drafts: bool,
    /// Show articles that are not due yet
    #[arg(long)]
    pub future: bool,
    /// Show articles that have expired
    #[arg(long)]
    pub expired: bool,
}

impl Shown {
    /// What may be shown at a moment.
    pub fn at(&self, now: Date) -> Visibility {
        Visibility {
            now: Some(now),
            drafts: self.drafts,
            future: self.future,
            expired: self.expired,
        }
    }
}

/// Build the site.
#[derive(Debug, clap::Args)]
pub(super) struct BuildArgs {
    /// Write to this folder instead of the settings'
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<String>,
    /// Build for this address instead of the settings'
    #[arg(long, short = 'u', value_name = "URL")]
    pub base_url: Option<String>,
    /// What is shown besides what is public
    #[command(flatten)]
    pub shown: Shown,
    /// Build as if it were this time, as in 2026-11-22T09:30:00+09:00; wants `--output` or `--force`
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub at: Option<String>,
    /// Build again whenever something is edited or due
    #[arg(long, short)]
    pub watch: bool,
    /// Let outputs replace files that Byline did not write
    #[arg(long)]
    pub force: bool,
    /// Remove what stands in the output folder and belongs to nothing, after asking
    #[arg(long, conflicts_with = "watch")]
    pub clean: bool,
    /// Remove it without asking
    #[arg(long, requires = "clean")]
    pub yes: bool,
    /// Refuse to publish what `byline.lock` does not have, instead of adding it
    #[arg(long)]
    pub locked: bool,
    /// How to print messages and the summary
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// List each output that is made again, with the reason
    #[arg(long)]
    pub explain: bool,
    /// Print problems only
    #[arg(long, short)]
    pub quiet: bool,
    /// Tell too what the site has itself in place of what would be made
    #[arg(long, short, conflicts_with = "quiet")]
    pub verbose: bool,
}

/// Judge the site.
#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    /// Ask other hosts too whether they have what links lead to
    #[arg(long)]
    pub external: bool,
    /// Judge this feed instead of the site; may be given several times
    #[arg(long, value_name = "FILE_OR_URL", conflicts_with_all = ["external", "drafts", "future", "expired", "at", "base_url"])]
    pub feed: Vec<String>,
    /// Fail on warnings too
    #[arg(long)]
    pub strict: bool,
    /// As built for this address instead of the settings'
    #[arg(long, short = 'u', value_name = "URL")]
    pub base_url: Option<String>,
    /// What is shown besides what is public
    #[command(flatten)]
    pub shown: Shown,
    /// As if it were this time
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub at: Option<String>,
    /// How to print findings and counts
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// Tell what an output is made of.
#[derive(Debug, clap::Args)]
pub(super) struct WhyArgs {
    /// Its file in the output folder, its address, or the source it is the page of
    #[arg(value_name = "OUTPUT")]
    pub asked: String,
    /// Look at what was built into this folder instead of the settings'
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<String>,
    /// As built for this address instead of the settings'
    #[arg(long, short = 'u', value_name = "URL")]
    pub base_url: Option<String>,
    /// What is shown besides what is public
    #[command(flatten)]
    pub shown: Shown,
    /// As if it were this time
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub at: Option<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// Show the site in a browser.
#[derive(Debug, clap::Args)]
pub(super) struct ServeArgs {
    /// The port, or the next one that is free
    #[arg(long, short, default_value_t = 1111)]
    pub port: u16,
    /// The address to listen at; 0.0.0.0 lets other machines in
    #[arg(long, default_value = "127.0.0.1")]
    pub host: String,
    /// Build for this address instead of the server's own
    #[arg(long, short = 'u', value_name = "URL")]
    pub base_url: Option<String>,
    /// Open the site in the browser
    #[arg(long)]
    pub open: bool,
    /// What is shown besides what is public
    #[command(flatten)]
    pub shown: Shown,
}

/// List articles.
#[derive(Debug, clap::Args)]
pub(super) struct ListArgs {
    /// Which articles
    #[arg(value_enum, default_value_t = Which::All)]
    pub what: Which,
    /// As if it were this time
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub at: Option<String>,
    /// How to print the list
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// Move an article or a folder.
///
/// The article keeps its id in feeds, and its old address leads to the new one. If the file was moved already,
/// or another article takes its place, name the old address and where it is to lead.
#[derive(Debug, clap::Args)]
pub(super) struct MoveArgs {
    /// A file or folder of `content/`, or an address such as /news/rain/
    pub old: String,
    /// Its new place: a file, a folder or an address
    pub new: String,
}

/// Say that something published is gone on purpose.
///
/// Nobody is warned of it again, and hosts that can say so answer 410 (see `redirect_files`).
#[derive(Debug, clap::Args)]
pub(super) struct RetireArgs {
    /// A file or folder of `content/` that is gone, or an address such as /news/rain/
    pub path: String,
}

/// Which articles to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Which {
    /// Those with `draft = true`
    Drafts,
    /// Those with a date in the future
    Scheduled,
    /// Those that have expired
    Expired,
    /// All of them
    All,
}

/// How to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

/// Checks the form of a time; its zone is the site's, if it names none.
fn time(text: &str) -> Result<String, String> {
    match date::read(text, chrono_tz::UTC) {
        Some(_) => Ok(text.to_owned()),
        None => {
            Err("write 2026-11-22, 2026-11-22T09:30:00 or 2026-11-22T09:30:00+09:00".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_make_sense() {
        Args::command().debug_assert();
    }
}
