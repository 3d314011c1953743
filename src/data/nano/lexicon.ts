/** @file Common English words, so that what is copied is rarely a word that the model has met in the same place. */

import { words } from "./pools.js";

/** Things that can be counted. */
export const things = words(`
  airplane album alarm almond ambulance anchor animal ant antenna apple apron arch armchair arrow ashtray atlas axe badge
  bagel bakery ball balloon banana bandage banjo banner barrel basket bat bathtub battery beach bead beam bean bear beard
  bed bee beehive bell bench berry bicycle bill bin bird biscuit blade blanket blender block blouse boat bolt bone bonfire
  book boot bottle bow bowl box bracelet branch brick bridge brochure broom brush bubble bucket buckle bug building bulb
  bullet bus bush butterfly button cabin cabinet cable cactus cafe cage cake calendar camel camera camp can canal candle
  cane canoe canvas cap car card carpet carrot cart castle cat catalogue caterpillar cave ceiling cell chain chair chalk
  chapter charger chart cherry chest chicken chimney chocolate church cinema circle circus clip cloak clock cloth cloud
  clown club coach coat coconut coffin coin collar column comb comet compass computer concert cone contract cookie copper
  corn corner cottage couch counter cow crab cradle crane crate crayon cream creature crib cricket crow crown crystal cup
  cupboard curtain cushion cylinder dagger dam dart deck deer desert desk diamond diary dictionary dinner dish dock doll
  dolphin donkey donut door dragon drawer dress drill drum duck eagle ear earring egg elbow elephant elevator engine
  envelope eraser eye fabric factory falcon farm feather fence ferry festival fiddle field fig film fire fireplace fish
  flag flame flashlight flask flat floor flower flute folder forest fork fort fountain fox frame freezer fridge frog fruit
  funnel gallery game garage garden garlic gate gem ghost gift giraffe glacier glass globe glove goat goose grape grave
  grill guitar gun hall hammer hammock hand handle harbour harp hat hawk hedge helicopter helmet hen hill hinge hippo hive
  hole honey hood hook horn horse hose hospital hotel hut ice igloo ink insect iron island jacket jar jeep jewel jigsaw
  journal jug jungle kangaroo kettle key keyboard kiosk kitchen kite kiwi knee knife knot label lace ladder lake lamb lamp
  lantern laptop lawn leaf leash leg lemon lens leopard letter lettuce lever library lid lighter lighthouse lily lion lip
  lizard lobster lock locker log lounge machine magazine magnet mailbox mammal mango map marble mask mat match meadow meal
  medal melon menu mermaid microphone microscope mill mine mirror mitten mixer monkey monster monument moon mop mosquito
  moth motor motorbike mountain mouse mouth movie mug mule museum mushroom nail napkin necklace needle neighbour nest net
  newspaper noodle nose notebook nut oak oar oasis ocean octopus office olive onion orange orchard orchid organ ostrich
  otter oven owl oyster paddle page painting palace pan pancake panda panel paper parade parcel park parrot parsley
  passport pasta path patient paw pea peach peacock peanut pear pearl pebble pedal pen pencil penguin pepper perfume piano
  picture pie pier pig pigeon pillow pilot pin pineapple pipe pizza planet plant plate platform playground plough plug plum
  pocket poem pole police pond pony pool poster pot potato powder prism prison prize projector pump pumpkin puppet purse
  puzzle pyramid queen quilt rabbit raccoon radar radio radish raft rail rainbow raisin rake ramp rat razor receipt record
  remote reptile ribbon rice rifle ring river road robe robin robot rock rocket rod roof room rooster root rope rose rubber
  rug ruler sack saddle sail salad salmon sandal sandwich satellite sauce saucer sausage saw saxophone scale scarf school
  scissors scooter scorpion screen screw sculpture seal seat seed shampoo shark sheep shelf shell shield ship shirt shoe
  shop shore shovel shrimp shrub sign sink skate skeleton ski skirt skull sled sleeve slide slipper snail snake snowman
  soap sock sofa soup spade sparrow spear spider spike sponge spoon spring squirrel stable stadium stage stair stamp
  star statue steak stem stick stocking stone stool stove straw strawberry stream street string submarine subway suit sun
  swan swing sword syrup table tablet tail tank tap tape target taxi tea teapot telescope temple tent theatre thermometer
  thief thread throne thumb ticket tie tiger tile toad toast toilet tomato tongue tool tooth torch towel tower toy tractor
  train trampoline trap tray treasure tree triangle trolley trophy trousers truck trumpet trunk tube tulip tunnel turkey
  turnip turtle tyre umbrella uniform vacuum valley van vase vest village vine vinegar violin volcano vulture wagon waist
  wall wallet walnut walrus wardrobe wasp watch waterfall watermelon wave whale wheel whip whistle wick wig wind window
  wing wolf wool worm wreath wrench wrist yacht yard yogurt zebra zipper`);

