//! Pages about one's own way in; see `pages/account`.

pub(super) mod second_factor;
pub(super) mod tokens;
