/** What is counted of reading from Kafka. */
export interface KafkaObserver {
  /** Are messages read just now? */
  isUp(up: boolean): void;
  /** How many messages of each partition that this process reads are not yet in the database. */
  lag(topic: string, partitions: readonly (readonly [partition: number, messages: number])[]): void;
}
