import { ago } from "./time.js";

for (const element of document.querySelectorAll("time")) element.title = ago(new Date(element.dateTime));
