/** What an element is given: attributes; those that are undefined or false are left out, true is an empty one. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A part of a figure that is drawn for a width in pixels. */
export interface DrawnPart {
  readonly node: HTMLElement;
  readonly draw: (width: number) => void;
}

/** An HTML element with attributes and children; texts are texts, never markup. */
export function element(
  name: string,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElement {
  const made = document.createElement(name);
  setAttributes(made, attributes);
  made.append(...children);
  return made;
}

/** An SVG element with attributes and children; numbers are rounded to a tenth of a pixel. */
export function shape(
  name: string,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): SVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name) as SVGElement;
  setAttributes(made, attributes);
  made.append(...children);
  return made;
}

/** Sets attributes, and takes those away that are undefined or false. */
export function setAttributes(target: Element, attributes: Attributes): void {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) target.removeAttribute(key);
    else {
      target.setAttribute(
        key,
        value === true ? "" : typeof value === "number" ? String(Number(value.toFixed(1))) : value,
      );
    }
  }
}

/** A button that does something. */
export function button(text: string, label: string, press: () => void): HTMLElement {
  const made = element("button", { type: "button", title: label, "aria-label": label }, text);
  made.addEventListener("click", press);
  return made;
}
