import * as React from 'react';

/**
 * Keep in view what is in view while rows are added above it; rows that are
 * the first are seen from their end.
 *
 * @param scroller - the element that scrolls
 * @param height - of the rows that there are, in pixels
 * @param isAtEnd - whether rows are added above rather than below
 */
export function useEndAnchor(
  scroller: React.RefObject<HTMLElement>,
  height: number,
  isAtEnd: boolean
): void {
  const previous = React.useRef(0);
  React.useLayoutEffect(() => {
    if (isAtEnd && scroller.current) {
      scroller.current.scrollTop += height - previous.current;
    }
    previous.current = height;
  }, [height, isAtEnd, scroller]);
}
