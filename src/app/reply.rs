//! The promise that every order is answered exactly once, whatever becomes of the writer in the middle of it.
//! Never says "done" on its own: an answer that was forgotten is "unknown".

use super::{
    Shared,
    condition::Condition,
    order::{Answer, AnswerTo},
};
use std::sync::Arc;

/// Whom to answer. Counts as waiting until it is answered or dropped.
pub(super) struct Reply {
    to: Option<AnswerTo>,
    shared: Arc<Shared>,
}

impl Reply {
    /// Somebody waits from now on; together with how many wait now.
    pub(super) fn new(to: AnswerTo, shared: &Arc<Shared>) -> (Self, u64) {
        let waiting = shared.vitals.order_came();
        let shared = Arc::clone(shared);
        (
            Self {
                to: Some(to),
                shared,
            },
            waiting,
        )
    }

    /// Answers.
    pub(super) fn give(mut self, answer: Answer) {
        self.answer(answer);
    }

    fn answer(&mut self, answer: Answer) {
        if let Some(to) = self.to.take() {
            self.shared.vitals.order_left();
            self.shared.vitals.answered(&answer);
            to(answer);
        }
    }
}

impl Drop for Reply {
    /// Nobody has answered: the writer broke off, and what it did until then is not known.
    fn drop(&mut self) {
        if self.to.is_some() {
            self.shared.vitals.set_condition(Condition::Failing);
        }
        self.answer(Answer::Unknown);
    }
}
