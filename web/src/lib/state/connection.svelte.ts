/** Whether the server answers, and since when what is on screen is as old as it is. */
class Connection {
  /** Milliseconds since the epoch of the last good answer; null before the first. */
  answeredAt = $state<number | null>(null);
  away = $state(false);

  answered(): void {
    this.answeredAt = Date.now();
    this.away = false;
  }

  failed(): void {
    this.away = true;
  }
}

export const connection = new Connection();
