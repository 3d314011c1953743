/** @file A page of everyday English, so that the tokenizer knows the words people use when they write a prompt. */

export const english = `
You are a helpful assistant. You have access to the following tools and you should use them to answer the user. Each tool
has a name, a short description and some parameters. Read the question carefully, choose the best tool, and reply with
JSON only. Do not explain your answer. If none of the tools is useful, please say none and nothing else. Never make up
values that the user did not give. Keep the answer as short as possible, and write it on one line.

Classify the sentiment of each message as good or bad. Label the text below with the right category. Decide whether the
email is spam or not. Respond with a single word. Your task is to read a customer review and to tell whether it is
positive, negative or neutral. Put the label between brackets. Use upper case letters. Don't add any other text, comment
or punctuation. The following sentence is a question, a statement or a command; which one is it? Mark urgent requests
as high priority, and all the others as low priority. Which language is this written in?

Extract the name and the city, separated by a comma. Find the phone number, the email address, the date and the price in
this order. Write a dash where a value is missing or unknown. Return the fields as key and value pairs, one per line.
Copy the values exactly as they are given. List the first name, the last name, the company, the street and the country.

Rewrite the sentence. Replace every name with a mask, and change the word hello to hi. Add a note at the beginning and a
signature at the end. Remove the last word. Keep only the first three words. Put quotes around the whole text, without
changing anything else. Then end it with an exclamation mark instead of a full stop.

Good morning! How are you today? I hope that everything is fine with you and your family. We went to the park yesterday
because the weather was so nice, and the children played with their friends until it got dark. My brother works in a big
office near the river. He usually takes the bus, but last week he bought a new bike and now he rides it every day. It
takes him about twenty minutes. There are many people who would like to do the same, if only the roads were better. What
do you think about that? I don't know whether it is a good idea to go out this evening, since I have to get up early. Could
you help me with my homework, or should I ask someone else? Thank you for your time, I really like how you did this. Let
me know when you are ready, and we can start. She said that she would come back soon, after she had finished her work.
They were looking for a place to eat, where the food is cheap and the staff are friendly. Please open the window and close
the door. Turn off the light before you leave the house. Where can I find a doctor? When does the next train leave? Why is
it so loud here? Who wants some more coffee or tea? This is the best book that I have ever read, although some parts of it
were too long. First we need water, then bread, and also some cheese. One, two, three, four, five, six, seven, eight, nine,
ten. Every month of the year is different from the other ones. The small shop on the corner sells fresh fruit, milk, eggs
and other things. Nothing is as easy as it looks. You will see what I mean between now and next summer. Just call me again
later, or send me an answer, and I'll show you how it works. We've been there before; it wasn't very far. They're happy.
`;
