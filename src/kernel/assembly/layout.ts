/**
 * Memory is laid out by hand and never grows: a caller's views on it stay valid. What is exported by the kernel is read
 * by `reading/accelerated/kernel.ts`; columns are those of `model/request-batch.ts`, in bytes.
 */

/** Where lines that aren't proven are listed: their index, a u32 each. */
export const ASIDES: i32 = 0x010000;
/** Literals that the kernel itself compares with. */
export const WORDS: i32 = 0x3000;
/** Shapes of lines (`shape.ts`), so many: items of four i32 each, and the literals that they name. Lengths are of one shape. */
export const SHAPES: i32 = 8;
export const SHAPE: i32 = 0x4000;
export const SHAPE_LIMIT: i32 = 0x0040;
export const SHAPE_TEXT: i32 = 0x2214000;
export const SHAPE_TEXT_LENGTH: i32 = 0x4000;
/** Of which shape each entry is, a byte each. */
export const SHAPE_OF: i32 = 0x2210000;
/** Where lines are noted: twelve i32 each (`model/request-batch.ts`), and behind the last one where a next would start. */
export const ENTRIES: i32 = 0x020000;
/** Lines in one call at most. */
export const ENTRY_LIMIT: i32 = 0x4000;
/** Where the caller puts its bytes. */
export const WINDOW: i32 = 0x100000;
export const WINDOW_LENGTH: i32 = 0x080000;
/** Distinct keys at most, and the room for their bytes. */
export const KEY_LIMIT: i32 = 0x010000;
/** 16 bytes each: number + 1 (0: free), tag, place and length of the key. */
export const SLOTS: i32 = 0x200000;
export const SLOT_MASK: u32 = 0x01ffff;
export const ARENA: i32 = 0x400000;
export const ARENA_END: i32 = 0xbf0000;
/** Keys that fall into one place: after so many it is cheaper, and safer, to leave the line to the exact parser. */
export const PROBES: i32 = 32;

export const LINE_START = 0;
export const KEY_START = 4;
export const KEY_END = 8;
export const KEY_NUMBER = 12;
export const TIME_SECOND = 16;
export const TIME_MICRO = 20;
export const OPERATION = 24;
export const VALUE_BYTES = 28;
export const DURATION_START = 32;
export const REMOTE_START = 36;
export const REMOTE_END = 40;
export const CLIENT = 44;
export const ENTRY_BYTES = 48;

// As in `model/request.ts`.
export const OP_PUT = 0;
export const OP_DELETE = 1;
export const OP_RANGE = 2;

/** Rows of 32 bytes: hash, group, puts, deletes, bytes (f64), first and last second. */
export const KEYS: i32 = 0xc00000;
/** Rows of 32 bytes: puts, deletes, puts without a size, workload, bytes (f64), pair. */
export const GROUPS: i32 = 0xe00000;
export const GROUP_LIMIT: i32 = 0x8000;
/** From and until, two f64 a workload. */
export const COVERS: i32 = 0xf00000;
export const WORKLOAD_LIMIT: i32 = 0x8000;
/** Groups that have something in the open stretch. */
export const TOUCHED: i32 = 0xf80000;
export const SIZE_COUNTS: i32 = 0xfa0000;
export const SIZE_BYTES: i32 = 0xfa0400;
export const SIZE_CLASSES: i32 = 128;

/** Addresses of clients: rows of 64 bytes, the length (0: free) and the text. */
export const CLIENTS: i32 = 0xfb0000;
export const CLIENT_ROOM: i32 = 1024;
export const CLIENT_ROW: i32 = 64;
/** What the caller calls a client, plus one; 0: not known yet, -1: not counted. */
export const CLIENT_IDS: i32 = 0xfc0000;

/** Where tables of cells may lie. */
export const TABLES: i32 = 0xfc1000;

/** Texts of audit lines: slots of 16 bytes as above, where each is and how long (two i32 by its number), and the bytes. */
export const TEXT_SLOTS: i32 = 0x1c00000;
export const TEXT_SLOT_MASK: u32 = 0xffff;
export const TEXT_LIMIT: i32 = 0x8000;
export const TEXTS: i32 = 0x1d00000;
export const TEXT_ARENA: i32 = 0x1d40000;
export const TEXT_ARENA_END: i32 = 0x21e0000;
/** Hashes of the bodies of audit lines, an f64 an entry. */
export const BODIES: i32 = 0x21e0000;
/** Hashes of the names in objects that are open. */
export const NAMES: i32 = 0x2200000;
export const NAMES_END: i32 = 0x2210000;

/** Stems of keys (`stems.ts`): rows of 32 bytes, and the bytes. */
export const STEMS: i32 = 0x2240000;
export const STEM_MASK: u32 = 0x7fff;
export const STEM_ARENA: i32 = 0x2340000;
export const STEM_ARENA_END: i32 = 0x2540000;
/** Entries whose key found its group by itself, in order, and its stem: two i32 each. */
export const FOUND: i32 = 0x2540000;

// Columns of an entry that is an audit line.
/** Verb and user, as numbers of texts plus one: the first in the lower half. So with the others of two. */
export const WHO = 12;
/** What it is about: the text of `objectRef` from the resource to the name. */
export const REFERENCE = 28;
/** API group and subresource. */
export const DETAILS = 32;
export const AGENT = 36;
export const CODE = 40;
// As operations.
/** A request that has ended. */
export const OP_AUDITED = 8;
/** An earlier stage of one. */
export const OP_EARLY = 9;
