import { contentModel } from '../../testing/contents';
import { Keyboard } from './keyboard';

describe('Keyboard', () => {
  const rows = ['alpha', 'beta', 'bravo', 'charlie'].map(name =>
    contentModel({ path: `ScienceMesh:Beam/${name}` })
  );
  const target = {
    state: () => ({ focused: 1, page: 2, rows }),
    focus: jest.fn(),
    move: jest.fn(),
    open: jest.fn(),
    toggle: jest.fn()
  };
  let keyboard: Keyboard;

  beforeEach(() => {
    jest.useFakeTimers();
    jest.clearAllMocks();
    keyboard = new Keyboard(target);
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  function press(key: string, modifiers: KeyboardEventInit = {}): boolean {
    return keyboard.press(new KeyboardEvent('keydown', { key, ...modifiers }));
  }

  it.each([
    ['ArrowDown', 2],
    ['ArrowUp', 0],
    ['PageDown', 3],
    ['Home', 0],
    ['End', 3]
  ])('goes by %s', (key, index) => {
    expect(press(key)).toBe(true);
    expect(target.move).toHaveBeenCalledWith(index, false);
  });

  it('selects more with the shift key', () => {
    press('ArrowDown', { shiftKey: true });
    expect(target.move).toHaveBeenCalledWith(2, true);
  });

  it('goes without selecting, and selects one more, with the control key', () => {
    press('ArrowDown', { ctrlKey: true });
    expect(target.focus).toHaveBeenCalledWith(2);
    press(' ', { ctrlKey: true });
    expect(target.toggle).toHaveBeenCalledWith(rows[1]);
    expect(target.move).not.toHaveBeenCalled();
  });

  it('finds names by their first letters, and begins anew after a while', () => {
    press('b');
    expect(target.move).toHaveBeenLastCalledWith(1, false);
    press('R');
    expect(target.move).toHaveBeenLastCalledWith(2, false);
    jest.advanceTimersByTime(2_000);
    press('c');
    expect(target.move).toHaveBeenLastCalledWith(3, false);
  });

  it('leaves to others what is not its own', () => {
    expect(press('b', { ctrlKey: true })).toBe(false);
    expect(press('ArrowDown', { altKey: true })).toBe(false);
    expect(press('F2')).toBe(false);
    expect(target.move).not.toHaveBeenCalled();
  });
});
