//! `byline move` and `byline retire`: what was published, moved by hand.

use crate::common::frail::Fate;
use crate::common::moved::{FRONT, RAIN, SNOW, disk, id, leads, magazine, public};
use crate::common::states::themed;
use crate::common::{TestSite, assert_same};
use byline::disk::{Loss, MemoryDisk};
use byline::relocate;
use byline::store::Moving;

#[test]
fn what_vanishes_is_said_until_somebody_says_why() {
    let gone = |site: TestSite| site.remove("content/news/rain.md").build();
    let title = "the published address `/news/rain/` leads nowhere: `content/news/rain.md` is gone, and no new article is like it";
    let site = gone(magazine(TestSite::in_folder()).build());
    assert!(site.messages().contains(title), "{}", site.messages());
    let site = site.build();
    assert!(site.messages().contains(title), "{}", site.messages());

    // One way out: an alias.
    let site = site
        .edit(
            "content/news/snow.md",
            "title",
            "aliases = [\"/news/rain/\"]\ntitle",
        )
        .build();
    assert_eq!(site.messages(), "");

    // Another: it moved, to something that is not like it any more.
    let site = gone(magazine(TestSite::in_folder()).build());
    let moved = relocate::rename(
        &*disk(&site),
        public(),
        "/news/rain/",
        "content/news/snow.md",
    );
    assert_eq!(moved.unwrap().paths, ["/news/rain/"]);
    let site = site.build();
    assert_eq!(site.messages(), "");
    leads(
        &site,
        "news/rain/index.html",
        "https://example.com/news/snow/",
    );

    // The third: it is gone on purpose.
    let site = gone(
        magazine(TestSite::in_folder())
            .config("redirect_files = [\"netlify\"]")
            .build(),
    );
    let retired = relocate::retire(&*disk(&site), public(), "content/news/rain.md");
    assert_eq!(retired.unwrap(), ["/news/rain/"]);
    let site = site.build();
    assert_eq!(site.messages(), "");
    assert_eq!(site.output("_redirects"), "/news/rain/ /404.html 410\n");
    // What comes back is no longer gone, and is who it was.
    let site = site.article("news/rain.md", FRONT, RAIN).build();
    assert_eq!(site.output("_redirects"), "");
    assert_eq!(id(&site, "Rain"), "tag:example.com,2026-11-20:/news/rain/");
}

#[test]
fn a_move_takes_files_ids_and_addresses_along() {
    let site = magazine(TestSite::in_folder())
        .file(
            "content/news/fog/index.md",
            format!("+++\n{FRONT}\n+++\n![Fog](fog.png)\n"),
        )
        .file("content/news/fog/fog.png", b"not really")
        .file("content/news/_index.md", "+++\ntitle = \"News\"\n+++\n")
        .build();
    let run = |old: &str, new: &str| relocate::rename(&*disk(&site), public(), old, new);
    let moved = run("content/news/rain.md", "content/weather").unwrap();
    assert_eq!(
        moved.files,
        [(
            "content/news/rain.md".to_owned(),
            "content/weather/rain.md".to_owned()
        )]
    );
    let moved = run("content/news", "content/past/old").unwrap();
    assert_eq!(moved.files.len(), 4);
    assert!(!site.has("content/news/fog/fog.png"));
    let site = site.build();
    assert_eq!(site.messages(), "");
    leads(
        &site,
        "news/rain/index.html",
        "https://example.com/weather/rain/",
    );
    leads(
        &site,
        "news/snow/index.html",
        "https://example.com/past/old/snow/",
    );
    // Pictures in entries that readers have already are loaded from where they were.
    assert_eq!(site.output("news/fog/fog.png"), "not really");
    leads(
        &site,
        "news/fog/index.html",
        "https://example.com/past/old/fog/",
    );
    leads(&site, "news/index.html", "https://example.com/past/old/");
}

