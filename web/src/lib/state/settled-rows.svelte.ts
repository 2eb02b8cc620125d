import { untrack } from 'svelte';

/** A list that never moves under the pointer: refreshed rows change in place, arrivals and departures wait until they are asked for. */
export class SettledRows<T extends { id: string }> {
  shown = $state.raw<T[]>([]);
  #newest = $state.raw<T[]>([]);
  #view: string | null = null;

  readonly arrived: number = $derived(
    this.#newest.filter((row) => !this.shown.some((one) => one.id === row.id)).length,
  );
  readonly left: number = $derived(this.shown.filter((row) => !this.#newest.some((one) => one.id === row.id)).length);

  /** Takes the newest rows of a view; another view (filter, sort, page) replaces everything at once. */
  take(view: string, rows: T[]): void {
    untrack(() => this.#take(view, rows));
  }

  #take(view: string, rows: T[]): void {
    this.#newest = rows;
    if (view !== this.#view || this.shown.length === 0) {
      this.#view = view;
      this.shown = rows;
      return;
    }
    this.shown = this.shown.map((row) => rows.find((one) => one.id === row.id) ?? row);
  }

  show(): void {
    this.shown = this.#newest;
  }
}
