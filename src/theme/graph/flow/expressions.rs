//! Expressions, by the binding powers of Tera.

use super::Flow;
use super::kinds::{Constant, Kind, PLAIN, Value, answer, join};
use crate::theme::graph::lexer::Token;
use crate::view::Facets;

impl<'p, 'a> Flow<'p, 'a> {
    pub(super) fn expression(&mut self, least: u8) -> Option<Value<'a>> {
        let mut left = self.operand()?;
        loop {
            left = self.parts_of(left)?;
            let Some(token) = self.peek() else {
                return Some(left);
            };
            let (own, right) = match token {
                Token::Name("if") => (0, 0),
                Token::Name("or") => (1, 2),
                Token::Name("and") => (3, 4),
                Token::Name("in" | "is" | "not") => (5, 6),
                Token::Sign("==" | "!=" | "<" | "<=" | ">" | ">=") => (7, 8),
                Token::Sign("+" | "-") => (11, 12),
                Token::Sign("*" | "/" | "%" | "~" | "//") => (13, 14),
                Token::Sign("**") => (16, 15),
                Token::Sign("|") => (17, 18),
                _ => return Some(left),
            };
            if own < least {
                return Some(left);
            }
            self.next()?;
            left = match token {
                Token::Sign("|") => self.filter(left.kind)?.into(),
                Token::Name("is") => {
                    self.word("not");
                    self.test(left.kind)?;
                    PLAIN.into()
                }
                // Only before `in`, which follows.
                Token::Name("not") => left,
                Token::Name("if") => {
                    self.expression(0)?;
                    self.word("else").then_some(())?;
                    let other = self.expression(0)?;
                    join(left.kind, other.kind).into()
                }
                Token::Name("or" | "and") => {
                    let other = self.expression(right)?;
                    join(left.kind, other.kind).into()
                }
                _ => {
                    let other = self.expression(right)?;
                    let is_compared = matches!(token, Token::Sign("==" | "!="));
                    // Whether it is `none`, or empty, it says without being shown.
                    if !is_compared || left.constant.is_none() && other.constant.is_none() {
                        self.whole(left.kind);
                        self.whole(other.kind);
                    }
                    PLAIN.into()
                }
            };
        }
    }

    /// Fields and subscripts after a value.
    fn parts_of(&mut self, mut value: Value<'a>) -> Option<Value<'a>> {
        loop {
            if self.sign(".") || self.sign("?.") {
                let name = self.name()?;
                value = self.field(value.kind, name).into();
            } else if self.sign("[") || self.sign("?[") {
                value = self.subscript(value.kind)?.into();
            } else {
                return Some(value);
            }
        }
    }

    fn subscript(&mut self, kind: Kind) -> Option<Kind> {
        let mut index = None;
        let mut is_slice = false;
        while !self.sign("]") {
            if self.sign(":") {
                is_slice = true;
            } else {
                index = Some(self.expression(0)?);
            }
        }
        match index {
            Some(index) if !is_slice => Some(self.index(kind, &index)),
            _ => Some(kind),
        }
    }

    fn operand(&mut self) -> Option<Value<'a>> {
        Some(match self.next()? {
            Token::Text(text) => Value::constant(Constant::Text(text.clone())),
            Token::Scalar | Token::Name("none" | "None" | "null") => {
                Value::constant(Constant::Other)
            }
            Token::Sign("-") => {
                let value = self.expression(20)?;
                self.whole(value.kind);
                PLAIN.into()
            }
            Token::Name("not") => {
                self.expression(5)?;
                PLAIN.into()
            }
            // The whole of what the template is given.
            Token::Name("__tera_context") => {
                self.want(Facets::ALL);
                PLAIN.into()
            }
            Token::Name(name) if self.peek() == Some(&Token::Sign("(")) => {
                for (_, value) in self.arguments()? {
                    self.whole(value.kind);
                }
                answer(name).into()
            }
            Token::Name(name) => self.look_up(name).into(),
            Token::Sign("<") => {
                self.call()?;
                self.need("/")?;
                self.need(">")?;
                PLAIN.into()
            }
            Token::Sign("(") => {
                let value = self.expression(0)?;
                self.need(")")?;
                value.kind.into()
            }
            Token::Sign("{") => {
                self.map()?;
                PLAIN.into()
            }
            Token::Sign("[") => self.array()?.into(),
            _ => return None,
        })
    }

    /// A map: fields that a template names itself are not followed.
    fn map(&mut self) -> Option<()> {
        while !self.sign("}") {
            if !self.sign("...") {
                self.next()?;
                self.need(":")?;
            }
            let value = self.expression(0)?;
            self.whole(value.kind);
            self.sign(",");
        }
        Some(())
    }

    fn array(&mut self) -> Option<Kind> {
        let begin = self.at;
        if self.peek() != Some(&Token::Sign("]")) && self.peek() != Some(&Token::Sign("...")) {
            let is_dry = std::mem::replace(&mut self.dry, true);
            let first = self.expression(0);
            self.dry = is_dry;
            first?;
            if self.word("for") {
                return self.comprehension(begin);
            }
            self.at = begin;
        }
        let mut kind = PLAIN;
        while !self.sign("]") {
            let spreads = self.sign("...");
            let value = self.expression(0)?.kind;
            let value = if spreads { self.each(value) } else { value };
            kind = join(kind, value);
            self.sign(",");
        }
        Some(if kind.is_plain() {
            PLAIN
        } else {
            kind.inside()
        })
    }

    /// `[element for variable in list if condition]`; its element was only read so far.
    fn comprehension(&mut self, element: usize) -> Option<Kind> {
        let variables = self.loop_variables()?;
        let list = self.expression(1)?;
        self.open_loop(variables, list.kind);
        let rest = std::mem::replace(&mut self.at, element);
        let made = self.expression(0).map(|value| value.kind);
        self.at = rest;
        let condition = if self.word("if") {
            self.expression(1).map(|_| ())
        } else {
            Some(())
        };
        self.scopes.pop();
        condition?;
        self.need("]")?;
        let made = made?;
        Some(if made.is_plain() {
            PLAIN
        } else {
            made.inside()
        })
    }

    pub(super) fn arguments(&mut self) -> Option<Vec<(&'p str, Value<'a>)>> {
        let mut arguments = Vec::new();
        if !self.sign("(") {
            return Some(arguments);
        }
        while !self.sign(")") {
            let name = self.name()?;
            self.need("=")?;
            arguments.push((name, self.expression(0)?));
            self.sign(",");
        }
        Some(arguments)
    }

    pub(super) fn filter(&mut self, kind: Kind) -> Option<Kind> {
        let name = self.name()?;
        let arguments = self.arguments()?;
        Some(self.filtered(kind, name, &arguments))
    }
}
