/** Where things are in the drawing, in pixels. */
export interface Place {
  readonly left: number;
  readonly right: number;
  readonly xOf: (step: number) => number;
}
