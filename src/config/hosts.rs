//! Hosts that answer with redirects, and the files that tell them which.

use crate::data::Fields;
use crate::diag::say;

/// A host, or a server, that reads its redirects from a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Host {
    /// Netlify: `_redirects`.
    Netlify,
    /// Cloudflare Pages: `_redirects`, without 410.
    Cloudflare,
    /// nginx: two `map` blocks in `redirects.nginx.conf`, to be included by its configuration.
    Nginx,
    /// Apache: `.htaccess`.
    Apache,
    /// Vercel: `vercel.json`, without 410.
    Vercel,
}

impl Host {
    /// The words for it.
    pub const CHOICES: &'static [(&'static str, Self)] = &[
        ("netlify", Self::Netlify),
        ("cloudflare", Self::Cloudflare),
        ("nginx", Self::Nginx),
        ("apache", Self::Apache),
        ("vercel", Self::Vercel),
    ];

    /// The name of its file, at the top of the output.
    pub fn file(self) -> &'static str {
        match self {
            Self::Netlify | Self::Cloudflare => "_redirects",
            Self::Nginx => "redirects.nginx.conf",
            Self::Apache => ".htaccess",
            Self::Vercel => "vercel.json",
        }
    }
}

/// Reads `redirect_files`.
pub(super) fn read(fields: &mut Fields<'_>) -> Vec<Host> {
    let mut hosts: Vec<Host> = Vec::new();
    let Some((key, node)) = fields.take("redirect_files") else {
        return hosts;
    };
    for name in fields.texts_of(&key.name, node) {
        let place = fields.place_of(&name.span);
        let Some((_, host)) = Host::CHOICES.iter().find(|(word, _)| *word == name.value) else {
            let words: Vec<&str> = Host::CHOICES.iter().map(|(word, _)| *word).collect();
            fields.problem(say::not_a_choice(place, &key.name, &name.value, &words));
            continue;
        };
        match hosts.iter().find(|other| other.file() == host.file()) {
            Some(other) if other == host => {}
            Some(_) => fields.problem(say::two_hosts_one_file(place, host.file())),
            None => hosts.push(*host),
        }
    }
    hosts
}
