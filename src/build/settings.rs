//! The settings of a build: of the site, and where its output goes.

use std::path::Path;
use std::sync::Arc;

use crate::config::{self, Config};
use crate::diag::{Diag, Diags, Place, say};
use crate::disk::Disk;
use crate::route;
use crate::theme;

/// Reads the settings of a site.
///
/// # Errors
/// Every problem with its place.
pub fn load_config(disk: &dyn Disk, base_url: Option<&str>) -> Result<(Arc<Config>, Diags), Diags> {
    let text = text_of(disk, config::FILE)?;
    let (mut config, warnings) = config::read(text.as_deref(), base_url)?;
    let theme = config
        .theme
        .as_ref()
        .and_then(|name| theme::folder(&name.value));
    if let Some(folder) = theme {
        let file = format!("{folder}/{}", config::THEME_FILE);
        if let Some(text) = text_of(disk, &file)? {
            config.add_theme(&file, &text)?;
        }
    }
    Ok((Arc::new(config), warnings))
}

/// The text of a file of the site, if it is there.
fn text_of(disk: &dyn Disk, file: &str) -> Result<Option<String>, Diags> {
    let path = Path::new(file);
    let unreadable = |error| Diags::from(say::io("read", file, &error));
    if disk.stat(path).map_err(unreadable)?.is_none() {
        return Ok(None);
    }
    match String::from_utf8(disk.read(path).map_err(unreadable)?) {
        Ok(text) => Ok(Some(text)),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            Err(say::not_utf8(file, error.as_bytes(), valid).into())
        }
    }
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

/// Whether that is the output folder of a server.
pub(super) fn is_served(folder: &str) -> bool {
    let port = folder
        .strip_prefix(crate::store::FOLDER)
        .and_then(|rest| rest.strip_prefix("/serve-"));
    port.is_some_and(|port| port.parse::<u16>().is_ok())
}

/// The output folder, by the shortest name of the place it really is: each has its own store. It may be
/// anywhere but where the sources are, or around them; the settings of a site, and links in it, may only
/// lead to one inside of it.
pub(super) fn output_folder(
    disk: &dyn Disk,
    asked: Option<&str>,
    config: &Config,
) -> Result<String, Diag> {
    let written = asked.unwrap_or(&config.output_dir.value);
    if is_served(written) {
        return Ok(written.to_owned());
    }
    let place = || {
        asked
            .is_none()
            .then(|| Place::later(config::FILE, config.output_dir.span.clone()))
    };
    let bad = || say::bad_output_dir(place(), written);
    let real = |path: &Path| {
        let real = disk.real(path);
        real.map_err(|error| say::io("look at", &path.to_string_lossy(), &error))
    };
    // As it is named, and where it is: a link may have any name.
    let named = (
        disk.absolute(Path::new("")),
        disk.absolute(Path::new(written)),
    );
    let root = real(Path::new(""))?;
    let output = real(Path::new(written))?;
    for (root, output) in [(&named.0, &named.1), (&root, &output)] {
        let mut sources = SOURCES.iter();
        let inside = sources.any(|folder| output.starts_with(root.join(folder)));
        if root.starts_with(output) || inside {
            return Err(bad());
        }
    }
    if asked.is_none() && !named.1.starts_with(&named.0) {
        return Err(bad());
    }
    let below = match output.strip_prefix(&root) {
        Ok(below) => below,
        // Whoever made the site may have made the link: only a whole name is somebody's own word.
        Err(_) if named.1.starts_with(&named.0) => {
            return Err(say::output_dir_outside(
                place(),
                written,
                &output.to_string_lossy(),
            ));
        }
        Err(_) => &output,
    };
    for source in SOURCES {
        // A link that may not be followed is said by whoever reads there.
        let Ok(source) = disk.real(Path::new(source)) else {
            continue;
        };
        let inside = source.starts_with(&root);
        if inside && (output.starts_with(&source) || source.starts_with(&output)) {
            return Err(bad());
        }
    }
    if below
        .components()
        .any(|part| route::is_git_folder(&part.as_os_str().to_string_lossy()))
    {
        return Err(bad());
    }
    Ok(below
        .to_string_lossy()
        .replace(std::path::MAIN_SEPARATOR, "/"))
}
