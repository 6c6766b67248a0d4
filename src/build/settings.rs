//! The settings of a build: of the site, and where its output goes.

use std::path::Path;
use std::sync::Arc;

use crate::config::{self, Config};
use crate::diag::{Diag, Diags, Place, say};
use crate::disk::Disk;

/// Reads the settings of a site.
///
/// # Errors
/// Every problem with its place.
pub fn load_config(disk: &dyn Disk, base_url: Option<&str>) -> Result<(Arc<Config>, Diags), Diags> {
    let file = Path::new(config::FILE);
    let bytes = match disk.stat(file) {
        Ok(None) => None,
        Ok(Some(_)) => Some(
            disk.read(file)
                .map_err(|error| say::io("read", config::FILE, &error))?,
        ),
        Err(error) => return Err(say::io("read", config::FILE, &error).into()),
    };
    let text = match bytes.map(String::from_utf8).transpose() {
        Ok(text) => text,
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            return Err(say::not_utf8(config::FILE, error.as_bytes(), valid).into());
        }
    };
    let (config, warnings) = config::read(text.as_deref(), base_url)?;
    Ok((Arc::new(config), warnings))
}

/// Folders of a site that hold what people made.
const SOURCES: &[&str] = &[
    "content",
    "static",
    "templates",
    "themes",
    "i18n",
    "data",
    "sass",
    ".byline",
    ".git",
];

/// The output folder of a server, which has one of its own beside the stores.
pub fn served(port: u16) -> String {
    format!("{}/serve-{port}", crate::store::FOLDER)
}

fn is_served(folder: &str) -> bool {
    let port = folder
        .strip_prefix(crate::store::FOLDER)
        .and_then(|rest| rest.strip_prefix("/serve-"));
    port.is_some_and(|port| port.parse::<u16>().is_ok())
}

/// The output folder, by the shortest name it has: each has its own store. It may be anywhere but
/// where the sources are, or around them; the settings of a site may only name one inside of it.
pub(super) fn output_folder(
    disk: &dyn Disk,
    asked: Option<&str>,
    config: &Config,
) -> Result<String, Diag> {
    let written = asked.unwrap_or(&config.output_dir.value);
    if is_served(written) {
        return Ok(written.to_owned());
    }
    let root = disk.absolute(Path::new(""));
    let output = disk.absolute(Path::new(written));
    let inside = SOURCES
        .iter()
        .any(|folder| output.starts_with(root.join(folder)));
    let outside = asked.is_none() && !output.starts_with(&root);
    if root.starts_with(&output) || inside || outside {
        let place = asked
            .is_none()
            .then(|| Place::later(config::FILE, config.output_dir.span.clone()));
        return Err(say::bad_output_dir(place, written));
    }
    let below = output.strip_prefix(&root).unwrap_or(&output);
    Ok(below
        .to_string_lossy()
        .replace(std::path::MAIN_SEPARATOR, "/"))
}
