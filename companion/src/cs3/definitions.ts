/**
 * The definitions of the CS3 APIs: made by the build, from the published
 * Python package, by `scripts/build_cs3_definitions.py`.
 */
import { readFile } from 'node:fs/promises';
import type { ServiceDefinition } from '@grpc/grpc-js';
import { loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader';

const file = new URL('./definitions.binpb', import.meta.url);

/** The calls of the gateway that are used, each with its two messages. */
export async function loadGatewayService(): Promise<ServiceDefinition> {
  const definitions = loadFileDescriptorSetFromBuffer(await readFile(file), {
    // What `messages.ts` says of fields comes from here.
    defaults: true,
    enums: String,
    longs: Number
  });
  const service = definitions['cs3.gateway.v1beta1.GatewayAPI'];
  if (service === undefined || 'format' in service) {
    throw new Error('The definitions of the CS3 APIs hold no gateway.');
  }
  return service;
}
