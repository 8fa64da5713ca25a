/**
 * The one picture of an incident as plain data: what is drawn, not how. It is inlined as JSON in report.html and drawn
 * there again on every zoom, so it holds numbers and names only. Times are milliseconds since the epoch, UTC.
 */
export interface Picture {
  /** All that the inputs cover. */
  readonly from: number;
  readonly to: number;
  /** What is shown at first: the incident with something before and after. */
  readonly view: readonly [from: number, to: number];
  readonly onsets: readonly Onset[];
  readonly phases: readonly Band[];
  readonly lanes: readonly Lane[];
  /** The lines that marks stand for; marks have indices into it. */
  readonly cited: readonly CitedLine[];
}

export interface CitedLine {
  /** `etcd.log:17`. */
  readonly place: string;
  readonly text: string;
  /** Index of the timeline's entry that it belongs to; -1: none. */
  readonly entry: number;
}

export interface Onset {
  readonly time: number;
  readonly label: string;
  readonly cite: number;
}

/** A stretch of time and the line that proves it (-1: none). */
export type Cite = readonly [from: number, to: number, cited: number];

export interface Band {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  /** Colour and hatching: `calm`, `rise`, `bad`, `good`, or a number of the palette. */
  readonly tone: string;
  /** Nothing shows that it ended. */
  readonly open?: boolean;
  readonly cite?: number;
}

interface LaneBase {
  readonly id: string;
  readonly title: string;
  /** Stretches for which no input speaks: hatched, never drawn as zero. */
  readonly gaps: readonly (readonly [from: number, to: number])[];
  readonly cites: readonly Cite[];
}

/** Rates by bucket, one on the other. */
export interface StackLane extends LaneBase {
  readonly type: 'stack';
  readonly unit: string;
  readonly start: number;
  readonly step: number;
  readonly series: readonly { readonly name: string; readonly colour: number; readonly values: readonly number[] }[];
  /** By how much the total may be lower and higher, as factors; null: counted, not estimated. */
  readonly estimate: { readonly low: number; readonly high: number } | null;
}

/** Sizes over time, against a limit. */
export interface LineLane extends LaneBase {
  readonly type: 'line';
  readonly series: readonly LineSeries[];
  readonly limit: { readonly name: string; readonly steps: readonly (readonly [time: number, value: number])[] } | null;
  /** Single figures with their interval. */
  readonly figures: readonly {
    readonly name: string;
    readonly time: number;
    readonly value: number;
    readonly low: number;
    readonly high: number;
  }[];
}

export interface LineSeries {
  readonly name: string;
  /** `solid` or `dashed`: how it is distinguished in a greyscale print. */
  readonly stroke: string;
  readonly colour: number;
  readonly points: readonly (readonly [time: number, value: number])[];
}

/** Single durations on a logarithmic scale. */
export interface DotLane extends LaneBase {
  readonly type: 'dot';
  readonly groups: readonly {
    readonly name: string;
    readonly shape: string;
    readonly colour: number;
    readonly points: readonly (readonly [time: number, ms: number, cited: number])[];
  }[];
}

/** Stretches with a name, side by side. */
export interface BandLane extends LaneBase {
  readonly type: 'band';
  readonly bands: readonly Band[];
}

/** One row a name: from the first to the last occurrence, with the count. */
export interface RowLane extends LaneBase {
  readonly type: 'row';
  readonly rows: readonly {
    readonly name: string;
    readonly warning: boolean;
    /** null: a row is one thing. */
    readonly count: number | null;
    readonly spans: readonly (readonly [from: number, to: number, count: number, cited: number])[];
  }[];
  /** How many more names there are. */
  readonly more: number;
}

export type Lane = StackLane | LineLane | DotLane | BandLane | RowLane;
