/** Something that happens at a time. */
export interface Event {
  readonly time: number;
  readonly run: () => void;
}

/** Events in the order of their time; of two at one time the earlier pushed is not promised to come first. */
export interface EventQueue {
  push(time: number, run: () => void): void;
  pop(): Event | undefined;
}

/** A binary heap of events. */
export function createEventQueue(): EventQueue {
  const heap: Event[] = [];
  return {
    push: (time, run) => {
      let at = heap.length;
      const event = { time, run };
      heap.push(event);
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (heap[parent]!.time <= time) break;
        heap[at] = heap[parent]!;
        at = parent;
      }
      heap[at] = event;
    },
    pop: () => {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined || heap.length === 0) return first;
      let at = 0;
      while (true) {
        let child = 2 * at + 1;
        if (child >= heap.length) break;
        if (child + 1 < heap.length && heap[child + 1]!.time < heap[child]!.time) child++;
        if (heap[child]!.time >= last.time) break;
        heap[at] = heap[child]!;
        at = child;
      }
      heap[at] = last;
      return first;
    },
  };
}
