//! What is wanted of values: by fields, subscripts, filters and tests.

use super::Flow;
use super::kinds::{Base, Kind, PLAIN, Value, element, join};
use crate::view::Facets;

impl<'p, 'a> Flow<'p, 'a> {
    pub(super) fn want(&mut self, facets: Facets) {
        if !self.dry {
            self.facets = self.facets.union(facets);
        }
    }

    /// A value is shown, compared or handed on as it is.
    pub(super) fn whole(&mut self, kind: Kind) {
        if !kind.is_plain() {
            self.want(Facets::ALL);
        }
    }

    pub(super) fn field(&mut self, kind: Kind, name: &str) -> Kind {
        if kind.base == Base::Lost {
            self.whole(kind);
            return kind;
        }
        if kind.is_plain() || kind.depth > 0 {
            return element(kind);
        }
        if kind.base.may_be_card()
            && let Some(facet) = Facets::of_field(name)
        {
            self.want(facet);
        }
        if kind.base.may_be_own()
            && let Some(facet) = Facets::of_own_field(name)
        {
            self.want(facet);
        }
        if matches!(kind.base, Base::Holder | Base::Any)
            && let Some(facet) = Facets::of_list_field(name)
        {
            self.want(facet);
        }
        let has_pages = matches!(kind.base, Base::Holder | Base::Any);
        match name {
            "pages" | "entries" if has_pages => Kind::of(Base::Card, 1),
            "items" | "groups" | "feeds" | "children" if has_pages => Kind::of(Base::Holder, 1),
            "lower" | "higher" if kind.base != Base::Holder => Kind::of(Base::Card, 0),
            _ => PLAIN,
        }
    }

    /// A field of a field, as filters name it: `extra.weight`.
    pub(super) fn path(&mut self, kind: Kind, path: &str) -> Kind {
        path.split('.')
            .fold(kind, |kind, name| self.field(kind, name))
    }

    pub(super) fn index(&mut self, kind: Kind, index: &Value<'_>) -> Kind {
        match index.text() {
            Some(name) => self.field(kind, name),
            None if kind.depth > 0 => element(kind),
            None => {
                self.whole(kind);
                kind
            }
        }
    }

    pub(super) fn each(&mut self, kind: Kind) -> Kind {
        if kind.depth == 0 {
            self.whole(kind);
        }
        element(kind)
    }

    /// What a filter makes of a value.
    pub(super) fn filtered(
        &mut self,
        kind: Kind,
        name: &str,
        arguments: &[(&'p str, Value<'a>)],
    ) -> Kind {
        let given = |wanted: &str| {
            arguments
                .iter()
                .find(|(name, _)| *name == wanted)
                .map(|(_, value)| value)
        };
        if name == "default" {
            return given("value").map_or(kind, |value| join(kind, value.kind));
        }
        if let ("concat", [("with", more)]) = (name, arguments) {
            let more = more.kind;
            let is_one = !more.is_plain() && more.depth == 0;
            return join(kind, if is_one { more.inside() } else { more });
        }
        for (_, value) in arguments {
            self.whole(value.kind);
        }
        // A list is one of cards; anything else is a list to nobody.
        let is_list = kind.depth > 0;
        if kind.is_plain() || is_list && name == "length" {
            return PLAIN;
        }
        let attribute = given("attribute").map(|value| value.text().map(str::to_owned));
        match (name, attribute) {
            ("first" | "last" | "nth", None) if is_list => element(kind),
            ("reverse" | "shuffle" | "slice", None) if is_list => kind,
            ("keys", None) if is_list => PLAIN,
            ("values", None) if is_list => kind,
            ("get", None) => match given("key") {
                Some(key) => self.index(kind, key),
                None => kind,
            },
            ("sort" | "filter" | "group_by" | "map", Some(Some(path))) if is_list => {
                let found = self.path(element(kind), &path);
                match name {
                    "group_by" => kind.inside(),
                    "map" if found.is_plain() => PLAIN,
                    "map" => found.inside(),
                    _ => kind,
                }
            }
            _ => {
                self.whole(kind);
                kind
            }
        }
    }

    /// What a test sees of a value.
    pub(super) fn test(&mut self, kind: Kind) -> Option<()> {
        let name = self.name()?;
        for (_, value) in self.arguments()? {
            self.whole(value.kind);
        }
        // What it is, or whether it is there, shows nothing of it.
        if !matches!(
            name,
            "defined"
                | "undefined"
                | "none"
                | "string"
                | "number"
                | "map"
                | "bool"
                | "array"
                | "integer"
                | "float"
                | "iterable"
        ) {
            self.whole(kind);
        }
        Some(())
    }
}
