import { test } from 'bun:test';
import { describeWith } from '@fbrain/testing/describe-with';
import { openTcpProxy } from '@fbrain/testing/tcp-proxy';
import { connect } from 'amqplib';
import { closeChannel } from './close-channel.ts';

describeWith('rabbitmqUrl', 'with RabbitMQ,', (rabbitmqUrl) => {
  test('closing a channel ends, though the connection is lost before the answer', async () => {
    const proxy = await openTcpProxy(rabbitmqUrl);
    const model = await connect(proxy.through(rabbitmqUrl));
    model.on('error', () => {});
    const [lost, silent] = [await model.createChannel(), await model.createChannel()];
    proxy.blackhole();
    await closeChannel(silent);
    const closing = closeChannel(lost);
    proxy.cut();
    await closing;
    await closeChannel(lost);
    await proxy.close();
  });
});
