/**
 * A bundle as others see it.
 */
import type { TestContext } from 'node:test';
import { askPython } from '../../../packages/testing/python.ts';
import { emptyFolder } from '../../../store/testing/folder.ts';

/** What Python's zipfile unpacks, judged by the Library of Congress' bagit. */
export function judged(test: TestContext, archive: string) {
  return askPython(
    `
import bagit, json, os, sys, zipfile
archive, target = json.load(sys.stdin)
with zipfile.ZipFile(archive) as zip:
    assert zip.testzip() is None
    zip.extractall(target)
[name] = os.listdir(target)
bag = bagit.Bag(os.path.join(target, name))
bag.validate()
payload = {}
for path in bag.payload_files():
    with open(os.path.join(target, name, path), encoding="utf-8", newline="") as file:
        payload[path] = file.read()
print(json.dumps({"name": name, "info": bag.info, "algorithms": sorted(bag.algorithms), "payload": payload}))
`,
    [archive, emptyFolder(test)]
  ) as {
    name: string;
    info: Record<string, string>;
    algorithms: string[];
    payload: Record<string, string>;
  };
}