#[test]
fn a_move_that_makes_no_sense_changes_nothing() {
    let site = magazine(TestSite::in_folder()).build();
    let before = site.read("byline.lock");
    let run = |old: &str, new: &str| {
        let error = relocate::rename(&*disk(&site), public(), old, new).unwrap_err();
        error
            .iter()
            .map(|diag| diag.title.clone())
            .collect::<Vec<_>>()
            .join("; ")
    };
    assert_eq!(
        run("content/news/rain.md", "content/news/snow.md"),
        "`content/news/snow.md` is there already"
    );
    assert_eq!(
        run("content/news/rain.md", "content/news/rain.txt"),
        "`content/news/rain.txt` is no file of an article"
    );
    assert_eq!(
        run("content/news/rain.md", "../rain.md"),
        "`../rain.md` is no place below `content/`"
    );
    assert_eq!(
        run("content/news", "content/news/old"),
        "`content/news` cannot be moved to `content/news/old`, which is part of it"
    );
    assert_eq!(
        run("/news/rain/", "/news/wet/"),
        "`/news/rain/` is still published: it is made of `content/news/rain.md`"
    );
    assert_eq!(
        run("content/fog.md", "/news/snow/"),
        "nothing was ever published as `fog.md`"
    );
    assert_eq!(
        run("/old/", "/news/wet/"),
        "there is no article or section `/news/wet/` to lead to"
    );
    let error = relocate::retire(&*disk(&site), public(), "/news/rain/").unwrap_err();
    assert_eq!(error.iter().count(), 1);
    assert_eq!(site.read("byline.lock"), before);
    assert!(site.has("content/news/rain.md"));
}

#[test]
fn addresses_from_before_byline_lead_to_an_article() {
    let site = magazine(TestSite::in_folder()).build();
    for old in ["/2019/03/rain.html", "/2019/03/rain2.html"] {
        relocate::rename(&*disk(&site), public(), old, "/news/rain").unwrap();
    }
    for wrong in ["/old/?p=3", "/old/../x/"] {
        assert!(relocate::rename(&*disk(&site), public(), wrong, "/news/rain").is_err());
    }
    let site = site.build();
    for old in ["2019/03/rain.html", "2019/03/rain2.html"] {
        leads(&site, old, "https://example.com/news/rain/");
    }
}

#[test]
fn an_article_that_a_build_took_for_a_new_one_gets_its_first_id_back() {
    // Title, date, name and nearly all of the text are others at once.
    let site = magazine(TestSite::in_folder())
        .build()
        .remove("content/news/rain.md")
        .article(
            "weather/wet.md",
            "title = \"Wet\"\ndate = 2026-11-19",
            "It rained for a week. All else is new. So is this. And this. And that. Truly.",
        )
        .build();
    assert_ne!(id(&site, "Wet"), "tag:example.com,2026-11-20:/news/rain/");
    let moved = relocate::rename(
        &*disk(&site),
        public(),
        "/news/rain/",
        "content/weather/wet.md",
    );
    assert_eq!(
        moved.unwrap().ids.unwrap().0,
        "tag:example.com,2026-11-20:/news/rain/"
    );
    let site = site.build();
    assert_eq!(site.messages(), "");
    assert_eq!(id(&site, "Wet"), "tag:example.com,2026-11-20:/news/rain/");
    // Another article that takes the place of one that is gone stays who it is.
    let site = site.remove("content/weather/wet.md").build();
    let moved = relocate::rename(&*disk(&site), public(), "/weather/wet/", "/news/snow/").unwrap();
    assert_eq!(
        moved.ids.unwrap().0,
        "tag:example.com,2026-11-21:/news/snow/"
    );
}

#[test]
fn a_folder_that_is_moved_takes_its_feeds_and_files_along() {
    let site = magazine(TestSite::in_folder())
        .config("feed_limit = 1")
        .file(
            "content/news/_index.md",
            "+++\ntitle = \"News\"\ngenerate_feeds = true\n+++\n",
        )
        .file("content/news/map.png", b"a map")
        .article("sport/goal.md", "title = \"Goal\"", "One to nil.")
        .build();
    let before = site.outputs();
    // Into a folder that is there.
    let moved = relocate::rename(&*disk(&site), public(), "content/news", "content/sport").unwrap();
    assert_eq!(moved.to, "content/sport/news");
    let site = site.build();
    assert_eq!(site.messages(), "");
    let after = site.outputs();
    let dead: Vec<&String> = before.iter().filter(|path| !after.contains(path)).collect();
    assert!(dead.is_empty(), "{dead:?}");
    assert_eq!(site.output("news/map.png"), "a map");
    assert_eq!(
        site.output("news/atom.1.xml"),
        site.output("sport/news/atom.1.xml")
    );
    site.equals_clean();
}

