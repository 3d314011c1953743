/** @file Pools of values that requests carry and answers copy: people, places, things, short texts. */

export const words = (text: string): string[] => text.trim().split(/\s+/);
const phrases = (text: string): string[] => text.trim().split(/\s*,\s*/);

export const names = words(`
  Anna Ben Clara David Emma Felix Grace Henry Iris Jack Kate Leo Maria Noah Olivia Paul Quinn Rosa Sam Tina Uma Victor
  Wendy Xavier Yara Zoe Adam Bella Carlos Diana Ethan Fiona George Hannah Ivan Julia Kevin Laura Martin Nina Oscar
  Petra Ravi Sofia Tom Ursula Vera Will Yusuf Alice Bruno Chloe Daniel Elena Frank Gina Hugo Ida James Karl Lena Max
  Nora Omar Pia Ruth Simon Theo Vivian Walter Amir Bianca Cora Dora Eric Fatima Gabriel Helen Isaac Jana Kim Lucas Mia
  Nadia Otto Priya Robert Sara Thomas Vincent Yuki Zara Aisha Boris Dana Edgar Freya Gustav Holly Igor Joan Keiko Liam
  Mona Nick Rita Stefan Tara Viktor Arthur Beatrice Cecil Dorothy Ernest Flora Gloria Harold Irene Jasper Kirsten
  Lionel Margot Nigel Ophelia Percy Roland Sylvia Tobias Ulrich Violet Wesley Yvonne Zachary Agnes Benedict Celia
  Dominic Eleanor Felicity Gareth Harriet Imogen Jerome Katrin Lorenzo Matilda Nathan Octavia Pablo Ramona Samuel
  Tamara Valerie Walid Xenia Yasmin Zoltan Anders Birgit Cedric Dmitri Esther Farid Giulia Hiroshi Ingrid Jorge Kamal
  Leila Mehmet Noor Olga Pedro Rashid Svetlana Takashi Urs Vikram Wanda Abdul Brigitte Chen Deepak Eva Fabio Greta
  Hassan Isabel Joaquin`);

export const cities = words(`
  Rome Paris London Berlin Madrid Vienna Oslo Dublin Lisbon Prague Athens Cairo Delhi Tokyo Seoul Lima Boston Denver
  Austin Dallas Miami Chicago Seattle Toronto Sydney Perth Zurich Geneva Milan Naples Turin Venice Lyon Nice Munich
  Hamburg Cologne Warsaw Krakow Budapest Sofia Riga Vilnius Helsinki Stockholm Bergen Porto Seville Valencia Bilbao
  Glasgow Leeds Bristol Oxford York Bath Cork Galway Nairobi Lagos Accra Tunis Dakar Dubai Doha Beirut Ankara Izmir
  Moscow Kiev Minsk Tbilisi Mumbai Chennai Dhaka Hanoi Bangkok Manila Jakarta Taipei Osaka Kyoto Nagoya Busan Beijing
  Shanghai Wuhan Havana Quito Bogota Caracas Santiago Montreal Ottawa Calgary Phoenix Houston Atlanta Detroit Memphis
  Portland Brisbane Auckland Wellington Hobart Basel Bern Graz Linz Bonn Kassel Ghent Bruges Antwerp Utrecht Delft
  Amsterdam Rotterdam Brussels Bordeaux Toulouse Marseille Florence Bologna Palermo Granada Malaga Lucerne Salzburg
  Dresden Leipzig Bremen Stuttgart Nuremberg Gdansk Wroclaw Zagreb Belgrade Bucharest Tallinn Tampere Malmo Aarhus
  Copenhagen Reykjavik Edinburgh Liverpool Manchester Cardiff Belfast Limerick Casablanca Algiers Kampala Harare
  Durban Pretoria Muscat Amman Damascus Baghdad Tehran Karachi Lahore Kabul Kolkata Jaipur Kathmandu Colombo Yangon
  Saigon Singapore Sapporo Kobe Shenzhen Guangzhou Ulaanbaatar Vladivostok Anchorage Vancouver Winnipeg Halifax Tucson
  Omaha Tulsa Reno Orlando Tampa Savannah Nashville Baltimore Newark Albany Cancun Managua Medellin Salvador
  Montevideo Cordoba Adelaide Darwin Canberra`).filter((city) => city !== "Sofia");

export const days = words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday");
export const months = words("January February March April May June July August September October November December");