/** What is done, learnt, felt or spoken of. */
export const matters = words(`
  accident account advantage adventure advice affair age agreement aim algebra ambition anger answer anxiety argument
  arrival art article attack attempt attention average balance ballet bargain basis battle beauty beginning behaviour
  belief benefit biology birth blame boredom budget business camping career cause ceremony challenge chance change charity
  chemistry childhood choice climate cloudburst comedy comfort competition complaint concern condition confidence
  conflict cooking courage course credit crime crisis culture cure custom cycling damage danger date deadline deal death
  debate debt decision decrease defeat degree delay delivery demand design detail development diet difference difficulty
  direction discount discovery discussion disease distance divorce drama dream duty economy education effect effort
  election emergency emotion energy error escape event evidence example exchange excuse exercise expense experience
  experiment explanation failure faith fame fashion fault favour fear feeling fever fiction fight finance fishing
  fitness flight focus forecast fortune freedom friendship fun future gardening geography gossip grammar gravity grief
  growth guess guilt habit happiness harvest hatred health heat height help history hobby holiday honesty honour hope
  humour hunger hunting hygiene identity illness image income increase industry inflation injury insurance interest
  interview invention invitation issue joke journey joy judgement justice kindness knowledge language laughter law
  leadership lecture length lesson level library lie life limit loan logic loneliness loss love luck luxury magic
  management market marriage mathematics meaning medicine melody memory mercy method migration mission mistake mood moral
  mystery nature negotiation news noise nonsense novel nutrition objection occasion offer opinion option order origin
  outcome pain passion patience pattern payment peace penalty permission philosophy physics pleasure poetry policy
  politics pollution poverty power practice prayer preparation presence pressure price pride principle problem procedure
  process production profit progress promise proof proposal protest punishment purpose quality quantity quarrel question
  race reaction reading reality reason recipe recovery recycling reform refund refusal relief religion repair reply
  report request rescue research respect response rest result revenge reward rhythm risk romance routine rule rumour
  safety sailing salary sale scandal schedule science search season secret security sewing shame shift shock shopping
  silence skating skiing skill sleep smell smile society software solution sorrow speech speed spelling spirit sport
  standard statement stay storm story strategy strength stress strike struggle study style success summary support
  surgery surprise swimming system talent tax teaching teamwork technology tennis tension test theory therapy thought
  threat tour tourism trade tradition traffic training travel treatment trend trial trick trip trouble trust truth union
  upgrade vacation victory view violence virus visit voice vote voyage war warmth warning waste wealth weather weight
  welfare wisdom wish wonder work worry writing youth zeal`);

export const qualities = words(`
  able absent active afraid alive alone amazing ancient angry annoying anxious asleep awful awkward bad bald bare basic
  beautiful best bitter black blank blind blunt bold boring brave brief bright brilliant broad broken brown busy calm
  careful careless cheap cheerful chilly civil clean clear clever closed cloudy clumsy cold comfortable common complete
  complex cool correct cosy crazy creamy crisp cruel curious curly cute daily damp dangerous dark dead deaf dear decent
  deep delicate delicious dense different difficult dim dirty dizzy double dry dull dusty eager early easy elegant empty
  endless enormous equal evil exact excellent exciting expensive extra faint fair faithful false famous fancy fast fat
  fatal favourite fierce final fine firm fit flat flexible foggy foolish foreign formal fragile frail free frequent fresh
  friendly frozen full funny furious fuzzy generous gentle genuine giant glad glorious golden gloomy good gorgeous grand
  grateful greasy great greedy green grey gross grumpy guilty hairy handy happy hard harmless harsh healthy heavy helpful
  hidden high hollow holy honest hopeless horrible hot huge humble humid hungry icy ideal idle ill important impossible
  innocent jealous jolly juicy keen kind large last late lazy lean leather left legal light likely little lively local
  lonely long loose lost loud lovely low loyal lucky mad magic main massive mature mean medium mild missing mobile modern
  modest moist muddy mysterious narrow nasty natural naughty near neat nervous new nice noble noisy normal obvious odd
  official old open ordinary original outdoor oval pale partial patient perfect plain pleasant polite poor popular
  possible precious pretty private proud public pure purple quick quiet rainy rapid rare raw ready real recent red remote
  rich right ripe rotten rough round royal rude sad safe salty same scary secret selfish serious shallow sharp shiny
  short shy sick silent silly silver simple single sleepy slim slippery slow small smart smooth soft solid sore sour
  spare special spicy stale steady steep sticky stiff still strange strict strong stupid sudden sunny super sure sweet
  swift tall tame tasty tender terrible thick thin thirsty tidy tight tiny tired total tough tricky true ugly unusual
  upset urgent useful useless usual vague vast violet vital warm weak wealthy weird wet white whole wicked wide wild wise
  wonderful wooden worn worried worth wrong yellow young zany`);

