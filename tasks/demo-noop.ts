import { task } from 'f-brain';

export default task({
  name: 'demo.noop',
  description: 'Does nothing, as fast as possible: what the bench measures is F_BRAIN itself.',
  run: () => null,
});
