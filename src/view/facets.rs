//! The fields of cards that follow the text of an article rather than its front matter.
//!
//! An edit of a text changes its word count. A list that shows titles must not be made again for
//! that, so cards have such fields only where a template names them.

/// A set of facets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Facets(u8);

/// One facet: fields that come and go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    /// `summary`, `summary_text`.
    Summary,
    /// `toc`.
    Outline,
    /// `word_count`.
    Words,
    /// `reading_time`.
    Reading,
    /// `backlinks`.
    Backlinks,
    /// `content`.
    Content,
}

impl Facet {
    /// Every facet.
    pub const ALL: [Self; 6] = [
        Self::Summary,
        Self::Outline,
        Self::Words,
        Self::Reading,
        Self::Backlinks,
        Self::Content,
    ];
}

impl Facet {
    /// Those of which each card keeps a fingerprint: that of a text is worked out only for who shows it.
    pub const KEPT: [Self; 5] = [
        Self::Summary,
        Self::Outline,
        Self::Words,
        Self::Reading,
        Self::Backlinks,
    ];
}

impl Facets {
    /// No facet.
    pub const NONE: Self = Self(0);
    /// Every facet.
    pub const ALL: Self = Self(0b11_1111);
    /// Every facet but the text: what a page has beside its text, which stands by itself.
    pub const FULL: Self = Self(0b1_1111);
    /// The text.
    pub const CONTENT: Self = Self(1 << Facet::Content as u8);
    /// Those that change with nearly every edit of a text.
    pub const OF_EACH_EDIT: Self =
        Self(1 << Facet::Words as u8 | 1 << Facet::Reading as u8 | 1 << Facet::Content as u8);

    /// The facet that a field of a card belongs to, if any.
    pub fn of_field(field: &str) -> Option<Self> {
        let facet = match field {
            "summary" | "summary_text" => Facet::Summary,
            "toc" => Facet::Outline,
            "word_count" => Facet::Words,
            "reading_time" => Facet::Reading,
            "backlinks" => Facet::Backlinks,
            "content" => Facet::Content,
            _ => return None,
        };
        Some(Self(1 << facet as u8))
    }

    /// Both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that the other has not.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether any is in both.
    pub fn has_any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The facets of the set.
    pub fn each(self) -> impl Iterator<Item = Facet> {
        Facet::ALL
            .into_iter()
            .filter(move |facet| self.0 & (1 << *facet as u8) != 0)
    }
}
