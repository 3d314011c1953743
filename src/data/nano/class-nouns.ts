/** @file Things and places that texts of several tasks of classification speak of. */

// prettier-ignore
export const thing = [
  "scanner", "boiler", "gate", "fridge", "camera", "router", "phone line", "window", "key card", "calendar", "badge",
  "shutter", "copier", "screen", "battery", "contract", "lamp", "shelf", "printer", "server", "door", "heating",
  "invoice", "report", "website", "lift", "coffee machine", "projector", "form", "parking card",
];

// prettier-ignore
export const place = [
  "museum", "hall", "cinema", "lobby", "basement", "harbour", "stadium", "gym", "cafe", "yard", "garden", "office",
  "kitchen", "station", "park", "school", "library", "market",
];
