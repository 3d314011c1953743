/** @file Pools of values that requests carry and answers copy: people, places, times, numbers, short texts. */

import type { Random } from "../../tensor/random.js";

const words = (text: string): string[] => text.trim().split(/\s+/);
const phrases = (text: string): string[] => text.trim().split(/\s*,\s*/);

export const names = words(`
  Anna Ben Clara David Emma Felix Grace Henry Iris Jack Kate Leo Maria Noah Olivia Paul Quinn Rosa Sam Tina Uma Victor
  Wendy Xavier Yara Zoe Adam Bella Carlos Diana Ethan Fiona George Hannah Ivan Julia Kevin Laura Martin Nina Oscar Petra
  Ravi Sofia Tom Ursula Vera Will Yusuf Alice Bruno Chloe Daniel Elena Frank Gina Hugo Ida James Karl Lena Max Nora Omar
  Pia Ruth Simon Theo Vivian Walter Amir Bianca Cora Dora Eric Fatima Gabriel Helen Isaac Jana Kim Lucas Mia Nadia Otto
  Priya Robert Sara Thomas Vincent Yuki Zara Aisha Boris Dana Edgar Freya Gustav Holly Igor Joan Keiko Liam Mona Nick
  Rita Stefan Tara Viktor`);

export const cities = words(`
  Rome Paris London Berlin Madrid Vienna Oslo Dublin Lisbon Prague Athens Cairo Delhi Tokyo Seoul Lima Boston Denver
  Austin Dallas Miami Chicago Seattle Toronto Sydney Perth Zurich Geneva Milan Naples Turin Venice Lyon Nice Munich
  Hamburg Cologne Warsaw Krakow Budapest Sofia Riga Vilnius Helsinki Stockholm Bergen Porto Seville Valencia Bilbao
  Glasgow Leeds Bristol Oxford York Bath Cork Galway Nairobi Lagos Accra Tunis Dakar Dubai Doha Beirut Ankara Izmir
  Moscow Kiev Minsk Tbilisi Mumbai Chennai Dhaka Hanoi Bangkok Manila Jakarta Taipei Osaka Kyoto Nagoya Busan Beijing
  Shanghai Wuhan Havana Quito Bogota Caracas Santiago Montreal Ottawa Calgary Phoenix Houston Atlanta Detroit Memphis
  Portland Brisbane Auckland Wellington Hobart Basel Bern Graz Linz Bonn Kassel Ghent Bruges Antwerp Utrecht Delft`).filter(
  (city) => city !== "Sofia",
);

export const days = words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday");
const months = words("January February March April May June July August September October November December");

export const items = phrases(`
  lamp, chair, table, book, phone case, coffee mug, backpack, keyboard, monitor, pen, notebook, bottle, jacket, umbrella,
  guitar, bike helmet, blanket, pillow, candle, clock, mirror, carpet, camera, printer, headset, tent, ladder, hammer,
  garden hose, vase, teapot, scarf, hat, rug, desk, sofa, drill, kettle, toaster, wallet`);

export const tasks = phrases(`
  buy milk, call the bank, water the plants, pay the rent, feed the cat, book the flights, send the report, fix the sink,
  clean the kitchen, pick up the kids, renew the passport, order more paper, take the pills, walk the dog, check the oven,
  wash the car, return the books, charge the laptop, print the tickets, cancel the gym, sign the contract,
  back up the photos, change the filter, visit grandma, bake a cake, empty the bins, lock the door, read chapter 4,
  update the budget, sweep the floor`);

export const messages = phrases(`
  I am running late, dinner is ready, the train was cancelled, see you tomorrow, call me back, the keys are inside,
  happy birthday, we won the game, I need a ride, bring the charger, the meeting moved, good luck today,
  I got the job, the package arrived, please send the file, thanks for lunch, I left at noon, the plan works,
  we are at the gate, the door is open, stay at home, I miss you, no news yet, it is snowing here,
  the show starts soon, lunch is on me, I lost my phone, wait for me outside, the code is 4417, all good here`);

export const labels = phrases(`
  gym, work, school, yoga, swimming, breakfast, meds, laundry, baking, tea, pasta, nap, study, bus, flight, piano,
  running, coffee, pizza, prayer, bread, eggs, rice, homework`);

export const events = phrases(`
  team meeting, dentist, lunch with the boss, budget review, birthday party, yoga class, job interview, book club,
  piano lesson, project kickoff, parents evening, haircut, movie night, design review, staff training, wedding,
  car service, tennis match, house viewing, board meeting, check-up, reading group, barbecue, quiz night`);

export const songs = phrases(`
  Yesterday, Hallelujah, Imagine, Thriller, Waterloo, Africa, Jolene, Wonderwall, Clocks, Creep, Zombie, Toxic,
  Blue Moon, Let It Be, Purple Rain, Bad Guy, Hey Jude, Dancing Queen, Moon River, Fly Me Home, Summer Rain, Cold Water,
  Golden Hour, Night Train, Paper Planes, Silver Lake, Green Light, Old Friends`);

export const topics = phrases(`
  black holes, bread recipes, cheap flights, the French Revolution, used bikes, solar panels, jazz history, tax rules,
  hiking trails, tomato plants, chess openings, electric cars, Roman coins, puppy training, knitting patterns,
  volcanoes, coral reefs, sleep, job offers, local news, space probes, mushrooms, old maps, whales, Viking ships,
  rental prices, coffee machines, first aid, Greek myths, wind power`);

