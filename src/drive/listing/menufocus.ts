import type { Menu } from '@lumino/widgets';
import type { FocusableListing } from './focusable';

/**
 * Give the focus back to the rows when the context menu closes that was opened
 * over them; browsers would give it to the page as a whole.
 *
 * @param menu - the one that all context menus of the page are shown in
 */
export function returnFocus(menu: Menu, listing: FocusableListing): void {
  let isOurs = false;
  document.addEventListener(
    'contextmenu',
    ({ target }) => {
      isOurs = target instanceof Node && listing.node.contains(target);
    },
    // Before JupyterLab opens the menu.
    true
  );
  menu.aboutToClose.connect(() => {
    // What a menu item does next, it does from there.
    if (isOurs && menu.node.contains(document.activeElement)) {
      listing.takeFocus();
    }
    isOurs = false;
  });
}
