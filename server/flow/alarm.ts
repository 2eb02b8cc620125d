/** Something to wait for; rung while nobody waits, it ends the next wait at once. */
export function createAlarm() {
  let rung = false;
  let wakeUp: (() => void) | null = null;
  const ring = () => (wakeUp ? wakeUp() : void (rung = true));
  const wait = (seconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(() => wakeUp?.(), rung ? 0 : Math.max(0.02, seconds) * 1000);
      rung = false;
      wakeUp = () => ((wakeUp = null), clearTimeout(timer), resolve());
    });
  return { ring, wait };
}
