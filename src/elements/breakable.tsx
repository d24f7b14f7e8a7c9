import * as React from 'react';

/**
 * Text with addresses in it, which breaks where their parts meet rather than in
 * the middle of a word.
 */
export function Breakable(props: { readonly text: string }): JSX.Element {
  return (
    <>
      {props.text.split(/(?<=[@.])/).map((part, index) => (
        <React.Fragment key={index}>
          {index > 0 && <wbr />}
          {part}
        </React.Fragment>
      ))}
    </>
  );
}
