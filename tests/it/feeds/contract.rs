//! The feed contract: what every feed of Byline keeps, and the test that holds it.
//!
//! | rule | test |
//! |---|---|
//! | **Bytes** | |
//! | XML is well-formed, prefixes are bound | `contract_formats::every_xml_file_is_well_formed_and_its_prefixes_are_bound`, the judge `xml: xmllint accepts every file in silence` |
//! | no character that XML lacks, from any field | `contract_formats::no_field_lets_through_what_xml_cannot_hold`, the judge `feeds: any article text arrives` |
//! | UTF-8, the declaration first | `contract_formats::every_xml_file_begins_with_its_declaration_and_is_utf_8` |
//! | a character that is left out is said with its place | `contract_formats::a_control_character_that_is_dropped_is_said_with_its_place` |
//! | `]]>` in code survives | `contract_traps::the_end_of_a_cdata_section_in_code_survives` |
//! | only the five entities and numbers | `contract_formats::only_the_five_entities_and_numbers_stand_in_xml` |
//! | any text arrives | `properties::any_text_arrives_in_every_reader`, `feed::tests::any`, the judge `feeds: any article text arrives` |
//! | the same bytes in another build, zone, locale, folder, order of files | `same::two_builds_make_the_same_bytes`, `same::machine_zone_and_locale_reach_no_output`, `same::the_working_directory_reaches_no_output`, `contract_formats::files_in_any_order_give_the_same_bytes` |
//! | **RSS** | |
//! | title, link, description | `contract_formats::the_channel_has_title_link_and_description` |
//! | `atom:link rel="self"` where it is served | `contract_formats::a_feed_names_itself_where_it_is_served` |
//! | a title or a description | `feed::tests::rss::a_note_without_a_title_has_a_description` |
//! | one `guid`, unique, no permalink | `contract_formats::an_item_has_one_guid_that_is_unique_in_its_feed`, `contract_traps::a_guid_that_is_no_address_says_so` |
//! | `pubDate` | `contract_formats::a_pub_date_is_rfc_822_with_the_right_weekday` |
//! | summary before the full text | `contract_formats::a_plain_summary_stands_before_the_full_text` |
//! | people in `dc:creator` | `contract_traps::a_bare_name_is_a_dc_creator_and_nothing_is_empty` |
//! | one enclosure with its length and type | `media::the_length_and_the_type_come_from_the_file`, `feed::tests::rss::one_enclosure_with_its_real_length` |
//! | a category for each term | `contract_formats::every_term_is_a_category_but_authors_are_none` |
//! | the language | `contract_formats::the_language_is_that_of_the_feed` |
//! | the channel's picture | `contract_formats::the_picture_of_a_channel_has_the_channels_title_and_link`, `contract_formats::the_picture_of_a_channel_is_at_most_144_by_400` |
//! | addresses in ASCII | `contract_formats::every_address_in_a_feed_is_ascii` |
//! | **Atom** | |
//! | id, title, date | `contract_formats::atom_has_an_id_a_title_and_a_date` |
//! | an author on every entry | `contract_formats::every_atom_entry_has_an_author_of_its_own` |
//! | published, then updated | `contract_formats::published_is_not_after_updated` |
//! | as new as the newest entry | `contract_traps::a_feed_is_as_new_as_its_newest_entry_and_never_as_the_build` |
//! | self and alternate links | `contract_formats::atom_has_one_self_link_and_one_alternate_of_a_kind` |
//! | content as HTML, summary as text | `contract_formats::atom_content_is_html_and_its_summary_is_text` |
//! | categories | `contract_formats::an_atom_category_has_term_scheme_and_label` |
//! | extensions before entries | `contract_formats::entries_are_the_last_elements_of_atom` |
//! | **JSON Feed** | |
//! | the version first | `contract_formats::json_feed_begins_with_its_version`, the judge `feeds: JSON Feed 1.1 and its schema` |
//! | ids are texts, no nulls | `contract_formats::json_feed_has_texts_for_ids_and_no_nulls` |
//! | authors as a list, language | `contract_formats::json_feed_has_a_list_of_authors_and_its_language` |
//! | attachments | `media::several_files_are_all_in_atom_and_json`, `feed::tests::json::an_item_says_what_it_must` |
//! | **HTML inside of feeds** | |
//! | absolute addresses | `contract_content::addresses_are_absolute_and_resolved_against_the_page` |
//! | nothing that runs | `contract_content::nothing_in_it_runs_or_collects_input` |
//! | embedded pages | `contract_content::embedded_pages_become_links_with_their_picture` |
//! | what belongs to the page | `contract_content::what_belongs_to_the_page_stays_there` |
//! | `picture` | `contract_content::a_picture_falls_to_its_plain_image` |
//! | footnotes | `contract_content::footnotes_lead_to_the_page_and_have_ids_of_their_entry` |
//! | formulas | `contract_content::formulas_have_a_text_form` |
//! | code | `contract_content::code_keeps_its_colours_without_a_stylesheet` |
//! | without styles | `contract_content::it_means_the_same_when_every_style_is_gone` |
//! | **Identity** | |
//! | an edit, a title, `updated` | `an_id_outlives_an_edit_a_title_and_an_update` |
//! | `http` to `https` | `an_id_outlives_the_step_to_https` |
//! | an id from before | `an_id_that_was_imported_is_kept_wherever_the_article_goes` |
//! | slug, date, section, domain, file | `permanence::an_id_outlives_title_slug_date_section_and_domain`, the judge `subscription: … everything moved`, `… another domain` |
//! | a published id that would change is an error | `permanence::an_id_of_the_front_matter_cannot_change_once_it_is_published` |
//! | one id a feed | `contract_traps::each_feed_has_an_id_of_its_own` |
//! | a title is one line | `contract_formats::a_title_is_one_line_in_every_format` |
//! | the text of an article that moved | `contract_content::the_text_of_an_article_that_moved_is_the_same` |
//! | titles are escaped once | `contract_content::titles_are_escaped_once` |
//! | **Life** | |
//! | nothing changed | `a_build_without_changes_touches_no_feed`, the judge `subscription: … nothing changed` |
//! | a typo, one article more | `a_mended_typo_is_the_same_entry_with_another_text`, `an_article_more_is_one_entry_more`, the judge `subscription` |
//! | not due, draft, expired | `what_is_not_published_is_in_no_feed` |
//! | one that comes back into a short feed is not new | the judge `subscription: … the newest is retired and an old one comes back` |
//! | an old date | `an_old_date_does_not_jump_to_the_top` |
//! | newest first, ties by id | `entries_stand_newest_first_and_ties_go_by_id` |
//! | no id twice | `two_articles_of_one_id_are_an_error` |
//! | the control with ids from addresses | the judge `subscription: … the control` |
//! | **Size** | |
//! | the limit | `documents::a_feed_has_as_many_entries_as_the_settings_say` |
//! | the largest size | `history::a_large_feed_leaves_to_archives_what_they_have` |
//! | every article is reachable, without loops | `history::every_article_can_be_reached` |
//! | archives from the oldest end, closed for good | `history::archives_are_cut_from_the_oldest_end`, `history::what_is_closed_stays_as_it_is`, `history::an_old_date_that_comes_late_opens_no_closed_archive` |
//! | archives that were published keep answering | `history::archives_that_were_published_stay`, `history::archives_stay_that_were_published_before_that_was_written_down` |
//! | archives in Atom, or in what was asked for | `history::archives_are_in_atom_unless_others_are_asked_for`, `history::whoever_names_formats_has_archives_in_these_only` |
//! | **Discovery and looks** | |
//! | feeds of this page, main one first | `documents::a_page_names_the_feeds_of_its_section_first` |
//! | `.xml` and `.json` | `feeds_end_in_xml_or_json` |
//! | style and a link for browsers | `a_feed_in_a_browser_has_a_style_and_a_link`, the judge `feeds: readable in a browser, and the link works` |
//! | a page for subscribers | `subscribe::it_tells_of_every_feed_of_its_language_what_the_feed_says_itself` |
//! | **Neighbours** | |
//! | OPML | `documents::all_feeds_are_listed_for_readers_that_import_lists` |
//! | sitemap | the judge `sitemap: every address answers, translations are reciprocal` |
//! | news sitemap | `news::it_has_the_articles_of_two_days`, `news::it_has_a_thousand_articles_at_the_most` |
//! | robots.txt | `site::a_page_for_lost_readers_is_kept_from_search_engines` |
//! | **Traps** | |
//! | half an entity | `contract_traps::a_summary_is_never_cut_inside_an_entity` |
//! | words run together, words split | `contract_traps::words_of_two_blocks_do_not_run_together`, `contract_traps::a_word_is_not_split_by_markup_within_it` |
//! | control characters and newlines | `contract_traps::control_characters_are_dropped_and_newlines_kept` |
//! | `]]>` | `contract_traps::the_end_of_a_cdata_section_in_code_survives` |
//! | `&hellip;` | `contract_traps::named_entities_become_characters` |
//! | undeclared `content:` | `contract_traps::every_namespace_that_is_used_is_declared` |
//! | `<author>` with a bare or no name | `contract_traps::a_bare_name_is_a_dc_creator_and_nothing_is_empty` |
//! | `guid` without `isPermaLink` | `contract_traps::a_guid_that_is_no_address_says_so` |
//! | ids from addresses or corrected dates | `permanence::an_id_outlives_title_slug_date_section_and_domain`, the judge `subscription: … the control` |
//! | one id for all feeds | `contract_traps::each_feed_has_an_id_of_its_own` |
//! | the time of the build | `contract_traps::a_feed_is_as_new_as_its_newest_entry_and_never_as_the_build` |
//! | dates compared as texts | `contract_traps::dates_are_compared_as_moments_not_as_texts` |
//! | local time as GMT, midnight in UTC | `contract_traps::a_day_without_a_time_is_midnight_in_the_zone_of_the_site` |
//! | `<!-- more -->` | `contract_traps::the_more_marker_does_not_shorten_the_full_text` |
//! | translations in one feed | `contract_traps::translations_have_a_feed_of_their_own` |
//! | tags without a feed, tags that share one | `contract_traps::tags_of_every_script_have_feeds_of_their_own`, `contract_traps::terms_that_differ_share_no_feed` |
//! | an old feed address is a 404 | `permanence::a_renamed_folder_takes_its_addresses_along`, the judge `subscription: … addresses of feeds from before the move answer` |
//!
//! `every_test_of_the_table_is_there` holds the names of the table.

