#include "memviz/screen/prompt.h"

#include "memviz/screen/keys.h"

/* What terminals send; of the last two each sends one for Backspace. */
#define ESCAPE    27
#define CTRL_U    21
#define BACKSPACE 8
#define DELETE    127

void prompt_open(struct prompt *prompt)
{
    *prompt = (struct prompt){.open = true};
}

/* A line this short needs no cursor. Backspace comes in three forms, depending
 * on the terminal. */
void prompt_take_key(struct prompt *prompt, int key)
{
    if (key == KEY_CODE_ENTER) {
        prompt->open = false;
        prompt->submitted = prompt->length > 0;
    } else if (key == ESCAPE) {
        prompt->open = false;
    } else if (key == CTRL_U) {
        prompt->length = 0;
    } else if (key == KEY_CODE_BACKSPACE || key == BACKSPACE || key == DELETE) {
        prompt->length -= prompt->length > 0 ? 1 : 0;
    } else if (key >= ' ' && key < DELETE && prompt->length + 1 < PROMPT_SIZE) {
        prompt->text[prompt->length++] = (char)key;
    }
    prompt->text[prompt->length] = '\0';
}