export const phrasesToTranslate = phrases(`
  good morning, where is the station, thank you very much, I would like a coffee, how much is it, see you soon,
  my name is long, the bill please, I am lost, good night, happy new year, do you speak English, I need a doctor,
  what time is it, nice to meet you, excuse me, one more beer, the room is cold, have a nice day, I like your hat`);

export const languages = words(`French Spanish German Italian Dutch Polish Greek Turkish Arabic Hindi Japanese Korean
  Swedish Danish Czech Russian Portuguese Finnish Chinese Hungarian`);

export const rooms = phrases(`
  kitchen, bedroom, living room, bathroom, hallway, office, garage, garden, attic, basement, dining room, nursery,
  balcony, study, cellar, guest room, porch, workshop`);

export const colours = words("red blue green white yellow purple orange pink warm cold");

export const currencies = phrases(`
  euros, dollars, pounds, yen, francs, rupees, pesos, kroner, zloty, won, lira, rand, USD, EUR, GBP, JPY, CHF, INR`);

export const companies = words(`
  Apple Tesla Nokia Sony Ford Shell Intel Bosch Siemens Toyota Boeing Nestle Adidas Nike Pepsi Amazon Google Netflix
  Samsung Philips Volvo Airbus Ericsson Bayer Puma Ikea Visa Oracle Adobe Canon`);

export const dishes = phrases(`
  pizza, sushi, green curry, tomato soup, lasagne, tacos, ramen, fish and chips, veggie burger, noodles, pad thai,
  caesar salad, dumplings, falafel, risotto, paella, goulash, pancakes, burrito, chicken wings`);

export const places = phrases(`
  the airport, the station, the museum, the harbour, city hall, the library, the zoo, the stadium, the hospital,
  the market, the old town, the beach, the castle, the theatre, the university, the main square, the post office,
  the bus stop`);

/** A time of day in one of several spellings: 7:30, 07:30, 7 am, 7:30 pm, noon. */
export function time(random: Random): string {
  const hour = random.between(1, 12);
  const minute = random.pick(["00", "05", "10", "15", "20", "25", "30", "35", "40", "45", "50", "55"]);
  switch (random.below(8)) {
    case 0:
      return `${hour} am`;
    case 1:
      return `${hour} pm`;
    case 2:
      return `${hour}:${minute} am`;
    case 3:
      return `${hour}:${minute} pm`;
    case 4:
      return `${String(random.below(24)).padStart(2, "0")}:${minute}`;
    case 5:
      return random.chance(0.2) ? random.pick(["noon", "midnight"]) : `${hour}${random.pick(["am", "pm"])}`;
    default:
      return `${hour}:${minute}`;
  }
}

/** A day: Friday, tomorrow, May 3, 3 May, 2025-05-03. */
export function date(random: Random): string {
  const day = random.between(1, 28);
  switch (random.below(6)) {
    case 0:
      return random.pick(["today", "tomorrow"]);
    case 1:
    case 2:
      return random.pick(days);
    case 3:
      return `${day} ${random.pick(months)}`;
    case 4:
      return `${random.pick(months)} ${day}`;
    default:
      return `2025-${String(random.between(1, 12)).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  }
}

// prettier-ignore
export const duration = (random: Random): string =>
  random.chance(0.15)
    ? random.pick(["one hour", "half an hour", "ten minutes", "two hours", "an hour"])
    : `${random.pick([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 45, 50, 90])} ${random.pick(["minutes", "minutes", "seconds", "hours"])}`;

export const amount = (random: Random): string =>
  random.chance(0.5)
    ? `${random.between(2, 99)}`
    : random.chance(0.5)
      ? `${random.between(1, 99)}0`
      : `${random.between(100, 9999)}`;

// prettier-ignore
export const price = (random: Random): string =>
  `${random.pick(["$", "$", "€", "£"])}${random.between(1, 99)}${random.chance(0.5) ? `.${random.pick(["50", "99",
    "25", "95", "00"])}` : random.pick(["", "0"])}`;

export const degrees = (random: Random): string => `${random.between(14, 29)}`;
export const percent = (random: Random): string => `${random.between(1, 10)}0%`;
export const phone = (random: Random): string => `${random.between(200, 999)}-${random.between(1000, 9999)}`;

// prettier-ignore
export const email = (random: Random): string =>
  `${draw(random, names).toLowerCase()}${random.chance(0.3) ? random.between(1, 99) : ""}@${random.pick(["mail", "post", "work", "home", "web"])}.${random.pick(["com", "org", "net"])}`;

/** An order or parcel number: A-1234, #5678. */
// prettier-ignore
export const code = (random: Random): string =>
  random.chance(0.5) ? `#${random.between(1000, 9999)}` : `${random.pick(["A", "B", "C", "K", "R", "T", "X", "Z"])}${random.between(100, 999)}`;

/** Most draws from a large pool come from its first 40, which a small vocabulary can hold whole; the rest is in pieces. */
export const draw = (random: Random, pool: readonly string[]): string =>
  pool.length > 60 && random.chance(0.6) ? pool[random.below(40)]! : random.pick(pool);

export const from =
  (pool: readonly string[]) =>
  (random: Random): string =>
    draw(random, pool);
