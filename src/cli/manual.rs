//! `byline man`: the manual pages, one for each command.

use std::io::{self, Write};

use byline::disk::{Disk, RealDisk};
use clap::CommandFactory;
use clap_mangen::Man;

use super::Exit;
use super::args::{Args, ManArgs};
use super::output::Printable;

/// Prints a page, or writes all of them into a folder.
pub(super) fn print(disk: &RealDisk, args: &ManArgs) -> io::Result<Exit> {
    let pages = pages()?;
    if let Some(folder) = &args.dir {
        // A folder is named from where the program was started, as everywhere on the command line.
        let folder = std::path::absolute(folder)?;
        for (name, page) in &pages {
            let file = folder.join(format!("{name}.1"));
            disk.write(&file, page)?;
            writeln!(Printable(io::stdout()), "{}", file.display())?;
        }
        return Ok(Exit::Done);
    }
    let name = match &args.command {
        Some(command) => format!("byline-{command}"),
        None => "byline".to_owned(),
    };
    match pages.iter().find(|(page, _)| *page == name) {
        Some((_, page)) => {
            io::stdout().write_all(page)?;
            Ok(Exit::Done)
        }
        None => {
            let commands = pages
                .iter()
                .filter_map(|(page, _)| page.strip_prefix("byline-"));
            let commands: Vec<&str> = commands.collect();
            writeln!(
                io::stderr(),
                "error: there is no command `{}`\n  help: name one of {}",
                args.command.as_deref().unwrap_or_default(),
                commands.join(", ")
            )?;
            Ok(Exit::Usage)
        }
    }
}

/// Each page with its name: that of the program, and `byline-COMMAND` of each command.
fn pages() -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut program = Args::command().disable_help_subcommand(true);
    // What is global is an option of each command.
    program.build();
    let pages = std::iter::once(&program).chain(program.get_subcommands());
    let pages = pages.map(|command| {
        let name = command.get_display_name().unwrap_or(command.get_name());
        let mut page = Vec::new();
        Man::new(command.clone()).render(&mut page)?;
        Ok((name.to_owned(), page))
    });
    pages.collect()
}
