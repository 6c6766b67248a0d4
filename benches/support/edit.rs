//! The kinds of edits.

/// One kind of edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Nothing at all.
    Nothing,
    /// A sentence far down in an old article.
    Body,
    /// A sentence at the beginning of an old article: its summary stands in lists.
    Opening,
    /// The title of an old article.
    Title,
    /// The date of an old article, which changes places with its neighbour.
    Date,
    /// One more tag of an old article.
    Tags,
    /// One more article, in the middle of the archive.
    Older,
    /// A sentence at the beginning of the newest article.
    NewestOpening,
    /// The title of the newest article.
    NewestTitle,
    /// One more article, newer than all others.
    Newest,
    /// A draft that becomes the newest article.
    Published,
    /// An old article that moves to another section.
    Moved,
    /// An old article that goes.
    Removed,
    /// A file that no page names.
    Static,
    /// An output that somebody deleted.
    Deleted,
    /// The style sheet.
    Style,
    /// The template of all articles.
    Template,
    /// The line under every page.
    Setting,
}

impl Edit {
    /// Edits of one article.
    pub const ARTICLES: [Self; 12] = [
        Self::Body,
        Self::Opening,
        Self::Title,
        Self::Date,
        Self::Tags,
        Self::Older,
        Self::NewestOpening,
        Self::NewestTitle,
        Self::Newest,
        Self::Published,
        Self::Moved,
        Self::Removed,
    ];

    /// Edits of what is no article, and change little.
    pub const OTHERS: [Self; 3] = [Self::Nothing, Self::Static, Self::Deleted];

    /// Edits that replace many files.
    pub const LARGE: [Self; 3] = [Self::Style, Self::Template, Self::Setting];

    /// The edit as the tables call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nothing => "no change",
            Self::Body => "old article: far down",
            Self::Opening => "old article: first paragraph",
            Self::Title => "old article: title",
            Self::Date => "old article: date",
            Self::Tags => "old article: one more tag",
            Self::Older => "an older article added",
            Self::NewestOpening => "newest article: first paragraph",
            Self::NewestTitle => "newest article: title",
            Self::Newest => "a new newest article",
            Self::Published => "a draft becomes the newest article",
            Self::Moved => "old article: moved to another section",
            Self::Removed => "old article: removed",
            Self::Static => "a static file",
            Self::Deleted => "an output deleted by hand",
            Self::Style => "the style sheet",
            Self::Template => "the template of articles",
            Self::Setting => "a setting, the footer",
        }
    }
}
