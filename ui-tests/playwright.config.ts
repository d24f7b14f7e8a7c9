import type { GalataOptions } from '@jupyterlab/galata';
import { defineConfig } from '@playwright/test';

const {
  CHROMIUM_PATH,
  CI,
  JUNIT_REPORT,
  SCIENCEMESH_BATCH,
  SCIENCEMESH_INVENIO
} = process.env;

export default defineConfig<GalataOptions>({
  testDir: 'tests',
  testIgnore: [
    // Beside real batch systems, which `make test-batch-ui` starts.
    ...(SCIENCEMESH_BATCH ? [] : ['**/jobs-real.spec.ts']),
    // Beside a real InvenioRDM: `make test-invenio-ui`.
    ...(SCIENCEMESH_INVENIO ? [] : ['**/publish*.spec.ts'])
  ],
  outputDir: 'test-results',
  forbidOnly: Boolean(CI),
  retries: CI ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // One JupyterLab for all of them: starting one takes longer than a journey.
  workers: 1,
  reporter: [
    ['list'],
    ['html', { open: 'never' }],
    ...(JUNIT_REPORT ? [['junit', { outputFile: JUNIT_REPORT }] as const] : [])
  ],
  use: {
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // Playwright loses some frames that have a process of their own, when
        // one stands within another. They stay in their sandbox without.
        '--disable-features=IsolateSandboxedIframes'
      ]
    },
    // The server is real, and so is all that Galata can replace.
    autoGoto: false,
    mockConfig: false,
    mockSettings: false,
    mockState: false,
    mockUser: false
  }
});
