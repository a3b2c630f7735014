// Whether an address is in one of the networks: their IP version and the binary digits of their prefix.
function within(address, networks) {
  const found = digits(address);
  return networks.some((network) => found.startsWith(network));
}

function digits(address) {
  if (!address.includes(":")) {
    return "4:" + address.split(".").map((part) => Number(part).toString(2).padStart(8, "0")).join("");
  }
  const halves = address.split("::").map((half) => (half ? half.split(":") : []));
  const left = halves[0];
  const right = halves[1] || [];
  const zeros = halves.length > 1 ? Array(8 - left.length - right.length).fill("0") : [];
  return "6:" + left.concat(zeros, right).map((part) => parseInt(part, 16).toString(2).padStart(16, "0")).join("");
}
