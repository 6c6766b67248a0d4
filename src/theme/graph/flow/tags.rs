//! Tags: what they set, loop over, include and call.

use super::kinds::{Kind, PLAIN};
use super::{DEEPEST, Ends, Flow, Scope};
use crate::theme::graph::lexer::Token;
use crate::theme::graph::reading::dotted;

impl<'p, 'a> Flow<'p, 'a> {
    /// Follows tags and expressions until a tag that ends them, whose name is not eaten; a piece ends
    /// with its last token, too.
    pub(super) fn body(&mut self, ends: Ends) -> Option<()> {
        while self.peek().is_some() {
            match self.next()? {
                Token::Variable => {
                    let value = self.expression(0)?;
                    self.whole(value.kind);
                    self.end()?;
                }
                Token::Tag => {
                    match self.peek()? {
                        Token::Name(name) if ends.contains(name) => return Some(()),
                        Token::Sign("</") if ends.contains(&"</") => return Some(()),
                        _ => {}
                    }
                    self.tag()?;
                    self.end()?;
                }
                _ => return None,
            }
        }
        Some(())
    }

    pub(super) fn body_until(&mut self, end: Ends) -> Option<()> {
        self.end()?;
        self.body(end)?;
        self.next().map(|_| ())
    }

    pub(super) fn tag(&mut self) -> Option<()> {
        match self.next()? {
            Token::Name(tag @ ("set" | "set_global")) => {
                let name = self.name()?;
                let kind = if self.sign("=") {
                    self.expression(0)?.kind
                } else {
                    self.filters()?;
                    self.body_until(&["endset"])?;
                    PLAIN
                };
                self.set(name, kind, *tag == "set_global");
            }
            Token::Name("include") => {
                let Token::Text(name) = self.next()? else {
                    return None;
                };
                self.include(name);
            }
            // What it extends is followed after it.
            Token::Name("extends") => {
                self.next()?;
            }
            Token::Name("block") => {
                self.name()?;
                self.body_until(&["endblock"])?;
                if let Some(Token::Name(_)) = self.peek() {
                    self.next()?;
                }
            }
            Token::Name("for") => self.each_loop()?,
            Token::Name("if") => {
                self.expression(0)?;
                loop {
                    self.end()?;
                    self.body(&["endif", "else", "elif"])?;
                    if self.word("elif") {
                        self.expression(0)?;
                    } else if self.word("endif") {
                        break;
                    } else {
                        self.next()?;
                        self.body_until(&["endif"])?;
                        break;
                    }
                }
            }
            Token::Name("filter") => {
                self.filter(PLAIN)?;
                self.filters()?;
                self.body_until(&["endfilter"])?;
            }
            Token::Name("break" | "continue") => {}
            Token::Sign("<") => {
                self.call()?;
                self.need(">")?;
                self.body_until(&["</"])?;
                (_, self.at) = dotted(self.tokens, self.at)?;
                self.need(">")?;
            }
            _ => return None,
        }
        Some(())
    }

    /// Filters of a text.
    fn filters(&mut self) -> Option<()> {
        while self.sign("|") {
            self.filter(PLAIN)?;
        }
        Some(())
    }

    pub(super) fn include(&mut self, name: &str) {
        if self.dry {
            return;
        }
        if self.includes == DEEPEST {
            self.lost = true;
            return;
        }
        self.includes += 1;
        for number in self.pieces.templates.get(name).into_iter().flatten() {
            // It sees what is set here; what it sets is gone with it.
            self.scopes.push(Scope::default());
            if let Some(piece) = self.pieces.all.get(*number) {
                self.follow(&piece.tokens, 0);
                let parent = piece.extends.as_ref();
                // Nobody includes what extends something else; if somebody does, all may be shown.
                self.lost |= parent.is_some();
            }
            self.scopes.pop();
        }
        self.includes -= 1;
    }

    fn each_loop(&mut self) -> Option<()> {
        let variables = self.loop_variables()?;
        let list = self.expression(0)?;
        self.open_loop(variables, list.kind);
        self.end()?;
        let done = self.body(&["endfor", "else"]);
        self.scopes.pop();
        done?;
        if self.word("else") {
            self.body_until(&["endfor"])
        } else {
            self.next().map(|_| ())
        }
    }

    /// The names before `in`: that of a value, or those of a key and a value.
    pub(super) fn loop_variables(&mut self) -> Option<(Option<&'p str>, &'p str)> {
        let first = self.name()?;
        let second = if self.sign(",") {
            Some(self.name()?)
        } else {
            None
        };
        self.word("in").then_some(())?;
        Some(match second {
            Some(value) => (Some(first), value),
            None => (None, first),
        })
    }

    pub(super) fn open_loop(&mut self, (key, value): (Option<&'p str>, &'p str), list: Kind) {
        let element = self.each(list);
        if !self.dry {
            self.show_around(value, element);
        }
        let mut scope = Scope::default();
        scope.variables.extend(key.map(|key| (key, PLAIN, true)));
        scope.variables.push((value, element, true));
        self.scopes.push(scope);
    }

    /// The name and attributes of a component that is called.
    pub(super) fn call(&mut self) -> Option<()> {
        let (name, at) = dotted(self.tokens, self.at)?;
        self.at = at;
        let mut given: Vec<(&'p str, Kind)> = Vec::new();
        loop {
            if self.sign("{") {
                self.need("...")?;
                let value = self.expression(0)?;
                self.whole(value.kind);
                self.need("}")?;
                continue;
            }
            let Some(Token::Name(attribute)) = self.peek() else {
                break;
            };
            self.next()?;
            let kind = if !self.sign("=") {
                self.look_up(attribute)
            } else if self.sign("{") {
                let value = self.expression(0)?;
                self.need("}")?;
                value.kind
            } else {
                self.next()?;
                PLAIN
            };
            given.push((attribute, kind));
        }
        if !self.dry {
            self.give(&name, &given);
        }
        Some(())
    }

    /// Hands values to the parameters of a component.
    fn give(&mut self, name: &str, given: &[(&'p str, Kind)]) {
        let pieces = self.pieces;
        for number in pieces.components.get(name).into_iter().flatten() {
            let Some(component) = pieces
                .all
                .get(*number)
                .and_then(|piece| piece.component.as_ref())
            else {
                continue;
            };
            let room = Some(*number);
            for parameter in &component.parameters {
                let value = given.iter().find(|(name, _)| *name == parameter.name);
                let kind = match value {
                    Some((_, kind)) => *kind,
                    None if parameter.implicit => self.look_around(parameter.name),
                    None => PLAIN,
                };
                self.learn(room, parameter.name, kind);
            }
            for (name, kind) in given {
                if !component
                    .parameters
                    .iter()
                    .any(|parameter| parameter.name == *name)
                {
                    self.whole(*kind);
                }
            }
            if !self.known.contains(&room) {
                self.waiting.insert(room);
            }
        }
    }
}