use std::fs;

use crate::common::TestSite;
use crate::common::wire::{Element, FEEDS, channel, items, xml};

#[test]
fn every_test_of_the_table_is_there() {
    let table = fs::read_to_string("tests/it/feeds/contract.rs").unwrap();
    let judges: Vec<String> = ["judge.py", "subscription.py", "magazine.py", "anytext.py"]
        .iter()
        .filter_map(|name| fs::read_to_string(format!("tests/judges/{name}")).ok())
        .collect();
    let mut held = 0;
    for row in table.lines().filter_map(|line| line.strip_prefix("//! |")) {
        let tests = row.split('|').nth(1).unwrap_or_default();
        for name in tests.split('`').skip(1).step_by(2) {
            held += 1;
            let (file, test) = name.rsplit_once("::").unwrap_or(("contract", name));
            let file = match file.strip_prefix("feed::tests::") {
                Some(part) => format!("src/feed/tests/{part}.rs"),
                None => format!("tests/it/{file}.rs"),
            };
            let in_folders = ["feeds", "incremental"]
                .map(|folder| file.replace("/it/", &format!("/it/{folder}/")));
            let in_own = file.replace(".rs", "/mod.rs");
            let is_rust = |test: &str| {
                in_folders.iter().chain([&file, &in_own]).any(|file| {
                    fs::read_to_string(file).is_ok_and(|text| text.contains(&format!("fn {test}(")))
                })
            };
            let is_module = name == "feed::tests::any";
            let judge = name
                .rsplit("… ")
                .next()
                .unwrap()
                .trim_start_matches("subscription: ");
            let is_judge = judges.iter().any(|text| text.contains(judge));
            assert!(
                is_rust(test) || is_module || is_judge,
                "nothing is called `{name}`"
            );
        }
    }
    assert!(held > 70, "{held}");
}

