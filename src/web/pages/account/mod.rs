//! Pages about one's own way in.
//!
//! | file | shows |
//! |---|---|
//! | `tokens` | tokens for one's own programs |
//! | `second_factor` | the second factor and its recovery codes |

pub mod second_factor;
pub mod tokens;