export const items = phrases(`
  lamp, chair, table, book, phone case, coffee mug, backpack, keyboard, monitor, pen, notebook, bottle, jacket,
  umbrella, guitar, bike helmet, blanket, pillow, candle, clock, mirror, carpet, camera, printer, headset, tent,
  ladder, hammer, garden hose, vase, teapot, scarf, hat, rug, desk, sofa, drill, kettle, toaster, wallet, spade,
  bucket, basket, bowl, plate, fork, knife, towel, curtain, bed frame, bookshelf, router, speaker, laptop stand,
  desk lamp, hairdryer, razor, comb, ring, necklace, watch, belt, shirt, sweater, raincoat, pair of boots, football,
  tennis racket, yoga mat, skateboard, kite, puzzle, board game, doll, suitcase, handbag, calculator, stapler,
  scanner, fan, heater, frying pan, saucepan, corkscrew, flower pot, birdcage, fishing rod, violin, flute, paint brush`);

export const tasks = phrases(`
  buy milk, call the bank, water the plants, pay the rent, feed the cat, book the flights, send the report,
  fix the sink, clean the kitchen, pick up the kids, renew the passport, order more paper, take the pills,
  walk the dog, check the oven, wash the car, return the books, charge the laptop, print the tickets, cancel the gym,
  sign the contract, back up the photos, change the filter, visit grandma, bake a cake, empty the bins, lock the door,
  read chapter 4, update the budget, sweep the floor, call the plumber, buy stamps, take out the trash,
  send the invoice, iron the shirts, mow the lawn, feed the fish, vote, write to the landlord, bring the umbrella,
  buy a gift for mum, pay the phone bill, defrost the freezer, order new glasses, practise the piano,
  fill in the tax form, post the letter, turn off the stove, hang up the laundry, sharpen the knives,
  clean the windows, rent a van, register for the course, check the tyres, finish the slides, get a haircut,
  collect the parcel, reply to the teacher, stretch, paint the fence, talk to the neighbours, test the smoke alarm,
  dry the dishes, water the roses, pack the suitcase, proofread the essay, fix the bike, buy bread and eggs,
  cancel the subscription, book a table, download the map, study the verbs, move the car, drink more water,
  prepare the demo, order firewood, rehearse the talk, measure the window, look for the receipt, swap the tyres`);

export const messages = phrases(`
  I am running late, dinner is ready, the train was cancelled, see you tomorrow, call me back, the keys are inside,
  happy birthday, we won the game, I need a ride, bring the charger, the meeting moved, good luck today,
  I got the job, the package arrived, please send the file, thanks for lunch, I left at noon, the plan works,
  we are at the gate, the door is open, stay at home, I miss you, no news yet, it is snowing here,
  the show starts soon, lunch is on me, I lost my phone, wait for me outside, the code is 4417, all good here,
  the bus is late, I will be there soon, remember the tickets, dinner is at eight, I found your wallet,
  the baby is asleep, the movie was great, we need more time, the server is up again, I sent you the photos,
  no time tonight, the cake is in the fridge, you left your jacket here, the doctor said yes,
  the train leaves early, happy new year, well done, the wifi is back, it is too hot here, the rent is paid,
  I am on my way, I am stuck in traffic, we arrived safely, no milk left, take the other road, the class is cancelled,
  my battery is low, the dog is fine, I passed the exam, the shop is closed, good night, let me sleep,
  everything is ready, mum says hi, bring your swimsuit, the kids are with me, thanks for the flowers,
  the answer is no, I will pay you back, keep the change, come by after work, the file is too big,
  sorry about yesterday, we are out of coffee, congratulations on the house, I need the keys,
  the gate code has changed, all is forgiven, pizza tonight, the boss is looking for you`);

export const labels = phrases(`
  gym, work, school, yoga, swimming, breakfast, meds, laundry, baking, tea, pasta, nap, study, bus, flight, piano,
  running, coffee, pizza, prayer, bread, eggs, rice, homework, shower, gym class, dentist, meeting, church, market,
  garden, dog walk, cat food, soup, stew, roast, cookies, dough, meditation, break, homework club, rehearsal, chess,
  choir, fishing, night shift, early shift, train, airport, kids, grandma, interview, exam, lecture, standup, massage,
  sauna, boxing, rowing, plank, sprint, stretching, timeout, quiz, steak, barley, pudding, porridge, roast beef, wash,
  oven, medicine, insulin, plants`);

export const events = phrases(`
  team meeting, dentist, lunch with the boss, budget review, birthday party, yoga class, job interview, book club,
  piano lesson, project kickoff, parents evening, haircut, movie night, design review, staff training, wedding,
  car service, tennis match, house viewing, board meeting, check-up, reading group, barbecue, quiz night,
  project review, doctor, eye test, dinner with Mum, coffee with the team, garden party, concert, football training,
  swim class, dance class, chess evening, choir rehearsal, poker night, school play, graduation, housewarming,
  farewell drinks, team lunch, sales call, code review, safety drill, tax appointment, vet visit, blood test,
  physiotherapy, wine tasting, cooking course, language course, first aid course, art show, museum tour, boat trip,
  picnic, hiking day, marathon, street festival, flea market, reunion, christening, engagement party, product launch,
  press conference, workshop, webinar, staff meeting, town hall, job fair, open day, bake sale, game night`);

