//! The fields that follow something else than what shows them is about.
//!
//! An edit of a text changes its word count. A list that shows titles must not be made again for
//! that, so cards have such fields only where a template names them. A new article changes how many there
//! are: the older parts of a list must not be made again for that, so numbers of lists count only where a
//! template names them.

/// A set of facets: of cards, and what templates name of sections, terms and paginators.
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
    /// Every facet, and all that may be named of lists.
    pub const ALL: Self = Self(0b1111_1111);
    /// Every facet of a card but the text: what a page has beside its text, which stands by itself.
    pub const FULL: Self = Self(0b1_1111);
    /// The text.
    pub const CONTENT: Self = Self(1 << Facet::Content as u8);
    /// Those that change with nearly every edit of a text.
    pub const OF_EACH_EDIT: Self =
        Self(1 << Facet::Words as u8 | 1 << Facet::Reading as u8 | 1 << Facet::Content as u8);

    /// Where a part of a list stands among all: `current_index` and `number_pagers` of a paginator.
    pub const PLACE: Self = Self(1 << 6);
    /// How many pages there are: `total_pages` of a paginator, and `page_count` of a section or term.
    pub const TOTALS: Self = Self(1 << 7);

    /// What a field of a section, term or paginator belongs to, if it is one that comes and goes.
    pub fn of_list_field(field: &str) -> Option<Self> {
        match field {
            "current_index" | "number_pagers" => Some(Self::PLACE),
            "total_pages" | "page_count" => Some(Self::TOTALS),
            _ => None,
        }
    }

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

    /// Those that are in both.
    #[must_use]
    pub fn only(self, other: Self) -> Self {
        Self(self.0 & other.0)
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

    /// The facets of cards in the set.
    pub fn each(self) -> impl Iterator<Item = Facet> {
        Facet::ALL
            .into_iter()
            .filter(move |facet| self.0 & (1 << *facet as u8) != 0)
    }
}
