// Made by scripts/build-root-frame.mjs.
import document from './frame.txt';

/**
 * The document of the frame, with JSROOT in it: some megabytes, which are
 * loaded with the first ROOT file.
 */
export const frameDocument = document;