#[test]
fn readers_of_a_feed_are_led_to_another_feed_and_to_nothing_else() {
    let tags = |site: TestSite, name: &str| {
        site.article(
            "news/rain.md",
            &format!("{FRONT}\ntags = [\"{name}\"]"),
            RAIN,
        )
    };
    let site = TestSite::in_folder().config("taxonomies = [{ name = \"tags\", feed = true }]");
    let site = tags(tags(site, "wet").build(), "rain").build();
    assert!(
        site.messages().contains(
            "`/tags/wet/rss.xml`, `/tags/wet/atom.xml`, `/tags/wet/feed.json` lead nowhere"
        )
    );
    assert!(!site.messages().contains("aliases"), "{}", site.messages());
    let run = |to: &str| relocate::rename(&*disk(&site), public(), "/tags/wet/rss.xml", to);
    assert!(run("/news/").is_err());
    assert!(run("/tags/wet/atom.xml").is_err());
    run("/tags/rain/rss.xml").unwrap();
    let site = site.build();
    assert_eq!(site.messages(), "");
    assert_eq!(
        site.output("tags/wet/rss.xml"),
        site.output("tags/rain/rss.xml")
    );
    assert_eq!(
        site.output("tags/wet/atom.xml"),
        site.output("tags/rain/atom.xml")
    );
}

#[test]
fn a_format_that_is_switched_off_is_said_until_somebody_says_why() {
    let site = magazine(TestSite::in_folder())
        .build()
        .config("feed_filenames = [\"rss.xml\"]")
        .build();
    // One XML format does for the other; none does for JSON.
    assert_eq!(site.output("atom.xml"), site.output("rss.xml"));
    let said = "the published address `/feed.json` leads nowhere: the feed has this format no more";
    assert!(site.messages().contains(said), "{}", site.messages());
    let retired = relocate::retire(&*disk(&site), public(), "/feed.json");
    assert_eq!(retired.unwrap(), ["/feed.json"]);
    let site = site.build();
    assert_eq!(site.messages(), "");
    let site = site.config("").build();
    assert!(site.has("public/feed.json"));
    site.equals_clean();
}

#[test]
fn two_articles_that_were_at_one_address_are_gone_from_it_once() {
    let mut site = magazine(TestSite::in_folder().config("redirect_files = [\"nginx\"]"));
    for (name, text) in [("fog", "Fog."), ("mist", "Mist.")] {
        let path = format!("{name}.md");
        site = site
            .article(&path, &format!("slug = \"grey\"\n{FRONT}"), text)
            .build()
            .remove(&format!("content/{path}"))
            .build();
        relocate::retire(&*disk(&site), public(), &path).unwrap();
    }
    let site = site.build();
    let file = site.output("redirects.nginx.conf");
    assert_eq!(file.matches("\"/grey/\" 1;").count(), 1, "{file}");
}

#[test]
fn a_move_to_where_something_was_keeps_its_old_addresses() {
    let site = magazine(TestSite::in_folder())
        .article("fog.md", &format!("slug = \"mist\"\n{FRONT}"), "Fog.")
        .build()
        .edit("content/fog.md", "mist", "fog")
        .build()
        .remove("content/fog.md")
        .build();
    relocate::rename(
        &*disk(&site),
        public(),
        "content/news/rain.md",
        "content/fog.md",
    )
    .unwrap();
    let site = site.build();
    assert_eq!(site.messages(), "");
    leads(&site, "mist/index.html", "https://example.com/fog/");
    leads(&site, "news/rain/index.html", "https://example.com/fog/");
}

#[test]
fn what_is_there_can_neither_be_retired_nor_lead_elsewhere() {
    let site = magazine(TestSite::in_folder()).build();
    let before = site.read("byline.lock");
    let titles = |diags: byline::diag::Diags| {
        let titles: Vec<_> = diags.iter().map(|diag| diag.title.clone()).collect();
        titles.join("; ")
    };
    let retire = |what: &str| titles(relocate::retire(&*disk(&site), public(), what).unwrap_err());
    let run = |old: &str, new: &str| {
        titles(relocate::rename(&*disk(&site), public(), old, new).unwrap_err())
    };
    let feed = "`/rss.xml` is still published: it is a feed";
    assert_eq!(retire("/rss.xml"), feed);
    assert_eq!(run("/rss.xml", "/atom.xml"), feed);
    assert_eq!(
        run("/news/", "/news/snow/"),
        "`/news/` is still published: it is a section"
    );
    assert_eq!(run(".", "content/old"), "`.` is no place below `content/`");
    assert_eq!(site.read("byline.lock"), before);
}

