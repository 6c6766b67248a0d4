//! What a site has that sets nothing: every default is a promise to sites that rely on it.

use byline::config;

#[test]
fn the_defaults_of_all_settings_are_these() {
    let (config, _) = config::read(Some(""), None).unwrap();
    assert_eq!(config.feed_limit, 20);
    insta::assert_debug_snapshot!(config);
}