fn ids(site: &TestSite) -> Vec<String> {
    items(site, "").into_iter().map(|item| item.id).collect()
}

fn titles(site: &TestSite) -> Vec<String> {
    items(site, "").into_iter().map(|item| item.title).collect()
}

fn two_articles() -> TestSite {
    TestSite::new()
        .article(
            "rain.md",
            "title = \"Rain\"\ndate = 2026-11-20",
            "It rians.",
        )
        .article(
            "snow.md",
            "title = \"Snow\"\ndate = 2026-11-19",
            "It snows.",
        )
        .build()
}

// Identity.

#[test]
fn an_id_outlives_an_edit_a_title_and_an_update() {
    let site = two_articles();
    let before = ids(&site);
    let site = site
        .edit("content/rain.md", "It rians.", "It rains, and more.")
        .edit(
            "content/rain.md",
            "title = \"Rain\"",
            "title = \"Heavy rain\"\nupdated = 2026-11-21\ndescription = \"D\"\ntags = [\"x\"]",
        )
        .build();
    assert_eq!(ids(&site), before);
    assert_eq!(titles(&site)[0], "Heavy rain");
}

#[test]
fn an_id_outlives_the_step_to_https() {
    let site = two_articles()
        .config("base_url = \"http://example.com\"")
        .build();
    let before = ids(&site);
    assert!(items(&site, "")[0].url.starts_with("http://"));
    let site = site.config("base_url = \"https://example.com\"").build();
    assert_eq!(ids(&site), before);
    assert!(items(&site, "")[0].url.starts_with("https://"));
}