/// What a site is before a move: with a feed, a picture and a file of its own in the folder that is moved.
fn gallery(site: TestSite) -> TestSite {
    themed(site)
        .article(
            "gallery/_index.md",
            "title = \"Gallery\"\ngenerate_feeds = true",
            "",
        )
        .article("gallery/x.md", "title = \"X\"\ndate = 2026-11-20", RAIN)
        .article("gallery/y.md", "title = \"Y\"\ndate = 2026-11-21", SNOW)
        .file("content/gallery/map.png", "a map")
}

/// The same articles are there with the same ids, at one place or at the other, and nothing else is.
fn is_whole(site: &TestSite, ids: &[String; 2]) {
    site.equals_clean();
    assert_eq!(&[id(site, "X"), id(site, "Y")], ids);
    let moved = site.has("content/past/photos/x.md");
    for name in ["_index.md", "x.md", "y.md", "map.png"] {
        let there = [
            site.has(&format!("content/gallery/{name}")),
            site.has(&format!("content/past/photos/{name}")),
        ];
        assert_eq!(there, [!moved, moved], "{name}");
    }
    if moved {
        leads(
            site,
            "gallery/x/index.html",
            "https://example.com/past/photos/x/",
        );
    }
    assert!(!site.has(".byline/moving"));
    let left: Vec<String> = site
        .files()
        .into_keys()
        .filter(|path| path.ends_with(".tmp") && !path.starts_with(".byline/"))
        .collect();
    assert_eq!(left, [""; 0]);
}

const GALLERY: (&str, &str) = ("content/gallery", "content/past/photos");

#[test]
fn a_move_that_is_killed_at_any_change_is_done_or_undone() {
    for retries in [false, true] {
        for at in 0.. {
            let (site, disk) = TestSite::frail();
            let site = gallery(site).build();
            let ids = [id(&site, "X"), id(&site, "Y")];
            disk.arm(Fate::Dies, at);
            let moved = relocate::rename(&*disk, public(), GALLERY.0, GALLERY.1);
            let struck = disk.mend();
            assert!(struck || moved.is_ok());
            if retries {
                // It cannot be made where it was done already.
                let again = relocate::rename(&*disk, public(), GALLERY.0, GALLERY.1);
                assert!(again.is_ok() || site.has("content/past/photos/x.md"));
            }
            let site = site.build();
            is_whole(&site, &ids);
            assert!(!retries || site.has("content/past/photos/x.md"), "at {at}");
            if !struck {
                assert!(at > 5, "only {at} changes");
                break;
            }
        }
    }
}

#[test]
fn a_move_that_fails_at_any_change_is_undone_as_a_whole() {
    for fate in [Fate::Fails, Fate::Full] {
        for at in 0.. {
            let (site, disk) = TestSite::frail();
            let site = gallery(site).build();
            let ids = [id(&site, "X"), id(&site, "Y")];
            let of_site = |site: &TestSite| {
                let mut files = site.files();
                files.retain(|path, _| !path.starts_with(".byline/"));
                files
            };
            let before = of_site(&site);
            disk.arm(fate, at);
            let moved = relocate::rename(&*disk, public(), GALLERY.0, GALLERY.1);
            let struck = disk.mend();
            if let Err(diags) = &moved
                && diags.before_writing()
            {
                // What says that nothing was written has written nothing.
                assert_same(&of_site(&site), &before);
                assert!(!site.has(".byline/moving"));
            }
            is_whole(&site.build(), &ids);
            if !struck {
                assert!(moved.is_ok() && at > 5, "only {at} changes");
                break;
            }
        }
    }
}

#[test]
fn a_move_that_loses_the_power_at_any_change_is_done_or_undone() {
    let site = gallery(TestSite::new()).build();
    let ids = [id(&site, "X"), id(&site, "Y")];
    site.memory().record();
    relocate::rename(site.memory(), public(), GALLERY.0, GALLERY.1).unwrap();
    let recording = site.memory().recorded();
    assert!(recording.len() > 5);
    let (mut before, mut after) = (0, 0);
    for end in 0..=recording.len() {
        for loss in Loss::EACH {
            let found = site.found_on(MemoryDisk::after(&recording, end, |_| loss));
            let found = found.build();
            is_whole(&found, &ids);
            let moved = found.has("content/past/photos/x.md");
            assert!(moved || end < recording.len(), "it was done and is lost");
            *(if moved { &mut after } else { &mut before }) += 1;
        }
    }
    assert!(before > 5 && after > 5, "{before} {after}");
}

