//! `byline move` and `byline retire`.

use std::io::{self, Write};

use byline::disk::RealDisk;
use byline::relocate;
use byline::site::Visibility;

use super::args::{Format, MoveArgs, RetireArgs};
use super::output::{Messages, Printable};
use super::{Exit, failed, now};

/// What is public now.
fn public() -> Visibility {
    Visibility {
        now: Some(now()),
        ..Visibility::default()
    }
}

/// Moves an article, a folder or an address.
pub(super) fn rename(disk: &RealDisk, args: &MoveArgs) -> io::Result<Exit> {
    let moved = match relocate::rename(disk, public(), &args.old, &args.new) {
        Ok(moved) => moved,
        Err(diags) => return failed(&mut Messages::new(Format::Text), &diags),
    };
    let mut out = Printable(io::stdout().lock());
    for (old, new) in &moved.files {
        writeln!(out, "moved {old} to {new}")?;
    }
    let paths = moved.paths.iter().filter(|_| moved.files.is_empty());
    for path in paths {
        writeln!(out, "{path} will lead to {}", moved.to)?;
    }
    if let Some((id, dropped)) = &moved.ids {
        writeln!(
            out,
            "the article has the id {id}; nobody has {dropped} any more"
        )?;
    }
    writeln!(out, "next: byline build")?;
    Ok(Exit::Done)
}

/// Takes note that something is gone on purpose.
pub(super) fn retire(disk: &RealDisk, args: &RetireArgs) -> io::Result<Exit> {
    match relocate::retire(disk, public(), &args.path) {
        Ok(paths) => {
            let mut out = Printable(io::stdout().lock());
            for path in paths {
                writeln!(out, "{path} is retired")?;
            }
            Ok(Exit::Done)
        }
        Err(diags) => failed(&mut Messages::new(Format::Text), &diags),
    }
}
