/** The instant that is looked at: charts that share one read out the same profile together. */
export class ChartCursor {
  at = $state<number | null>(null);
}