#[test]
fn a_build_says_that_it_undid_a_move() {
    let (site, disk) = TestSite::frail();
    let site = gallery(site).build();
    let mut said = Vec::new();
    for at in 0..9 {
        disk.arm(Fate::Dies, at);
        let _ = relocate::rename(&*disk, public(), GALLERY.0, GALLERY.1);
        disk.mend();
        if site.has("content/past/photos/x.md") {
            said.push(at);
            break;
        }
    }
    assert_eq!(said.len(), 1);
    let site = site.build();
    let title =
        "`byline move content/gallery content/past/photos` had been interrupted: it is undone";
    assert!(site.messages().contains(title), "{}", site.messages());
    assert!(site.has("content/gallery/x.md"));
    assert_eq!(site.build().messages(), "");
}

#[test]
fn a_note_of_a_move_that_nobody_made_moves_nothing() {
    let (site, disk) = TestSite::frail();
    let site = gallery(site)
        .file(".byline/moving", "byline moving 1\nx")
        .build();
    assert!(!site.has(".byline/moving"));
    for (from, to) in [
        ("content/gallery/x.md", "byline.toml"),
        ("stolen", "content/gallery/x.md"),
        ("content/../stolen", "content/gallery/x.md"),
    ] {
        let moving = Moving {
            from: from.to_owned(),
            to: to.to_owned(),
            lock: Default::default(),
        };
        moving.save(&*disk).unwrap();
        let before = site.read("content/gallery/x.md");
        relocate::retire(&*disk, public(), "/nothing/").unwrap_err();
        assert_eq!(site.read("content/gallery/x.md"), before);
        assert!(site.has("byline.toml") && !site.has("stolen"));
        assert!(!site.has(".byline/moving"), "{from}");
    }
}

#[cfg(unix)]
#[test]
fn a_move_takes_links_modes_and_times_along_and_nothing_behind_a_link() {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::time::{Duration, SystemTime};

    let site = magazine(TestSite::in_folder())
        .article("gallery/index.md", FRONT, "![](img/x.jpg)")
        .file("content/gallery/run.sh", "true")
        .file("content/gallery/.hidden", "dots")
        .file("shared/img/x.jpg", "a picture");
    let at = |path: &str| site.path().join(path);
    symlink("../../shared/img", at("content/gallery/img")).unwrap();
    let file = at("content/gallery/run.sh");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_600_000_000);
    let times = fs::FileTimes::new().set_modified(time);
    fs::File::options()
        .write(true)
        .open(&file)
        .unwrap()
        .set_times(times)
        .unwrap();
    let site = site.build();
    let run = |old: &str, new: &str| relocate::rename(&*disk(&site), public(), old, new);
    // What is behind a link belongs to others as well.
    assert!(run("content/gallery/img/x.jpg", "content/news/x.jpg").is_err());
    assert!(run("content/news/rain.md", "content/gallery/img/rain.md").is_err());
    assert_eq!(site.read("shared/img/x.jpg"), "a picture");
    assert!(site.has("content/news/rain.md"));

    run("content/gallery", "content/photos").unwrap();
    assert_eq!(site.read("shared/img/x.jpg"), "a picture");
    let at = |path: &str| site.path().join(path);
    assert_eq!(
        fs::read_link(at("content/photos/img")).unwrap().to_str(),
        Some("../../shared/img")
    );
    let there = fs::metadata(at("content/photos/run.sh")).unwrap();
    assert_eq!(there.permissions().mode() & 0o777, 0o755);
    assert_eq!(there.modified().unwrap(), time);
    assert!(site.has("content/photos/.hidden"));
    assert!(!at("content/gallery").exists());
    // The link itself has a place, too.
    run("content/photos/img", "content/news/img").unwrap();
    assert!(at("content/news/img").is_symlink());
    assert_eq!(site.read("shared/img/x.jpg"), "a picture");
}
