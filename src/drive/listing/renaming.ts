/**
 * Let the person edit a name where it stands.
 *
 * @returns the new name; null when nothing was to be changed
 */
export async function editInPlace(
  name: HTMLElement,
  label: string
): Promise<string | null> {
  const original = name.textContent ?? '';
  const field = document.createElement('input');
  field.className = 'jp-DirListing-editor';
  field.setAttribute('aria-label', label);
  field.value = original;
  name.replaceWith(field);
  field.focus();
  // The extension mostly stays.
  const dot = original.lastIndexOf('.');
  field.setSelectionRange(0, dot > 0 ? dot : original.length);
  const wanted = await new Promise<string>(resolve => {
    let isLeft = false;
    const leave = (value: string, stays: boolean): void => {
      if (isLeft) {
        return;
      }
      isLeft = true;
      field.replaceWith(name);
      if (stays) {
        name.focus();
      }
      resolve(value);
    };
    field.onblur = () => leave(field.value, false);
    field.onkeydown = event => {
      // While a letter is put together, keys are the input method's.
      if (
        !event.isComposing &&
        (event.key === 'Enter' || event.key === 'Escape')
      ) {
        event.preventDefault();
        leave(event.key === 'Enter' ? field.value : original, true);
      }
      // Letters, arrows and shortcuts are the field's alone.
      event.stopPropagation();
    };
  });
  const trimmed = wanted.trim();
  return trimmed === '' || trimmed === original ? null : trimmed;
}
