import { describeServer } from './testing/conformance.ts';

await describeServer('wsgidav', {
  names: {
    'a?b=c.txt': 'It cuts the Destination of a MOVE at a question mark.',
    'a&b+c;d=e.txt': 'It cuts the Destination of a MOVE at a semicolon.'
  }
});
