//! Chance that is the same in every build: what looks random follows from the output and from how often
//! it was asked there.

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::ask::Asked;
use crate::fingerprint::{Fingerprint, Hasher};

pub(super) fn register(tera: &mut Tera) {
    tera.register_function("get_random", get_random);
    tera.register_filter("shuffle", shuffle);
}

/// A number from `start` on and below `end`.
fn get_random(kwargs: Kwargs, _: &State<'_>) -> TeraResult<i64> {
    let start = kwargs.must_get::<i64>("start")?;
    let end = kwargs.must_get::<i64>("end")?;
    if start >= end {
        return Err(Error::message(format!(
            "`start` must be less than `end`, but {start} is not less than {end}"
        )));
    }
    let number = Dice::new("get_random", &kwargs)?.below(end.abs_diff(start));
    Ok(start.wrapping_add_unsigned(number))
}

/// A list in another order.
fn shuffle(mut list: Vec<Value>, kwargs: Kwargs, _: &State<'_>) -> TeraResult<Vec<Value>> {
    let mut dice = Dice::new("shuffle", &kwargs)?;
    // Each place, from the last one down, takes one of those that are left (Fisher and Yates).
    for last in (1..list.len()).rev() {
        let chosen = dice.below(last as u64 + 1);
        list.swap(last, usize::try_from(chosen).unwrap_or(last));
    }
    Ok(list)
}

/// Numbers that follow from a seed.
struct Dice {
    seed: Fingerprint,
    thrown: u64,
}

impl Dice {
    /// By the argument `seed`, else by the output and how often it has asked.
    fn new(what: &str, kwargs: &Kwargs) -> TeraResult<Self> {
        let mut hasher = Hasher::new(what);
        match kwargs.get::<&Value>("seed")? {
            Some(seed) if !seed.is_none() => {
                hasher.text("seed").text(&seed.to_string());
            }
            _ => {
                let asked = Asked::current().map_err(Error::message)?;
                hasher.text("output").text(asked.output());
                hasher.number(asked.count());
            }
        }
        Ok(Self {
            seed: hasher.finish(),
            thrown: 0,
        })
    }

    /// A number below a bound; 0 if the bound is.
    fn below(&mut self, bound: u64) -> u64 {
        self.thrown += 1;
        let mut hasher = Hasher::new("throw");
        hasher.fingerprint(self.seed).number(self.thrown);
        let bits = u128::from_le_bytes(hasher.finish().into());
        // Of 128 bits no remainder is noticeably more likely than another.
        let number = bits.checked_rem(u128::from(bound)).unwrap_or_default();
        u64::try_from(number).unwrap_or_default()
    }
}
