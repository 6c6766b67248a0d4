//! The fields of cards, each of which an output depends on only where its template names it.
//!
//! An edit of a description changes a card. A list that shows titles must not be made again for that, so a card
//! has the fields that templates name and no others, and a list depends on those that its own template names. A
//! new article changes how many there are: the older parts of a list must not be made again for that, so numbers
//! of lists count only where a template names them.

macro_rules! facets {
    ($($(#[$doc:meta])* $facet:ident = $name:literal,)*) => {
        /// A field of a page as templates see it. Names and shapes are Zola's wherever the concept is the same;
        /// `+` marks what Byline adds. A page that is shown has `lower` and `higher` besides, the cards beside it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Facet {
            $($(#[$doc])* $facet,)*
        }

        impl Facet {
            /// Every field, in the order that cards have them.
            pub const ALL: &'static [Self] = &[$(Self::$facet,)*];

            /// What templates call it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$facet => $name,)*
                }
            }
        }
    };
}

facets! {
    /// The headline, plain text; of an untitled note, its first words.
    Title = "title",
    /// + Whether it is an untitled note, which has no headline. Every card has this: a map without fields is false
    /// where a template asks whether there is a page at all.
    Untitled = "untitled",
    /// + The deck under the headline.
    Subtitle = "subtitle",
    /// One or two sentences from the front matter.
    Description = "description",
    /// When it was published.
    Date = "date",
    /// When it last changed.
    Updated = "updated",
    /// + From when on it is no longer shown.
    Expires = "expires",
    /// The year of `date`, in the site's time zone.
    Year = "year",
    /// The month of `date`.
    Month = "month",
    /// The day of `date`.
    Day = "day",
    /// The last part of the path.
    Slug = "slug",
    /// The path, decoded: `/news/비/`.
    Path = "path",
    /// The parts of the path.
    Components = "components",
    /// The absolute URL.
    Permalink = "permalink",
    /// Free data.
    Extra = "extra",
    /// Whether it is a draft (which is seen with `--drafts` only).
    Draft = "draft",
    /// The paths of its files.
    Assets = "assets",
    /// Its source below `content/`.
    RelativePath = "relative_path",
    /// The folder below `content/` that is its own, with a last `/`.
    ColocatedPath = "colocated_path",
    /// The language.
    Lang = "lang",
    /// The same page in all its languages: [`super::model::Translation`].
    Translations = "translations",
    /// + The lead picture: [`super::model::Image`].
    Image = "image",
    /// + The files that belong to it, what people listen to, watch or download: [`super::model::Enclosure`].
    Enclosures = "enclosures",
    /// + What was corrected: [`super::model::Correction`].
    Corrections = "corrections",
    /// + The id in feeds.
    Id = "id",
    /// + The URL where it first appeared, if that is elsewhere.
    Canonical = "canonical",
    /// The names of who wrote it.
    Authors = "authors",
    /// + Who wrote it, as people: [`super::model::Byline`].
    Bylines = "bylines",
    /// The names of its terms, by taxonomy.
    Taxonomies = "taxonomies",
    /// + Its terms with their addresses, by taxonomy: [`super::model::Named`].
    Terms = "terms",
    /// The sources of the sections above it, from the top.
    Ancestors = "ancestors",
    /// + The sections above it, from the top: [`super::model::Crumb`].
    Breadcrumbs = "breadcrumbs",
    /// The summary as HTML; `none` if the text is empty.
    Summary = "summary",
    /// + The summary as plain text.
    SummaryText = "summary_text",
    /// The headings as a tree: [`super::model::Heading`].
    Toc = "toc",
    /// How many words the text has.
    WordCount = "word_count",
    /// How many minutes it takes to read.
    ReadingTime = "reading_time",
    /// The pages that link here: [`super::model::Crumb`].
    Backlinks = "backlinks",
    /// The text as HTML, without anchors of headings in lists.
    Content = "content",
}

/// What a template names: fields of cards in lists, of pages that it is given whole, and of sections, terms and
/// paginators.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Facets {
    /// A bit for each [`Facet`] of cards in lists, and after them [`Facets::PLACE`] and [`Facets::TOTALS`].
    listed: u64,
    /// A bit for each [`Facet`] of the page that is shown, and of pages that were asked for by name.
    own: u64,
}

