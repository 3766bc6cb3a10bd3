import { once } from 'node:events';
import { connect } from 'amqplib';
import type { Channel, ChannelModel } from 'amqplib';
import type { Secret } from '../secret.ts';

export interface BrokerOptions {
  readonly url: Secret;
  readonly timeoutMs?: number;
  readonly onTrouble: (error: Error) => void;
}

export interface Broker {
  /** Sends a message through the broker and back to us; the time it took. */
  ping(): Promise<{ latency_ms: number }>;
  close(): Promise<void>;
}

/** RabbitMQ, where one is configured. It relays what PostgreSQL already holds, so a lost connection loses nothing: the next use makes a new one. */
export function createBroker({ url, timeoutMs = 2_000, onTrouble }: BrokerOptions): Broker {
  let connection: Promise<ChannelModel> | undefined;

  function connected(): Promise<ChannelModel> {
    connection ??= open();
    return connection;
  }

  async function open(): Promise<ChannelModel> {
    try {
      const model = await connect(url.reveal(), { timeout: timeoutMs });
      model.on('error', onTrouble);
      model.on('close', forget);
      return model;
    } catch (thrown) {
      forget();
      throw thrown;
    }
  }

  function forget(): void {
    connection = undefined;
  }

  return {
    async ping() {
      const channel = await (await connected()).createChannel();
      channel.on('error', onTrouble);
      try {
        return { latency_ms: await roundTrip(channel, timeoutMs) };
      } finally {
        await channel.close().catch(onTrouble);
      }
    },
    async close() {
      const model = await connection?.catch(() => undefined);
      await model?.close();
    },
  };
}

async function roundTrip(channel: Channel, timeoutMs: number): Promise<number> {
  const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true });
  const arrivals = Promise.withResolvers<void>();
  await channel.consume(queue, () => arrivals.resolve(), { noAck: true });
  const started = performance.now();
  channel.sendToQueue(queue, Buffer.from('ping'));
  const cut = AbortSignal.timeout(timeoutMs);
  await Promise.race([
    arrivals.promise,
    once(cut, 'abort').then(() => Promise.reject(new Error(`no message came back within ${timeoutMs} ms`))),
  ]);
  return Math.round((performance.now() - started) * 10) / 10;
}
