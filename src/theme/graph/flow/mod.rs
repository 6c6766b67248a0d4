//! Which facets of cards a template shows: every expression is followed with what may be in it.
//!
//! Nothing is rendered: a variable has a [`Kind`], both branches of a condition are taken, a loop is
//! run once with what an element may be, and all of that again until nothing new is learned. What
//! cannot be followed, such as a card that is printed whole, wants every facet.

mod expressions;
mod kinds;
mod tags;
mod values;

use std::collections::{BTreeSet, HashMap, HashSet};

use self::kinds::{Kind, PLAIN, given, join};
use super::lexer::Token;
use super::reading::Piece;
use crate::view::Facets;

#[cfg(test)]
pub(super) use self::kinds::is_known;

/// How far one template is followed: what is longer wants every facet.
const FURTHEST: usize = 200_000;
/// How deep templates include one another.
const DEEPEST: usize = 64;

/// All pieces of a theme, and how to find them.
pub(super) struct Pieces<'a> {
    pub all: Vec<Piece<'a>>,
    /// The pieces that a name of a template may stand for.
    pub templates: HashMap<String, Vec<usize>>,
    /// The pieces that a name of a component may stand for.
    pub components: HashMap<String, Vec<usize>>,
    /// The names of all parameters that are taken from the scope of the caller.
    pub implicit: HashSet<&'a str>,
}

/// Whose variables: those of the template, or of a component by the number of its piece.
type Room = Option<usize>;

/// The variables of a loop or of an included template.
#[derive(Default)]
struct Scope<'a> {
    /// With whether it hides what is called so outside.
    variables: Vec<(&'a str, Kind, bool)>,
}

struct Flow<'p, 'a> {
    pieces: &'p Pieces<'a>,
    facets: Facets,
    /// What the variables of each room may be.
    rooms: HashMap<(Room, &'p str), Kind>,
    /// What the variables of any room and loop may be that components take from around.
    around: HashMap<&'p str, Kind>,
    /// The rooms that have learned something since they were followed.
    waiting: BTreeSet<Room>,
    /// The rooms that were ever followed.
    known: BTreeSet<Room>,
    /// Where something cannot be read.
    lost: bool,
    steps: usize,
    // Where it stands.
    room: Room,
    scopes: Vec<Scope<'p>>,
    tokens: &'p [Token<'a>],
    at: usize,
    includes: usize,
    /// Whether this is only read, to be followed later.
    dry: bool,
}

/// The facets that a template may show of cards in lists. `root` is its piece.
pub(super) fn facets(pieces: &Pieces<'_>, root: usize) -> Facets {
    let mut flow = Flow {
        pieces,
        facets: Facets::NONE,
        rooms: HashMap::new(),
        around: HashMap::new(),
        waiting: BTreeSet::from([None]),
        known: BTreeSet::new(),
        lost: false,
        steps: 0,
        room: None,
        scopes: Vec::new(),
        tokens: &[],
        at: 0,
        includes: 0,
        dry: false,
    };
    while !flow.is_done() {
        let Some(room) = flow.waiting.pop_first() else {
            return flow.facets;
        };
        flow.known.insert(room);
        flow.room = room;
        match room {
            None => flow.template(root),
            Some(component) => flow.component(component),
        }
    }
    Facets::ALL
}

/// A tag may end a body.
type Ends = &'static [&'static str];

impl<'p, 'a> Flow<'p, 'a> {
    fn is_done(&self) -> bool {
        self.lost || self.facets == Facets::ALL
    }

    /// Follows a template and all that it extends: their blocks have the same variables.
    fn template(&mut self, root: usize) {
        let mut chain = vec![root];
        let mut next = 0;
        while let Some(piece) = chain.get(next).and_then(|at| self.pieces.all.get(*at)) {
            self.follow(&piece.tokens, 0);
            let parents = piece
                .extends
                .as_ref()
                .and_then(|name| self.pieces.templates.get(name));
            for parent in parents.into_iter().flatten() {
                if !chain.contains(parent) {
                    chain.push(*parent);
                }
            }
            next += 1;
        }
    }

    fn component(&mut self, number: usize) {
        let piece = self.pieces.all.get(number);
        if let Some((piece, component)) =
            piece.and_then(|piece| Some((piece, piece.component.as_ref()?)))
        {
            self.follow(&piece.tokens, component.body);
        }
    }

    /// Follows a piece from a token on.
    fn follow(&mut self, tokens: &'p [Token<'a>], from: usize) {
        let here = (self.tokens, self.at);
        (self.tokens, self.at) = (tokens, from);
        if self.body(&["endcomponent"]).is_none() {
            self.lost = true;
        }
        (self.tokens, self.at) = here;
    }

    // Variables.

    /// What a variable may be.
    fn look_up(&self, name: &str) -> Kind {
        let mut kind = PLAIN;
        for scope in self.scopes.iter().rev() {
            for (own, other, hides) in scope.variables.iter().rev() {
                if *own == name {
                    kind = join(kind, *other);
                    if *hides {
                        return kind;
                    }
                }
            }
        }
        let set = self.rooms.get(&(self.room, name)).copied();
        kind = join(kind, set.unwrap_or(PLAIN));
        match self.room {
            None => join(kind, given(name)),
            Some(_) => kind,
        }
    }

    /// What a variable may be that a component takes from whoever called it, or called that.
    fn look_around(&self, name: &str) -> Kind {
        let around = self.around.get(name).copied().unwrap_or(PLAIN);
        join(join(self.look_up(name), given(name)), around)
    }

    fn set(&mut self, name: &'p str, kind: Kind, global: bool) {
        if self.dry {
            return;
        }
        match self.scopes.last_mut() {
            Some(scope) if !global => {
                scope.variables.push((name, kind, false));
                self.show_around(name, kind);
            }
            _ => self.learn(self.room, name, kind),
        }
    }

    /// A variable of a room may be this too.
    fn learn(&mut self, room: Room, name: &'p str, kind: Kind) {
        let known = self.rooms.entry((room, name)).or_insert(PLAIN);
        let both = join(*known, kind);
        if both != *known {
            *known = both;
            self.waiting.insert(room);
        }
        self.show_around(name, kind);
    }

    /// A variable may be this where a component takes it from around.
    fn show_around(&mut self, name: &'p str, kind: Kind) {
        if !self.pieces.implicit.contains(name) {
            return;
        }
        let known = self.around.entry(name).or_insert(PLAIN);
        let both = join(*known, kind);
        if both != *known {
            *known = both;
            // Who takes it is not known here.
            self.waiting.extend(self.known.iter().copied());
        }
    }

    // Reading.

    fn peek(&self) -> Option<&'p Token<'a>> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<&'p Token<'a>> {
        self.steps += 1;
        let token = self
            .peek()
            .filter(|_| self.steps < FURTHEST && !self.is_done())?;
        self.at += 1;
        Some(token)
    }

    fn eat(&mut self, token: &Token<'_>) -> bool {
        let is_next = self.peek() == Some(token);
        self.at += usize::from(is_next);
        is_next
    }

    fn sign(&mut self, sign: &'static str) -> bool {
        self.eat(&Token::Sign(sign))
    }

    fn word(&mut self, word: &'static str) -> bool {
        self.eat(&Token::Name(word))
    }

    fn need(&mut self, sign: &'static str) -> Option<()> {
        self.sign(sign).then_some(())
    }

    fn end(&mut self) -> Option<()> {
        self.eat(&Token::End).then_some(())
    }

    fn name(&mut self) -> Option<&'p str> {
        match self.next()? {
            Token::Name(name) => Some(name),
            _ => None,
        }
    }
}