/// The bits of all fields of cards.
const CARD: u64 = (1 << Facet::ALL.len()) - 1;

impl Facet {
    const fn bit(self) -> u64 {
        1 << self as u64
    }

    fn of_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|facet| facet.name() == name)
    }
}

impl Facets {
    /// Nothing.
    pub const NONE: Self = Self { listed: 0, own: 0 };
    /// Everything that may be named.
    pub const ALL: Self = Self {
        listed: CARD | Self::PLACE.listed | Self::TOTALS.listed,
        own: CARD,
    };
    /// Every field of a card but the text: what a page has beside its text, which stands by itself.
    pub const FULL: Self = Self::of_cards(CARD & !Facet::Content.bit());
    /// The text.
    pub const CONTENT: Self = Self::of_cards(Facet::Content.bit());
    /// What every card has.
    pub const OF_EACH_CARD: Self = Self::of_cards(Facet::Untitled.bit());
    /// Those that change with nearly every edit of a text.
    pub const OF_EACH_EDIT: Self =
        Self::of_cards(Facet::WordCount.bit() | Facet::ReadingTime.bit() | Facet::Content.bit());

    /// Where a part of a list stands among all: `current_index` and `number_pagers` of a paginator.
    pub const PLACE: Self = Self::of_cards(1 << Facet::ALL.len());
    /// How many pages there are: `total_pages` of a paginator, and `page_count` of a section or term.
    pub const TOTALS: Self = Self::of_cards(2 << Facet::ALL.len());

    const fn of_cards(listed: u64) -> Self {
        Self { listed, own: 0 }
    }

    /// These fields of cards.
    pub const fn of(facets: &[Facet]) -> Self {
        let mut listed = 0;
        let mut at = 0;
        while at < facets.len() {
            listed |= facets[at].bit();
            at += 1;
        }
        Self::of_cards(listed)
    }

    /// What a field of a section, term or paginator belongs to, if it is one that comes and goes.
    pub fn of_list_field(field: &str) -> Option<Self> {
        match field {
            "current_index" | "number_pagers" => Some(Self::PLACE),
            "total_pages" | "page_count" => Some(Self::TOTALS),
            _ => None,
        }
    }

    /// A field of a card, if cards have one of that name.
    pub fn of_field(field: &str) -> Option<Self> {
        Some(Self::of_cards(Facet::of_name(field)?.bit()))
    }

    /// A field of a page that is given whole, if pages have one of that name.
    pub fn of_own_field(field: &str) -> Option<Self> {
        Some(Self {
            listed: 0,
            own: Facet::of_name(field)?.bit(),
        })
    }

    /// What is named of a page that is given whole, as if it were a card, but for its text.
    #[must_use]
    pub fn of_own(self) -> Self {
        Self::of_cards(self.own).only(Self::FULL)
    }

    /// Both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            listed: self.listed | other.listed,
            own: self.own | other.own,
        }
    }

    /// Those that are in both.
    #[must_use]
    pub fn only(self, other: Self) -> Self {
        Self {
            listed: self.listed & other.listed,
            own: self.own & other.own,
        }
    }

    /// Those that the other has not.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self {
            listed: self.listed & !other.listed,
            own: self.own & !other.own,
        }
    }

    /// Whether any is in both.
    pub fn has_any(self, other: Self) -> bool {
        self.only(other) != Self::NONE
    }

    /// Whether all of the other's are among them.
    pub fn has_all(self, other: Self) -> bool {
        other.without(self) == Self::NONE
    }

    /// The fields of cards in the set, in the order that cards have them.
    pub fn each(self) -> impl Iterator<Item = Facet> {
        let all = Facet::ALL.iter().copied();
        all.filter(move |facet| self.listed & facet.bit() != 0)
    }

    /// Of which set something is the fingerprint: two sets never share one.
    pub(super) fn bits(self) -> u64 {
        self.listed
    }
}

/// The sets that the templates of a theme want.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Those of all templates, each once.
    pub all: Vec<Facets>,
    /// Those of the templates that are found by their short names: nearly every output is made by one of these.
    pub usual: Vec<Facets>,
}
