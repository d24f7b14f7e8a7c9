/**
 * Lets companions in this process find the kernels of the development
 * environment, as the bridge tells them.
 */
import { dirname, join } from 'node:path';
import { python } from '../../packages/testing/python.ts';

export const kernelEnvironment = {
  SCIENCEMESH_PYTHON: python,
  SCIENCEMESH_KERNEL_DIRS: join(
    dirname(dirname(python)),
    'share',
    'jupyter',
    'kernels'
  )
};

Object.assign(process.env, kernelEnvironment);
