/** Putting points and values in order. Insertion sort: spectra have some hundred points and mostly come in order, one way or the other. */
import { at, put } from './linalg';

/** Puts `count` values (f64) in rising order. */
export function sortValues(values: usize, count: i32): void {
  for (let i = 1; i < count; i++) {
    const v = at(values, i);
    let j = i - 1;
    for (; j >= 0 && at(values, j) > v; j--) put(values, j + 1, at(values, j));
    put(values, j + 1, v);
  }
}

/** Writes to `order` (i32) the indices of the n >= 1 points whose mask (i32 per point; address 0: all) is not 0, by rising key (f64); returns their number. */
export function orderByKey(keys: usize, n: i32, mask: usize, order: usize): i32 {
  const falling = at(keys, 0) > at(keys, n - 1);
  let used = 0;
  for (let i = 0; i < n; i++) {
    const k = falling ? n - 1 - i : i;
    if (mask != 0 && load<i32>(mask + (<usize>k << 2)) == 0) continue;
    let to = used++;
    for (; to > 0; to--) {
      const before = load<i32>(order + (<usize>(to - 1) << 2));
      if (at(keys, before) <= at(keys, k)) break;
      store<i32>(order + (<usize>to << 2), before);
    }
    store<i32>(order + (<usize>to << 2), k);
  }
  return used;
}
