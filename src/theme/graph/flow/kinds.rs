//! What may be in a value, as far as cards are concerned.

use std::borrow::Cow;

/// What may be in a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) base: Base,
    /// In how many lists or maps.
    pub(super) depth: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    /// No card at all.
    Plain,
    /// A page that is given whole: the one that is shown, or one that was asked for by name.
    Own,
    /// A page as lists show it.
    Card,
    /// A page of either kind.
    Page,
    /// A section, term, pager or the like: no card, but it has cards.
    Holder,
    /// Any of these.
    Any,
    /// Nobody can say: whatever is done with it wants every facet.
    Lost,
}

pub(super) const PLAIN: Kind = Kind::of(Base::Plain, 0);
pub(super) const LOST: Kind = Kind::of(Base::Lost, 0);

impl Base {
    /// Whether it may be a page that is given whole.
    pub(super) fn may_be_own(self) -> bool {
        matches!(self, Self::Own | Self::Page | Self::Any)
    }

    /// Whether it may be a page as lists show it.
    pub(super) fn may_be_card(self) -> bool {
        matches!(self, Self::Card | Self::Page | Self::Any)
    }
}

impl Kind {
    pub(super) const fn of(base: Base, depth: u8) -> Self {
        Self { base, depth }
    }

    pub(super) fn is_plain(self) -> bool {
        self.base == Base::Plain
    }

    /// In one more list or map.
    pub(super) fn inside(self) -> Self {
        Self {
            depth: self.depth.saturating_add(1),
            ..self
        }
    }
}

/// What the variables are that templates are given; no others are.
pub(super) fn given(name: &str) -> Kind {
    match name {
        "page" => Kind::of(Base::Own, 0),
        "section" | "term" | "paginator" | "subscribe" => Kind::of(Base::Holder, 0),
        "terms" | "months" => Kind::of(Base::Holder, 1),
        _ => PLAIN,
    }
}

/// What functions answer.
pub(super) fn answer(name: &str) -> Kind {
    match name {
        "get_page" => Kind::of(Base::Own, 0),
        "get_pages" => Kind::of(Base::Card, 1),
        "get_section" | "get_taxonomy" | "get_taxonomy_term" => Kind::of(Base::Holder, 0),
        "get_authors" => Kind::of(Base::Holder, 1),
        "get_hash" | "get_image_metadata" | "get_random" | "get_taxonomy_url" | "get_url"
        | "load_data" | "now" | "range" | "resize_image" | "super" | "text_direction" | "throw"
        | "today" | "trans" => PLAIN,
        _ => LOST,
    }
}

/// Whether it is known what a function answers.
#[cfg(test)]
pub(in super::super) fn is_known(function: &str) -> bool {
    answer(function) != LOST
}

/// A value of an expression.
pub(super) struct Value<'a> {
    pub(super) kind: Kind,
    /// What it is, if it is written down.
    pub(super) constant: Option<Constant<'a>>,
}

pub(super) enum Constant<'a> {
    Text(Cow<'a, str>),
    Other,
}

impl<'a> Value<'a> {
    pub(super) fn text(&self) -> Option<&str> {
        match &self.constant {
            Some(Constant::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub(super) fn constant(constant: Constant<'a>) -> Self {
        Self {
            kind: PLAIN,
            constant: Some(constant),
        }
    }
}

impl From<Kind> for Value<'_> {
    fn from(kind: Kind) -> Self {
        Self {
            kind,
            constant: None,
        }
    }
}

/// What may be in something that has either.
pub(super) fn join(one: Kind, other: Kind) -> Kind {
    if other.is_plain() || one == other {
        return one;
    }
    if one.is_plain() {
        return other;
    }
    if one.depth != other.depth {
        return LOST;
    }
    let base = match (one.base, other.base) {
        (one, other) if one == other => one,
        (Base::Lost, _) | (_, Base::Lost) => Base::Lost,
        (Base::Own | Base::Card | Base::Page, Base::Own | Base::Card | Base::Page) => Base::Page,
        _ => Base::Any,
    };
    Kind { base, ..one }
}

/// What is in a list or map of such.
pub(super) fn element(kind: Kind) -> Kind {
    Kind {
        depth: kind.depth.saturating_sub(1),
        ..kind
    }
}
