import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { incidentFiles } from '../../src/dev/make-incident.js';
import { traffic } from '../../src/dev/incident/requests.js';
import { FINAL_REVISION, QUOTA, SPACE_EXCEEDED } from '../../src/dev/incident/story.js';
import { createRandom } from '../../src/dev/random.js';

const DIR = 'fixtures/incident';

describe('the sample incident', () => {
  const files = incidentFiles();

  it('is what the generator writes, to the byte', () => {
    expect(
      readdirSync(DIR)
        .filter((name) => !name.endsWith('.md'))
        .sort(),
    ).to.deep.equal([...files.keys()].sort());
    for (const [name, text] of files)
      expect(readFileSync(join(DIR, name), 'utf8') === text, `${name}: run npm run fixtures`).to.equal(true);
  });

  it('reaches the revision and the quota of the report at the refusal, and not before', () => {
    const { requests } = traffic(createRandom(20241215));
    const last = requests.findLast(({ time, op }) => time < SPACE_EXCEEDED && op !== 'RANGE');
    expect(last?.revision).to.equal(FINAL_REVISION);
    const sizes = [...(files.get('endpoint-status.jsonl') ?? '').matchAll(/"dbSize":(\d+)/g)].map((match) =>
      Number(match[1]),
    );
    expect(Math.max(...sizes)).to.be.within(QUOTA - 4096, QUOTA);
  });

  it('speaks as etcd 3.4.13 does', () => {
    const journals = [...files].filter(([name]) => name.endsWith('.journal.log')).map(([, text]) => text);
    expect(journals).to.have.length(3);
    for (const text of journals) {
      expect(text).to.match(/^Dec 15 03:15:45 \S+ etcd\[\d+\]: alarm NOSPACE raised by peer [0-9a-f]{16}$/m);
      expect(text).to.match(/" with result "size:20" took too long \(\S+\) to execute$/m);
      expect(text).to.match(/: alarm disarmed action:DEACTIVATE memberID:\d+ alarm:NOSPACE $/m);
      // Wordings of 3.2, and of clients.
      expect(text).not.to.match(/apply entries took too long|database space exceeded/);
    }
  });
});
