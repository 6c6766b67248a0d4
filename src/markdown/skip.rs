//! Quick steps over ordinary text: most of it means nothing to whoever looks for a few signs.

/// How many bytes are looked at in one step.
const STEP: usize = 32;

/// The first place from `from` on with a byte that is wanted. All that is ever looked for is ASCII, so that the
/// place is a boundary of characters.
#[inline]
pub(super) fn find(text: &str, from: usize, wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let mut at = from;
    let (steps, _) = text.as_bytes().get(from..)?.as_chunks::<STEP>();
    for step in steps {
        // Without an early exit this loop becomes vector instructions.
        if step.iter().fold(false, |any, byte| any | wanted(*byte)) {
            break;
        }
        at += STEP;
    }
    let rest = text.as_bytes().get(at..)?;
    Some(at + rest.iter().position(|byte| wanted(*byte))?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_found_is_the_first(text in "[a.:가🙂\u{301}]{0,120}", from in 0_usize..130) {
            for sign in ['.', ':'] {
                let expected = text
                    .bytes()
                    .enumerate()
                    .find(|(at, byte)| *at >= from && char::from(*byte) == sign);
                let found = find(&text, from, |byte| char::from(byte) == sign);
                prop_assert_eq!(found, expected.map(|(at, _)| at));
            }
        }
    }
}