#[test]
fn an_id_that_was_imported_is_kept_wherever_the_article_goes() {
    let front = "title = \"Rain\"\ndate = 2026-11-20\nid = \"https://old.example/?p=7\"";
    let site = TestSite::new().article("rain.md", front, "").build();
    assert_eq!(ids(&site), ["https://old.example/?p=7"]);
    let moved = front.replace("2026-11-20", "2026-11-18");
    let site = site
        .remove("content/rain.md")
        .article("news/other.md", &moved, "")
        .for_address("https://elsewhere.example")
        .build();
    assert_eq!(ids(&site), ["https://old.example/?p=7"]);
    assert_eq!(
        items(&site, "")[0].url,
        "https://elsewhere.example/news/other/"
    );
}

// Life.

#[test]
fn a_build_without_changes_touches_no_feed() {
    let site = two_articles();
    let before = site.all_outputs();
    let site = site.build();
    assert_eq!(site.report().changes, Default::default());
    crate::common::assert_same(&site.all_outputs(), &before);
    // Not even a clean one, or one of another day.
    site.equals_clean();
    let site = site.at("2026-12-24T00:00:00Z").build();
    for name in FEEDS {
        assert_eq!(site.all_outputs()[name], before[name], "{name}");
    }
}

#[test]
fn a_mended_typo_is_the_same_entry_with_another_text() {
    let site = two_articles();
    let before = items(&site, "");
    let site = site.edit("content/rain.md", "rians", "rains").build();
    let after = items(&site, "");
    assert_eq!(after.len(), 2);
    assert_eq!(after[0].html, before[0].html.replace("rians", "rains"));
    assert_eq!(
        (&after[0].id, &after[0].title),
        (&before[0].id, &before[0].title)
    );
    assert_eq!(after[1], before[1]);
    // A typo is no news: nothing says that the article changed.
    assert_eq!(
        channel(&site, "rss.xml").say("lastBuildDate"),
        "Fri, 20 Nov 2026 00:00:00 +0000"
    );
    assert_eq!(
        xml(&site, "atom.xml").all("atom:entry")[0].say("atom:updated"),
        "2026-11-20T00:00:00+00:00"
    );
}

#[test]
fn an_article_more_is_one_entry_more() {
    let site = two_articles();
    let before = items(&site, "");
    let site = site
        .article("ice.md", "title = \"Ice\"\ndate = 2026-11-21", "")
        .build();
    let after = items(&site, "");
    assert_eq!(after[0].title, "Ice");
    assert_eq!(after[1..], before);
}

