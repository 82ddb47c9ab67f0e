export const bars = (counts) => counts.map((count) => "▁▂▃▄▅▆▇█"[Math.min(7, Math.floor(Math.log2(count + 1)))]).join("");
