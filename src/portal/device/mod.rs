//! The board as a device, where the program looks after it itself: what its first process tells is shown to whoever looks
//! after the board, and what they want is asked of it. Never does any of that itself, and is not there on other machines.
//!
//! | file | is |
//! |---|---|
//! | `acts` | what is asked, and what is shown of the answer |
//! | `refused` | refusals and failures in words, beside the field they are about |
//! | `steps` | what is told above the page about the step before it |
//! | `upload`, `multipart` | the file of an update, on its way from a browser to the card |
//! | `lines` | journal and incidents |
//! | `beside` | who stands beside the board, and how phones there find it |
//! | `follow` | tells whoever looks that the device has changed |

mod acts;
mod beside;
mod follow;
mod lines;
mod multipart;
pub(super) mod refused;
mod steps;
mod upload;

pub(super) use acts::{Act, act, data, first_page, join_first, page, sure};
pub(super) use beside::{SET_UP_NETWORK, first_contact, is_beside, wants_network};
pub(super) use follow::follow;
pub(super) use lines::{Kind, file, shown};
pub(super) use upload::{sweep, upload};
