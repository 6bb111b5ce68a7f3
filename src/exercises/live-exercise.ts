/** <live-exercise>: checks an answer with the kernels when asked; without JavaScript hints and solution stay open to reading. */
import { richToHtml } from '../runtime/rich.ts';

export function startExercises(): void {
  customElements.define(
    'live-exercise',
    class extends HTMLElement {
      connectedCallback(): void {
        this.querySelector('form')?.addEventListener('submit', (event) => {
          event.preventDefault();
          void this.#check();
        });
      }

      async #check(): Promise<void> {
        const verdict = this.querySelector<HTMLElement>('.verdict')!;
        const input = this.querySelector('input')!;
        try {
          const [{ ANSWERS }, { judge }, { pageKernels }] = await Promise.all([import('./answers.ts'), import('./check.ts'), import('../kernels/page.ts')]);
          const answer = ANSWERS[this.dataset['exercise'] ?? '']!;
          const { right, says } = judge(answer, await pageKernels(answer.kernels), input.value, this.dataset['unit'] ?? '', Number(this.dataset['tolerance']));
          verdict.innerHTML = richToHtml(says);
          verdict.classList.toggle('right', right);
        } catch (error) {
          verdict.textContent = `The answer could not be checked (${error instanceof Error ? error.message : 'unknown reason'}); the worked solution below needs no script.`;
        }
      }
    },
  );
}
