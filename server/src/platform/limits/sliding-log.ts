const firstCapacity = 4;

/** When the last requests were accepted, oldest first: a ring that grows with use and never beyond the rule's maximum. */
export class SlidingLog {
  readonly #most: number;
  #times: Float64Array;
  #start = 0;
  #count = 0;

  constructor(most: number) {
    this.#most = most;
    this.#times = new Float64Array(Math.min(most, firstCapacity));
  }

  get count(): number {
    return this.#count;
  }

  get oldest(): number | undefined {
    return this.#count === 0 ? undefined : this.#times[this.#start];
  }

  /** Lets go of everything up to and including this moment. */
  forget(until: number): void {
    while (this.#count > 0 && (this.#times[this.#start] ?? until) <= until) this.#dropOldest();
  }

  add(at: number): void {
    if (this.#count === this.#most) this.#dropOldest();
    else if (this.#count === this.#times.length) this.#grow();
    this.#times[(this.#start + this.#count) % this.#times.length] = at;
    this.#count++;
  }

  #dropOldest(): void {
    this.#start = (this.#start + 1) % this.#times.length;
    this.#count--;
  }

  #grow(): void {
    const larger = new Float64Array(Math.min(this.#most, this.#times.length * 2));
    larger.set(this.#times.subarray(this.#start));
    larger.set(this.#times.subarray(0, this.#start), this.#times.length - this.#start);
    this.#times = larger;
    this.#start = 0;
  }
}