/** What can be done with a thing, and its past. */
const pairs = words(`
  add/added bake/baked bend/bent bite/bit block/blocked boil/boiled borrow/borrowed break/broke bring/brought build/built
  burn/burned bury/buried buy/bought call/called carry/carried carve/carved catch/caught change/changed check/checked
  choose/chose chop/chopped clean/cleaned clear/cleared climb/climbed close/closed collect/collected colour/coloured
  cook/cooked copy/copied count/counted cover/covered crack/cracked crush/crushed cut/cut damage/damaged decorate/decorated
  deliver/delivered describe/described design/designed destroy/destroyed dig/dug draw/drew drive/drove drop/dropped
  dry/dried eat/ate empty/emptied examine/examined exchange/exchanged feed/fed fetch/fetched fill/filled film/filmed
  find/found finish/finished fix/fixed fold/folded follow/followed forget/forgot freeze/froze fry/fried gather/gathered
  give/gave grab/grabbed grow/grew guard/guarded hang/hung heat/heated hide/hid hire/hired hit/hit hold/held hug/hugged
  ignore/ignored imagine/imagined improve/improved inspect/inspected install/installed invent/invented invite/invited
  keep/kept kick/kicked kiss/kissed knit/knitted know/knew label/labelled leave/left lend/lent lift/lifted light/lit
  like/liked list/listed load/loaded lock/locked lose/lost love/loved make/made mark/marked measure/measured melt/melted
  mend/mended mention/mentioned mix/mixed move/moved need/needed notice/noticed open/opened order/ordered own/owned
  pack/packed paint/painted park/parked pay/paid peel/peeled pick/picked plan/planned plant/planted polish/polished
  pour/poured prepare/prepared press/pressed print/printed promise/promised protect/protected pull/pulled push/pushed
  raise/raised reach/reached read/read recycle/recycled remember/remembered remove/removed rent/rented repair/repaired
  replace/replaced return/returned ride/rode roll/rolled save/saved scan/scanned scratch/scratched see/saw sell/sold
  send/sent shake/shook share/shared sharpen/sharpened shut/shut sign/signed sketch/sketched slice/sliced smell/smelled
  sort/sorted spill/spilled spot/spotted spray/sprayed squeeze/squeezed steal/stole stir/stirred store/stored
  study/studied swap/swapped take/took taste/tasted teach/taught tear/tore test/tested throw/threw tidy/tidied tie/tied
  touch/touched trade/traded train/trained trim/trimmed turn/turned unlock/unlocked untie/untied update/updated use/used
  visit/visited warm/warmed wash/washed watch/watched water/watered wear/wore weigh/weighed win/won wipe/wiped
  wrap/wrapped write/wrote`);
export const acts = pairs.map((pair) => pair.split("/")[0]!);
export const pastActs = pairs.map((pair) => pair.split("/")[1]!);

