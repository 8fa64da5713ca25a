import type { Picture } from '../../picture/picture.js';

/**
 * What the page's script uses of a browser. The program is compiled without the types of the DOM, whose global names
 * (`name`, `status`, `event`) would hide slips everywhere else.
 */
export interface Page {
  readonly documentElement: Box;
  createElement(tag: string): Box;
  createElementNS(space: string, tag: string): Box;
  createTextNode(text: string): Box;
  getElementById(id: string): Box | null;
  querySelectorAll(selector: string): Iterable<Box>;
}

export interface Box {
  className: string;
  textContent: string | null;
  hidden: boolean;
  value: string;
  checked: boolean;
  open: boolean;
  tabIndex: number;
  id: string;
  readonly style: Record<string, string>;
  readonly classList: { add(name: string): void; remove(name: string): void; toggle(name: string, on: boolean): void };
  readonly dataset: Readonly<Record<string, string | undefined>>;
  readonly clientWidth: number;
  readonly clientHeight: number;
  readonly scrollHeight: number;
  readonly scrollTop: number;
  readonly offsetWidth: number;
  readonly parentElement: Box | null;
  readonly children: Iterable<Box>;
  append(...nodes: readonly (Box | string)[]): void;
  prepend(...nodes: readonly (Box | string)[]): void;
  replaceChildren(...nodes: readonly (Box | string)[]): void;
  replaceWith(...nodes: readonly (Box | string)[]): void;
  remove(): void;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  addEventListener(
    type: string,
    listener: (happened: EventBurst) => void,
    options?: { readonly passive: boolean },
  ): void;
  querySelector(selector: string): Box | null;
  querySelectorAll(selector: string): Iterable<Box>;
  getBoundingClientRect(): {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
  scrollIntoView(options: { readonly block: string }): void;
  focus(options?: { readonly preventScroll: boolean }): void;
  setPointerCapture(pointer: number): void;
}

/** An event of pointer, wheel or keyboard. */
export interface EventBurst {
  readonly clientX: number;
  readonly clientY: number;
  readonly deltaX: number;
  readonly deltaY: number;
  readonly button: number;
  readonly pointerId: number;
  readonly pointerType: string;
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  preventDefault(): void;
}

/** What the page's data holds, beside the script. */
export interface PageData {
  readonly picture: Picture | null;
  readonly timeline: TimelineData;
}

/** Columns of the timeline; repeated words are indices into lists. */
export interface TimelineData {
  /** The day that all lies on, else ''. */
  readonly date: string;
  readonly inputs: readonly string[];
  readonly sources: readonly string[];
  readonly members: readonly string[];
  readonly kinds: readonly string[];
  readonly entries: readonly EntryData[];
}

export type EntryData = readonly [
  time: number,
  end: number,
  count: number,
  source: number,
  /** -1: none. */
  member: number,
  kind: number,
  /** 0 critical, 1 warning, 2 info. */
  severity: number,
  summary: string,
  evidence: readonly LineData[],
  /** Place in the whole timeline, which marks of the picture know it by. */
  entry: number,
];

/** `after`: what follows the input's name in a place, `:17`. */
export type LineData = readonly [input: number, after: string, text: string];

/** What the parts of the page ask of each other. */
export interface Timeline {
  /** Shows an entry, with a line that proves it. */
  show(entry: number, place: string, text: string): void;
  /** The picture shows another stretch. */
  follow(from: number, to: number): void;
}
