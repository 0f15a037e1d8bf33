//! Long lists.

use super::TOKENS;
use super::world::World;

const PAGES: usize = 1_000;
const SIZE: usize = 100;

#[tokio::test]
async fn a_thousand_pages_come_in_their_order_with_one_request_each() {
    for ahead in [false, true] {
        let world = World::of(PAGES, SIZE);
        world.let_give(PAGES);
        let items = world.client().items(TOKENS);
        let mut items = if ahead { items.prefetch() } else { items };
        let mut expected = 0;
        while let Some(item) = items.next().await {
            assert_eq!(item.unwrap(), expected);
            expected += 1;
        }
        assert_eq!(expected as usize, PAGES * SIZE);
        assert_eq!((world.begun(), world.ended()), (PAGES, PAGES));
    }
}

/// In a process of its own, where nothing else takes any.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_memory_that_a_list_takes_does_not_grow_with_its_pages() {
    use crate::support::{run, told};

    if told().is_none() {
        let name = "pages::many::the_memory_that_a_list_takes_does_not_grow_with_its_pages";
        run(name, "alone", &[]).await;
        return;
    }
    let world = World::of(4 * PAGES, SIZE);
    world.let_give(4 * PAGES);
    let mut items = world.client().items(TOKENS);
    for _ in 0..PAGES * SIZE {
        items.next().await.unwrap().unwrap();
    }
    let before = resident();
    for _ in 0..3 * PAGES * SIZE {
        items.next().await.unwrap().unwrap();
    }
    assert!(items.next().await.is_none());
    let grown = resident().saturating_sub(before);
    println!("{before} bytes, and {grown} more");
    // The pages' bytes come to three times as much.
    assert!(grown < 1 << 20, "{grown} bytes more than {before}");
}

/// The memory of this process that is really there, in bytes.
#[cfg(target_os = "linux")]
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let mut lines = status.lines();
    let line = lines.find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let kilobytes = line.trim().strip_suffix(" kB").unwrap();
    kilobytes.parse::<usize>().unwrap() << 10
}