export const songs = phrases(`
  Yesterday, Hallelujah, Imagine, Thriller, Waterloo, Africa, Jolene, Wonderwall, Clocks, Creep, Zombie, Toxic,
  Blue Moon, Let It Be, Purple Rain, Bad Guy, Hey Jude, Dancing Queen, Moon River, Fly Me Home, Summer Rain,
  Cold Water, Golden Hour, Night Train, Paper Planes, Silver Lake, Green Light, Old Friends, Heroes, Roxanne, Layla,
  Respect, Stand by Me, Hotel California, Smoke on the Water, Let Her Go, Lean on Me, Sweet Caroline, Happy, Hello,
  Umbrella, Viva la Vida, Fix You, Yellow, Take on Me, Africa at Night, Red River, Morning Light, Broken Strings,
  Ocean Drive, Velvet Sky, Lonely Road, Winter Song, Dancing Shoes, Over the Hills, Brown Eyes, Crystal Clear,
  City Lights, Home Again, Little Bird, Falling Leaves, Wild Horses, Midnight Sun, Northern Wind, Ruby, Angie,
  Rocket Man, Tiny Dancer, Dreams, Landslide, Valerie, Vienna Waltz, Bolero, Ode to Joy, Greensleeves, Moonlight, Carmen,
  Nessun Dorma`);

export const topics = phrases(`
  black holes, bread recipes, cheap flights, the French Revolution, used bikes, solar panels, jazz history, tax rules,
  hiking trails, tomato plants, chess openings, electric cars, Roman coins, puppy training, knitting patterns,
  volcanoes, coral reefs, sleep, job offers, local news, space probes, mushrooms, old maps, whales, Viking ships,
  rental prices, coffee machines, first aid, Greek myths, wind power, the moon landing, sourdough, cheap hotels,
  ancient Egypt, mountain bikes, heat pumps, blues guitar, inheritance law, ski resorts, rose pruning, sudoku tricks,
  hybrid cars, Greek coins, cat behaviour, crochet, earthquakes, penguins, dreams, summer jobs, weather records,
  satellites, truffles, city maps, dolphins, pirates, house prices, espresso, CPR, Norse gods, tidal power,
  quantum computers, climate change, vegan recipes, marathon training, meditation, vintage cameras, stamp collecting,
  beekeeping, the Silk Road, origami, school holidays, bus timetables, vaccines, comets, dinosaurs, castles in Wales,
  opera singers, film festivals, baby names, garden ponds, roof repair, home insurance, typography, Python tutorials,
  desert plants, ocean currents, folk dances, second-hand books, tea ceremonies, magnets`);

export const phrasesToTranslate = phrases(`
  good morning, where is the station, thank you very much, I would like a coffee, how much is it, see you soon,
  my name is long, the bill please, I am lost, good night, happy new year, do you speak English, I need a doctor,
  what time is it, nice to meet you, excuse me, one more beer, the room is cold, have a nice day, I like your hat,
  good evening, goodbye, where is the toilet, please help me, I do not understand, how old are you, I am hungry,
  I am tired, I love you, can I pay by card, a table for two, the train is late, turn left here, stop here please,
  what is your name, have a good trip, cheers, congratulations, sleep well, I am from Canada,
  one ticket to the centre, is this seat free, the food is delicious, I am allergic to nuts, call the police,
  where can I buy water, when does the shop open, you are welcome, sorry I am late, the weather is lovely,
  see you tomorrow, happy birthday, I lost my bag, is it far, the key does not fit, we are in a hurry, good luck,
  my friend is ill, open the window, it is too expensive, what do you recommend, I would like to book a room,
  enjoy your meal, welcome home, the dog is friendly, no problem, leave me alone, two coffees please,
  I miss my family, the light is broken`);

export const languages = words(`
  French Spanish German Italian Dutch Polish Greek Turkish Arabic Hindi Japanese Korean Swedish Danish Czech Russian
  Portuguese Finnish Chinese Hungarian Ukrainian Romanian Bulgarian Croatian Serbian Norwegian Icelandic Irish Welsh
  Basque Catalan Hebrew Persian Urdu Bengali Tamil Thai Vietnamese Malay Indonesian Swahili Zulu Latin Mongolian
  Estonian Latvian Lithuanian Albanian Afrikaans Esperanto`);

