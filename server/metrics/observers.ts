import type { DeliveryObserver } from '../flow/delivery-observer.ts';
import type { KafkaObserver } from '../kafka/observer.ts';
import type { Work } from './families.ts';

/** What reading from Kafka tells of itself. */
export const kafkaObserver = ({ kafkaUp, kafkaLag }: Work): KafkaObserver => ({
  isUp: (up) => kafkaUp.set(up ? 1 : 0),
  lag(topic, partitions) {
    kafkaLag.reset();
    for (const [partition, messages] of partitions) kafkaLag.set({ topic, partition: String(partition) }, messages);
  },
});

/** What became of attempts to send. */
export const deliveryObserver = ({
  notifications,
  notificationsFailed,
  notificationSeconds,
}: Work): DeliveryObserver => ({
  attempted(integration, attempt) {
    notifications.inc({ integration });
    if (attempt.failure === null) notificationSeconds.observe({ integration }, Math.max(0, attempt.seconds));
    else notificationsFailed.inc({ integration, reason: attempt.failure });
  },
});
