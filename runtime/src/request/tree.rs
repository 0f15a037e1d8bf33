//! Values that are more than one scalar, for the places that write them whole.

use super::style::Style;
use super::value::{Shape, Sink, Taken};
use crate::error::EncodeFault;

/// A value as its type's `Serialize` describes it.
#[derive(Default)]
pub(crate) enum Tree {
    #[default]
    Absent,
    Text(String),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
    /// A value that says itself how it is written.
    Styled(Style, Box<Tree>),
}

impl Tree {
    /// The text of an item; `None` where it is left out.
    pub(crate) fn text(&self, help: &'static str) -> Result<Option<&str>, EncodeFault> {
        match self {
            Tree::Absent => Ok(None),
            Tree::Text(text) => Ok(Some(text)),
            Tree::Styled(_, tree) => tree.text(help),
            Tree::List(_) => Err(EncodeFault::Nested(Shape::List.name(), help)),
            Tree::Map(_) => Err(EncodeFault::Nested(Shape::Map.name(), help)),
        }
    }

    /// The items that are there, each with its key if this is a map.
    pub(crate) fn items(
        &self,
        help: &'static str,
    ) -> Result<Vec<(Option<&str>, &str)>, EncodeFault> {
        let mut items = Vec::new();
        match self {
            Tree::Styled(_, tree) => return tree.items(help),
            Tree::Absent | Tree::Text(_) => {
                items.extend(self.text(help)?.map(|text| (None, text)));
            }
            Tree::List(list) => {
                for item in list {
                    items.extend(item.text(help)?.map(|text| (None, text)));
                }
            }
            Tree::Map(members) => {
                for (key, value) in members {
                    items.extend(value.text(help)?.map(|text| (Some(key.as_str()), text)));
                }
            }
        }
        Ok(items)
    }
}

/// Takes any value.
#[derive(Default)]
pub(crate) struct TreeSink(pub(crate) Tree);

impl Sink for TreeSink {
    fn text(&mut self, value: &str) -> Result<(), EncodeFault> {
        self.0 = Tree::Text(value.to_owned());
        Ok(())
    }

    fn absent(&mut self) -> Result<(), EncodeFault> {
        Ok(())
    }

    fn takes(&mut self, _: Shape, _: bool) -> Result<Taken, EncodeFault> {
        Ok(Taken::Whole)
    }

    fn tree(&mut self, tree: Tree) -> Result<(), EncodeFault> {
        self.0 = tree;
        Ok(())
    }

    fn takes_styles(&self) -> bool {
        true
    }
}
