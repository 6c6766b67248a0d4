//! The rules that `byline check` judges by: each has a name that never changes, and a severity.

use serde::{Serialize, Serializer};

use super::Severity;

/// Makes the rules: one line each, so that name, severity and meaning stand together.
macro_rules! rules {
    ($($rule:ident $name:literal $severity:ident $meaning:literal;)*) => {
        /// A rule of `byline check`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $(#[doc = $meaning] $rule,)*
        }

        impl Rule {
            /// All rules, in the order in which people are told of them.
            pub const ALL: &'static [Self] = &[$(Self::$rule,)*];

            /// Its name, in messages, in JSON and in `[check] ignore`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$rule => $name,)*
                }
            }

            /// How bad it is for a check when the rule is broken. A build may take it more lightly.
            pub fn severity(self) -> Severity {
                match self {
                    $(Self::$rule => Severity::$severity,)*
                }
            }
        }
    };
}

rules! {
    DeadLink "dead-link" Error "A link leads to an address that the site does not have.";
    DeadAnchor "dead-anchor" Error "A link leads to an anchor that its page does not have.";
    DuplicateId "duplicate-id" Error "Two elements of a page have one `id`.";
    ImageAlt "image-alt" Warning "A picture has no `alt`.";
    EmptyLink "empty-link" Warning "A link has no text, so nobody can tell where it leads.";
    HeadingSkip "heading-skip" Warning "A heading is more than one level below the one before.";
    ManyH1 "many-h1" Warning "A page has more than one `h1`.";
    NoLang "no-lang" Warning "A page does not say which language it is in.";
    NoDescription "no-description" Warning "An article has neither a description nor a summary.";
    Unlisted "unlisted" Warning "No list leads to an article.";
    LostAddress "lost-address" Error "An address that was published is no longer there.";
    ForeignFile "foreign-file" Warning "A file in the output folder belongs to nothing that the site has.";
    ExternalLink "external-link" Error "A link leads to something that another host does not have.";
    ExternalUnclear "external-unclear" Warning "Another host does not say whether it has what a link leads to.";
    ExternalMoved "external-moved" Warning "What a link leads to has moved for good.";
    FeedFormat "feed-format" Error "It is no RSS, Atom or JSON Feed.";
    FeedXml "feed-xml" Error "The XML is not well-formed, or has what XML forbids.";
    FeedJson "feed-json" Error "The JSON is not that of a JSON Feed.";
    FeedRequired "feed-required" Error "Something is missing that the format demands.";
    FeedId "feed-id" Error "Two entries have one id, or an id is none.";
    FeedDate "feed-date" Error "A date is not written as the format demands.";
    FeedUrl "feed-url" Error "A URL is relative, or not in ASCII.";
    FeedHtmlUrl "feed-html-url" Error "A URL in the HTML of an entry is relative.";
    FeedHtmlUnsafe "feed-html-unsafe" Warning "The HTML of an entry has what readers take out.";
    FeedEnclosure "feed-enclosure" Error "An enclosure lacks its length or type.";
    FeedStructure "feed-structure" Error "Elements stand where or as often as they must not.";
    FeedUpdated "feed-updated" Warning "The feed's date is not that of its newest entry.";
    FeedSelf "feed-self" Warning "The feed does not say where it is served.";
    FeedAuthor "feed-author" Warning "An author is not named as the format demands.";
    FeedEmpty "feed-empty" Warning "An element is there, and empty.";
    FeedText "feed-text" Warning "A text was escaped twice, or cut inside an entity.";
    FeedSize "feed-size" Warning "The feed is larger than some readers take.";
    FeedOrder "feed-order" Warning "The newest entry does not come first.";
    FeedLanguage "feed-language" Warning "A language is not named by a BCP 47 tag.";
}

impl Rule {
    /// The rule of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.name() == name)
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