export const rooms = phrases(`
  kitchen, bedroom, living room, bathroom, hallway, office, garage, garden, attic, basement, dining room, nursery,
  balcony, study, cellar, guest room, porch, workshop, laundry room, playroom, library, hall, pantry, conservatory,
  terrace, loft, sunroom, studio, corridor, entrance, staircase, shed, gym, music room, wine cellar, utility room,
  kids room, en suite, meeting room, reception, lobby, patio, carport, barn, greenhouse, storage room,
  dressing room, reading room`);

export const colours = words(`
  red blue green white yellow purple orange pink warm cold turquoise violet amber gold silver cyan magenta lavender
  lime crimson teal peach coral ivory`);

/** Colours that things and animals can have; a lamp can be warm or cold, too. */
export const shades = colours.filter((colour) => colour !== "warm" && colour !== "cold");

export const pets = words(`
  dog cat rabbit parrot hamster turtle pony goat mouse snake goldfish canary poodle kitten puppy lizard duck goose ferret
  pig frog chicken rat beagle`);

export const jobs = phrases(`
  nurse, teacher, baker, doctor, lawyer, driver, cook, waiter, painter, plumber, farmer, carpenter, pilot, dentist,
  barber, butcher, gardener, mechanic, singer, writer, judge, clerk, cashier, librarian, tailor, firefighter, journalist,
  programmer, manager, sailor, soldier, cleaner, vet, coach, translator, designer, photographer, bus driver,
  police officer, dancer, fisher, guard, miner, professor, student, secretary, hairdresser, roofer`);

export const sizes = words("S M L XL XS XXL 36 37 38 39 40 41 42 43 44 46");

export const currencies = phrases(`
  euros, dollars, pounds, yen, francs, rupees, pesos, kroner, zloty, won, lira, rand, USD, EUR, GBP, JPY, CHF, INR,
  crowns, shekels, ringgit, baht, dirhams, rubles, forints, Swiss francs, AUD, CAD, SEK, NOK, DKK, PLN, CZK, HUF, TRY,
  ZAR, MXN, BRL, KRW, CNY, SGD, THB, yuan, reais, rupiah, dinars, riyals, pesetas`);

export const companies = words(`
  Apple Tesla Nokia Sony Ford Shell Intel Bosch Siemens Toyota Boeing Nestle Adidas Nike Pepsi Amazon Google Netflix
  Samsung Philips Volvo Airbus Ericsson Bayer Puma Ikea Visa Oracle Adobe Canon Microsoft Nvidia Spotify Honda Nissan
  Mazda Subaru Hyundai Renault Peugeot Fiat Ferrari Porsche Michelin Danone Unilever Heineken Carlsberg Lego Maersk
  Statoil Telia Vodafone Orange Disney Starbucks Walmart Target Costco Pfizer Moderna Roche Novartis Sanofi Lufthansa
  Delta Hilton Marriott Zalando Reebok Gucci Prada Hermes Rolex Omega Nikon Kodak Xerox Lenovo Acer Asus Dell Cisco
  Zoom Slack Uber Lyft Airbnb`);

export const dishes = phrases(`
  pizza, sushi, green curry, tomato soup, lasagne, tacos, ramen, fish and chips, veggie burger, noodles, pad thai,
  caesar salad, dumplings, falafel, risotto, paella, goulash, pancakes, burrito, chicken wings, pepperoni pizza,
  cheese burger, spring rolls, fried rice, beef stew, chicken curry, lentil soup, onion soup, mushroom risotto,
  spaghetti, ravioli, gnocchi, meatballs, kebab, gyros, hummus, shakshuka, couscous, biryani, samosas, dal,
  butter chicken, bibimbap, kimchi, pho, spring salad, greek salad, tuna sandwich, club sandwich, hot dogs,
  fish tacos, nachos, quesadillas, chili, jambalaya, clam chowder, mac and cheese, pulled pork, roast chicken,
  grilled salmon, schnitzel, pierogi, borscht, moussaka, quiche, omelette, crepes, waffles, bagels, apple pie`);

export const places = phrases(`
  the airport, the station, the museum, the harbour, city hall, the library, the zoo, the stadium, the hospital,
  the market, the old town, the beach, the castle, the theatre, the university, the main square, the post office,
  the bus stop, the town hall, the cathedral, the concert hall, the cinema, the swimming pool, the gym, the mall,
  the supermarket, the bakery, the clinic, the dentist, the school, the kindergarten, the office, the embassy,
  the courthouse, the police station, the bridge, the ferry, the lighthouse, the botanical garden, the aquarium,
  the art gallery, the opera, the campsite, the hotel, the hostel, the golf course, the race track,
  the conference centre, the north station, the pier, the marina, the palace, the temple, the park, the fairground,
  the brewery, the bank, the football ground`);
