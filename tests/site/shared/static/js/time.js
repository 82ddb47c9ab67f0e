const steps = [[60, "second"], [60, "minute"], [24, "hour"], [Infinity, "day"]];

export function ago(then, now = new Date()) {
    let amount = (now - then) / 1000;
    for (const [size, unit] of steps) {
        if (amount < size) return `${Math.floor(amount)} ${unit}s ago`;
        amount /= size;
    }
}
