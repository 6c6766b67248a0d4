//! Counts the steps of loops that must not go over the same text again and again, in tests alone.

use std::cell::Cell;

thread_local! {
    static STEPS: Cell<usize> = const { Cell::new(0) };
}

/// Adds steps that were taken.
pub(super) fn took(steps: usize) {
    STEPS.set(STEPS.get() + steps);
}

/// How many steps something takes.
pub(super) fn of(what: impl FnOnce()) -> usize {
    STEPS.set(0);
    what();
    STEPS.get()
}
