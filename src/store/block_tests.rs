//! Blocks and how they are filled, over events and bytes of every kind: nothing is lost, no page is wasted or burst,
//! and no bytes whatever make reading panic.

use super::{
    block::{
        BLOCK_BYTES, ChainHash, Flaw, HEADER_BYTES, MAX_RAW_BYTES, Packer, Unpacker, check,
        each_event,
    },
    codec::{MAX_EVENT_BYTES, Unwritable, samples::every_type},
    filler::{FillError, OpenBlock, fill},
    simulated::{Dice, Workload},
};
use crate::domain::{
    event::{BookingCancelled, Event, Recorded},
    ids::{PersonId, Sequence},
    text::{PersonalText, Words},
};
use core::{convert::Infallible, ops::ControlFlow};
use proptest::{collection::vec, prelude::*};
use std::collections::BTreeMap;

const ORIGIN: ChainHash = ChainHash([9; 16]);

type Blocks = BTreeMap<Sequence, Vec<u8>>;

/// Puts events into blocks, batch by batch; between batches now and then from what is stored, as after a restart.
fn pack(batches: &[Vec<Recorded>], restarts: bool) -> Result<Blocks, Unwritable> {
    let mut blocks = Blocks::new();
    let mut packer = Packer::new();
    let mut open = OpenBlock::beginning(ORIGIN);
    for (number, batch) in batches.iter().enumerate() {
        let filled = fill(&mut open, batch, &mut packer, &mut |first, block| {
            blocks.insert(first, block.to_vec());
            Ok::<_, Infallible>(())
        });
        match filled {
            Ok(()) => {}
            Err(FillError::Unwritable(cause)) => return Err(cause),
        }
        if restarts
            && number % 2 == 0
            && let Some((first, block)) = blocks.last_key_value()
        {
            open = OpenBlock::resume(*first, block).unwrap();
        }
    }
    Ok(blocks)
}

fn read(first: Sequence, block: &[u8]) -> Result<Vec<Recorded>, Flaw> {
    let mut events = Vec::new();
    let header = check(first, block)?;
    let mut unpacker = Unpacker::new();
    let raw = unpacker.unpack(&header, block)?;
    let _ = each_event(first, &header, raw, first, &mut |recorded| {
        events.push(recorded);
        ControlFlow::Continue(())
    })?;
    Ok(events)
}

fn read_all(blocks: &Blocks) -> Vec<Recorded> {
    let mut previous = ORIGIN;
    let mut all = Vec::new();
    for (first, block) in blocks {
        assert_eq!(check(*first, block).unwrap().previous, previous);
        previous = ChainHash::of(block);
        all.extend(read(*first, block).unwrap());
    }
    all
}

/// An event with a text of this many bytes, which compresses or does not.
fn event(sequence: Sequence, bytes: usize, compressible: bool) -> Recorded {
    let mut dice = Dice::new(sequence);
    let mut recorded = Workload::new(sequence, sequence - 1).next().unwrap();
    let byte = |_| if compressible { 7 } else { dice.roll() as u8 };
    recorded.event = Event::BookingCancelled(BookingCancelled {
        reason: Some(PersonalText {
            about: PersonId::new(1),
            words: Words::Sealed((0..bytes).map(byte).collect()),
        }),
    });
    recorded
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn events_of_all_sizes_come_back_and_share_pages_only_where_they_fit(
        sizes in vec((prop_oneof![9 => 1_usize..120, 1 => 1_usize..9_000], any::<bool>()), 1..250),
        batch in 1_usize..60,
        restarts in any::<bool>(),
    ) {
        let events: Vec<_> = (1..).zip(&sizes).map(|(sequence, (bytes, same))| event(sequence, *bytes, *same)).collect();
        let batches: Vec<_> = events.chunks(batch).map(<[_]>::to_vec).collect();
        let blocks = pack(&batches, restarts).unwrap();
        prop_assert_eq!(&read_all(&blocks), &events);
        for (first, block) in &blocks {
            let count = check(*first, block).unwrap().count;
            prop_assert!(block.len() <= BLOCK_BYTES || count == 1, "{} bytes, {} events", block.len(), count);
        }
    }

    #[test]
    fn bytes_of_any_kind_are_refused_without_a_panic(bytes in vec(any::<u8>(), 0..5_000), first in any::<u64>()) {
        prop_assert!(read(first, &bytes).is_err());
    }

    #[test]
    fn altered_blocks_with_a_right_checksum_do_not_make_reading_panic(
        seed in any::<u64>(),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let events: Vec<_> = Workload::new(seed, 0).take(60).collect();
        let blocks = pack(&[events], false).unwrap();
        let (first, block) = blocks.first_key_value().unwrap();
        let mut block = block.clone();
        for (place, byte) in &changes {
            let at = place.index(block.len());
            block[at] = *byte;
        }
        if let Some(cut) = cut {
            block.truncate(cut.index(block.len()).max(HEADER_BYTES));
        }
        // The version stays, so that what comes after it is looked at; the checksum is made to fit.
        block[0] = 1;
        let sum = crc32c::crc32c(&first.to_le_bytes());
        let sum = crc32c::crc32c_append(sum, &block[..HEADER_BYTES - 4]);
        let sum = crc32c::crc32c_append(sum, &block[HEADER_BYTES..]);
        block[HEADER_BYTES - 4..HEADER_BYTES].copy_from_slice(&sum.to_le_bytes());
        let _ = read(*first, &block);
        let _ = OpenBlock::resume(*first, &block);
        prop_assert_ne!(check(*first, &block).err(), Some(Flaw::Checksum));
    }
}

#[test]
fn every_type_of_event_comes_back_from_a_block() {
    let blocks = pack(&[every_type()], false).unwrap();
    assert_eq!(read_all(&blocks), every_type());
}

#[test]
fn a_block_at_another_place_or_with_any_bit_flipped_is_noticed() {
    let blocks = pack(&[Workload::new(1, 0).take(30).collect()], false).unwrap();
    let block = &blocks[&1];
    assert_eq!(read(2, block), Err(Flaw::Checksum));
    for bit in 0..block.len() * 8 {
        let mut flipped = block.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(check(1, &flipped), Err(Flaw::Checksum), "bit {bit}");
    }
}

#[test]
fn an_event_larger_than_a_page_has_a_block_of_its_own() {
    let sizes = [10, 10, MAX_EVENT_BYTES - 60, 10, 10];
    let events: Vec<_> = (1..)
        .zip(sizes)
        .map(|(at, bytes)| event(at, bytes, false))
        .collect();
    let blocks = pack(std::slice::from_ref(&events), false).unwrap();
    assert_eq!(blocks.keys().copied().collect::<Vec<_>>(), [1, 3, 4]);
    assert_eq!(read_all(&blocks), events);
    let larger = event(1, MAX_EVENT_BYTES, true);
    assert_eq!(pack(&[vec![larger]], false), Err(Unwritable::TooLarge));
    const { assert!(MAX_EVENT_BYTES <= MAX_RAW_BYTES) };
}

#[test]
fn a_block_takes_no_more_than_its_bound_before_compression() {
    let events: Vec<_> = (1..200).map(|at| event(at, 1_000, true)).collect();
    let blocks = pack(std::slice::from_ref(&events), false).unwrap();
    assert_eq!(read_all(&blocks), events);
    assert!(
        blocks.len() >= 200 * 1_000 / MAX_RAW_BYTES,
        "{}",
        blocks.len()
    );
}
