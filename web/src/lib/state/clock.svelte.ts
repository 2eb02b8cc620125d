/** The present, for relative times: moves once a second while something on screen reads it. */
class Clock {
  now = $state(Date.now());
  #timer: ReturnType<typeof setInterval> | undefined;

  start(): () => void {
    this.#timer ??= setInterval(() => (this.now = Date.now()), 1000);
    return () => {
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }
}

export const clock = new Clock();
