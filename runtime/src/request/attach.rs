//! Values that serde's data model cannot hold: files, uploads, bytes.
//!
//! Each puts itself aside and serializes as an empty newtype struct, by a name that our own
//! serializers know, who then take it from there. So `Serialize` is the only bound that a field
//! needs, and `Vec<File>`, `Option<File>` and newtypes work as ever.

use std::cell::RefCell;

use serde::ser::{Error as _, Serialize, Serializer};

use super::upload::{File, Upload};
use crate::auth::secret;
use crate::response::{Bytes, Text};

/// What can be attached.
#[derive(Debug, Clone)]
pub(crate) enum Attachment {
    File(File),
    Upload(Upload),
}

/// The newtype struct that stands for an attachment.
pub(crate) const NAME: &str = "$endpoint::Attachment";

/// The newtype struct that is a text with a media type of its own, where it is the whole body.
pub(crate) const TEXT: &str = "$endpoint::Text";

/// What serializing an attachment elsewhere comes to.
const OUTSIDE: &str = "a file or an upload is written inside a request only; read it yourself";

thread_local! {
    /// What has been put aside by the request on this thread, and not been taken. Writing is
    /// synchronous, so no other task can come in between.
    static ASIDE: RefCell<Vec<Attachment>> = const { RefCell::new(Vec::new()) };
}

/// The attachment that has just serialized.
pub(crate) fn take() -> Option<Attachment> {
    ASIDE.with_borrow_mut(Vec::pop)
}

/// Drops what nobody took; says whether there was any.
pub(crate) fn clear() -> bool {
    ASIDE.with_borrow_mut(|aside| {
        let is_left = !aside.is_empty();
        aside.clear();
        is_left
    })
}

fn serialize<S: Serializer>(attachment: Attachment, serializer: S) -> Result<S::Ok, S::Error> {
    if !secret::is_exposed() {
        return Err(S::Error::custom(OUTSIDE));
    }
    ASIDE.with_borrow_mut(|aside| aside.push(attachment));
    serializer.serialize_newtype_struct(NAME, &())
}

/// As the whole body or as a part of one, and nowhere else.
impl Serialize for File {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(Attachment::File(self.clone()), serializer)
    }
}

/// As the whole body or as a part of one, and nowhere else.
impl Serialize for Upload {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(Attachment::Upload(self.clone()), serializer)
    }
}

/// As the whole body or as a part of one, and nowhere else.
impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let upload = Upload::from_bytes(self.clone().into_inner());
        serialize(Attachment::Upload(upload), serializer)
    }
}

/// As the whole body it is `text/plain`; everywhere else a string.
impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(TEXT, &**self)
    }
}
