//! The command line: arguments, exit codes, colours. Everything else is in the library.

mod cli;

use std::process::ExitCode;

/// Faster than the system's allocator at the many small texts of a build.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
