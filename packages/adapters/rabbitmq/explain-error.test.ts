import { expect, test } from 'bun:test';
import { explainRabbitmqError, findOldRabbitmq } from './explain-error.ts';

test('a RabbitMQ that is too old is refused with its version and the one it needs', () => {
  for (const version of ['3.9.29', '3.8.0', '2.11.1']) {
    expect(findOldRabbitmq(version)).toContain(`RabbitMQ is version ${version}; F_BRAIN needs 3.10 or newer`);
  }
  for (const version of ['3.10.0', '3.13.7', '4.0.2', '10.1', 'main', undefined])
    expect(findOldRabbitmq(version)).toBeNull();
});

test('what amqplib says is put into words', () => {
  expect(explainRabbitmqError(new Error('connect ECONNREFUSED 127.0.0.1:1'))).toBe(
    'RabbitMQ does not answer: start it, or correct RABBITMQ_URL. (connect ECONNREFUSED 127.0.0.1:1)',
  );
  // What a web server answers there.
  expect(explainRabbitmqError(new Error('Frame size 1345270062 exceeds maxFrameSize 67108864'))).toStartWith(
    'What answers there is not RabbitMQ, or it does not let us in: correct RABBITMQ_URL',
  );
  expect(explainRabbitmqError(new Error('something new'))).toBe('something new');
});
