/** @file System prompts to try the shipped models with, each with requests: for the demo and the playground. */

export interface Preset {
  name: string;
  prompt: string;
  requests: readonly [string, ...string[]];
}

export const presets: readonly [Preset, ...Preset[]] = [
  {
    name: "Home assistant",
    prompt: `You are a home assistant with these tools:
set_alarm(time): sets an alarm
play_music(song, room): plays a song in a room
get_weather(city): tells the weather
send_message(to, text): sends a message to someone
Answer with one call, written as name(arg1=value1, arg2=value2).
If no tool fits, answer none.`,
    requests: ["wake me at 7:30", "What's the weather like in Paris?", "play Wonderwall in the kitchen"],
  },
  {
    name: "Sort emails",
    prompt: `Give each email a label. Return "go" if it is personal and "lemon" if it is junk. Write it in ( ).`,
    requests: ["are you coming to the dentist", "You have won a free phone!"],
  },
  {
    name: "Extract fields",
    prompt: `Get from each address:
1. firm
2. person
Write {firm="VALUE" -> person="VALUE"}
Where there is none, tbd.`,
    requests: ["New contact Martin, I work at Sony", "Clara called from Geneva"],
  },
  {
    name: "Rewrite",
    prompt: `Your job is to rewrite a line. Say [hidden] in place of names of people. Then leave out the first word.`,
    requests: ["Ethan bought a lamp for 440 dollars.", "Yesterday Clara went to Oslo"],
  },
];