/** Given names, besides those of the pools. */
export const moreNames = words(`
  Aaron Abigail Ada Addison Adele Adrian Aidan Alan Albert Alejandro Alex Alexander Alexis Alfred Alison Allan Alma Alvin
  Amanda Amber Amelia Amy Ana Andre Andrea Andrew Andy Angela Angelo Angus Anita Ann Annabel Anne Annette Anthony Antonio
  Ariel Armando Arnold Ashley Astrid Audrey Ava Avery Axel Barbara Barry Beatriz Becky Belinda Bernard
  Bernice Beth Betty Beverly Bill Billy Blake Bob Bobby Bonnie Brad Bradley Brandon Brenda Brent Brian Bridget Brooke
  Bruce Bryan Caitlin Caleb Calvin Cameron Camille Candice Carl Carla Carmen Carol Caroline Carrie Casey Cassandra
  Catherine Cathy Chad Charlene Charles Charlie Charlotte Chelsea Cheryl Chris Christian Christina Christine Christopher
  Cindy Claire Clarence Claude Claudia Clayton Clifford Clint Clyde Cody Colin Colleen Connie Connor Corey Courtney Craig
  Cristina Crystal Curtis Cynthia Daisy Dale Dan Daniela Danielle Danny Daphne Darlene Darren Daryl Dave Dawn Dean Debbie
  Deborah Denise Dennis Derek Desmond Devin Diane Diego Don Donald Donna Doris Doug Douglas Drew Duane Dustin Dwight Dylan
  Earl Eddie Edith Edmund Edna Eduardo Edward Edwin Eileen Elaine Eli Elias Elijah Elise Eliza Elizabeth Ella Ellen Elliot
  Elsa Emil Emily Emmanuel Enrique Erica Erik Erin Ernie Esteban Ethel Eugene Eunice Evan Evelyn Faith Faye Fernando
  Finn Floyd Frances Francis Francisco Franklin Fred Freddie Frederick Gail Gary Gavin Gene Geoffrey Georgia
  Gerald Gerard Gilbert Gladys Glenn Gordon Graham Grant Greg Gregory Guy Gwen Hailey Hans Harry Harvey Hazel Heather
  Heidi Heinrich Herbert Herman Hilda Holden Hope Howard Hubert Humphrey Hunter Ian Ingo Ira Irma Isabella Isaiah Ismael
  Ivy Jackie Jackson Jacob Jacqueline Jade Jaime Jake Jamal Jamie Jan Jane Janet Janice Jared Jason Javier Jay Jean
  Jeff Jeffrey Jenna Jennifer Jenny Jeremiah Jeremy Jerry Jesse Jessica Jesus Jill Jim Jimmy Jo Joanna Jocelyn Jodie Joe
  Joel Joey Johan Johannes John Johnny Jon Jonah Jonas Jonathan Jordan Jose Josefina Joseph Josephine Josh Joshua Joy
  Joyce Juan Juanita Judith Judy Jules Julian Julie Julio Justin Kai Kara Karen Karin Karla Kasper Katarina Katharina
  Katherine Kathleen Kathryn Kathy Katie Kay Kayla Keith Kelly Ken Kendall Kendra Kenneth Kerry Kirk Klaus Kristen Kristin
  Kurt Kyle Lance Larry Lars Lauren Laurence Laurie Lea Leah Lee Lennart Leon Leonard Leonardo Leroy Leslie Lester
  Levi Lewis Lillian Lily Linda Lindsay Lisa Lloyd Logan Lois Lola Lori Louis Louise Lucia Lucy Luis Luke Lydia Lyle Lynn
  Mabel Mack Maddie Madeleine Madison Maggie Malcolm Mandy Manuel Marc Marcel Marcia Marco Marcus Margaret Marge Marian
  Marianne Marie Marilyn Mario Marion Marissa Mark Markus Marlene Marsha Marshall Martha Marvin Mary Mason Mateo Mathilda
  Matt Matthew Maureen Maurice Maurizio Mavis Maxine Megan Melanie Melissa Melvin Mercedes Meredith Micah Michael
  Michele Michelle Miguel Mike Mildred Milo Milton Mindy Miranda Miriam Mitchell Moira Molly Monica Morgan Morris Moses
  Muhammad Muriel Myra Nancy Naomi Natalia Natalie Natasha Neal Ned Neil Nelson Nicholas Nicolas Nicole Nikita Niklas Nils
  Noel Norbert Norma Norman Olaf Oleg Oliver Ollie Otis Owen Paige Pamela Pat Patricia Patrick Patty Paula Pauline
  Pavel Pearl Peggy Penelope Penny Peter Phil Philip Phoebe Phyllis Pierre Preston Rachel Rafael Ralph Randall Randy
  Raquel Raul Ray Raymond Rebecca Reggie Regina Reinhard Remy Rene Renee Ricardo Richard Rick Riley Rob Roberta Roberto
  Robin Rocco Rodney Roger Romeo Ron Ronald Ronnie Rory Rosemary Rosie Ross Roxana Roy Ruben Rudolf Rufus Rupert Russell
  Ryan Sabrina Sally Salma Salvatore Sandra Sandy Sasha Saul Scott Sean Sebastian Selena Selma Serena Sergio Seth
  Shane Shannon Sharon Shaun Shawn Sheila Shelby Sheldon Shelley Sheri Shirley Sid Sidney Sienna Sigrid Silas Silvia
  Simone Skyler Solomon Sonia Spencer Stacey Stan Stanley Stella Stephanie Stephen Steve Steven Stuart Sue Summer Susan
  Susanna Suzanne Sven Sybil Tabitha Tanya Tasha Taylor Ted Teresa Terence Terry Tess Thea Thelma Theodore Theresa
  Tiffany Tim Timothy Tobin Todd Tommy Toni Tony Tracy Travis Trent Trevor Trina Tristan Troy Trudy Tyler Tyrone Ulf Uwe
  Valentina Vanessa Vernon Veronica Vicky Victoria Vince Virginia Vivienne Vladimir Wade Wallace Wally Warren Wayne Wendell
  Wilbur Wilfred Wilhelm Willa William Willie Wilma Winston Wolfgang Woody Xander Yolanda Yuri Yvette Zachariah Zelda Zita`);
