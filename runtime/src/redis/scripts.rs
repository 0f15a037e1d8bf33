//! What Redis decides in one step.

use std::sync::LazyLock;

use ::redis::Script;

macro_rules! script {
    ($($file:literal),+) => {
        LazyLock::new(|| Script::new(concat!($(include_str!($file)),+)))
    };
}

pub(super) static RESERVE: LazyLock<Script> = script!("common.lua", "reserve.lua");
pub(super) static GIVE_BACK: LazyLock<Script> = script!("common.lua", "give_back.lua");
pub(super) static HEED: LazyLock<Script> = script!("common.lua", "heed.lua");
pub(super) static CLAIM: LazyLock<Script> = script!("claim.lua");
pub(super) static RELEASE: LazyLock<Script> = script!("release.lua");
