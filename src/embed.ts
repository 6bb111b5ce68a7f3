/** Tells the page around a frame how tall the figure is, whenever that changes. */
const figure = document.querySelector<HTMLElement>('live-figure')?.dataset['figure'];

if (window.parent !== window && figure) {
  let told = 0;
  new ResizeObserver(() => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    // To whoever frames it: a height is no secret.
    window.parent.postMessage({ type: 'halide-height', figure, height }, '*');
  }).observe(document.body);
}

export {};