#[test]
fn what_is_not_published_is_in_no_feed() {
    let site = TestSite::new()
        .config("taxonomies = [{ name = \"tags\", feed = true }]")
        .article(
            "news/_index.md",
            "title = \"News\"\ngenerate_feeds = true",
            "",
        )
        .article(
            "news/out.md",
            "title = \"Out\"\ndate = 2026-11-20\ntags = [\"x\"]",
            "",
        )
        .article(
            "news/draft.md",
            "title = \"Secret draft\"\ndate = 2026-11-20\ndraft = true\ntags = [\"x\"]",
            "Secret",
        )
        .article(
            "news/future.md",
            "title = \"Secret future\"\ndate = 2026-11-23\ntags = [\"x\"]",
            "Secret",
        )
        .article(
            "news/expired.md",
            "title = \"Secret past\"\ndate = 2026-11-01\nexpires = 2026-11-10\ntags = [\"x\"]",
            "Secret",
        )
        .build()
        .nowhere("Secret");
    for folder in ["", "news/", "tags/x/"] {
        assert_eq!(items(&site, folder).len(), 1, "{folder}");
    }
    // When its day comes it is there, and only it is new.
    let site = site.at("2026-11-23T00:00:00Z").build();
    assert_eq!(titles(&site), ["Secret future", "Out"]);
}

#[test]
fn an_old_date_does_not_jump_to_the_top() {
    let site = two_articles();
    let before = ids(&site);
    let site = site
        .article(
            "flood.md",
            "title = \"Flood\"\ndate = 2019-03-01\nupdated = 2026-11-22",
            "",
        )
        .build();
    assert_eq!(titles(&site), ["Rain", "Snow", "Flood"]);
    assert_eq!(ids(&site)[..2], before);
}

#[test]
fn entries_stand_newest_first_and_ties_go_by_id() {
    let site = TestSite::new()
        .article(
            "1.md",
            "title = \"1\"\ndate = 2026-11-19\nid = \"urn:z\"",
            "",
        )
        .article(
            "2.md",
            "title = \"2\"\ndate = 2026-11-20\nid = \"urn:c\"",
            "",
        )
        .article(
            "3.md",
            "title = \"3\"\ndate = 2026-11-20T09:00:00+09:00\nid = \"urn:a\"",
            "",
        )
        .article(
            "4.md",
            "title = \"4\"\ndate = 2026-11-20\nid = \"urn:b\"",
            "",
        )
        .build();
    assert_eq!(ids(&site), ["urn:a", "urn:b", "urn:c", "urn:z"]);
}

#[test]
fn two_articles_of_one_id_are_an_error() {
    let article = |name: &str| format!("title = \"{name}\"\ndate = 2026-11-20\nid = \"urn:a\"");
    let site = TestSite::new()
        .article("a.md", &article("A"), "")
        .article("b.md", &article("B"), "")
        .try_build();
    assert!(
        site.problems().iter().any(|problem| problem.contains("id")),
        "{:?}",
        site.problems()
    );
}

// Discovery and looks.

#[test]
fn feeds_end_in_xml_or_json() {
    let site = TestSite::new()
        .config("feed_filenames = [\"feed\"]")
        .article("a.md", "title = \"A\"", "")
        .try_build();
    assert!(!site.problems().is_empty());
    let site = two_articles();
    let page = site.output("rain/index.html");
    for name in FEEDS {
        assert!(
            page.contains(&format!("href=\"https://example.com/{name}\"")),
            "{name}"
        );
    }
}

#[test]
fn a_feed_in_a_browser_has_a_style_and_a_link() {
    let site = TestSite::new()
        .config("[languages.ko]\ntitle = \"신문\"")
        .article("a.md", "title = \"A\"\ndate = 2026-11-20", "")
        .article("a.ko.md", "title = \"가\"\ndate = 2026-11-20", "")
        .build();
    for (path, home, title) in [
        ("", "https://example.com/", "Test"),
        ("ko/", "https://example.com/ko/", "신문"),
    ] {
        for name in ["rss.xml", "atom.xml"] {
            let written = site.output(&format!("{path}{name}"));
            let (_, instruction) = written
                .split_once("<?xml-stylesheet type=\"text/css\" href=\"https://example.com/")
                .unwrap();
            let stylesheet = instruction.split('"').next().unwrap();
            assert!(
                site.has_output(stylesheet.split('?').next().unwrap()),
                "{stylesheet}"
            );
            let feed = Element::read(&written);
            let links: Vec<&Element> = feed
                .every()
                .into_iter()
                .filter(|element| element.name == "xhtml:a")
                .collect();
            let link = links
                .iter()
                .find(|link| link.attribute("href") == home)
                .unwrap();
            assert_eq!(link.text, title);
        }
    }
}
