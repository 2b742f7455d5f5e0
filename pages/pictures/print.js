/* The button that prints the page. A file of our own: the policy of the server lets no inline script run. */
export default function ({ parentElement, data }) {
  const button = parentElement.querySelector("button");
  button.textContent = data.label;
  button.hidden = false;
  button.onclick = () => window.print();
}
