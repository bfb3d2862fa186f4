#include "memviz/screen/term.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "memviz/screen/keys.h"

/* A crash may be a stack overflow: its handler needs a stack of its own. */
#define CRASH_STACK_SIZE 65536u
#define RESTORE_SIZE     256u

/* Global, because signal handlers get no argument. */
static struct {
    bool open; /* there is something to restore */
    enum role_palette palette;
    SCREEN *screen;
    FILE *keys;                 /* standard input, or /dev/tty where that is a pipe */
    int tty;                    /* of the screen */
    struct termios settings;    /* as they were */
    char restore[RESTORE_SIZE]; /* what makes the screen as it was, for a crash */
    size_t restore_length;
    volatile sig_atomic_t signal;       /* the last that asked us to end, or 0 */
    char crash_stack[CRASH_STACK_SIZE]; /* ours may have run out */
} term;

/* Collected while all is well: terminfo cannot be asked in a signal handler. */
static void add_restore(const char *capability)
{
    const char *text = tigetstr(capability);

    if (text == NULL || text == (char *)-1)
        return;
    size_t length = strlen(text);
    if (term.restore_length + length <= sizeof term.restore) {
        memcpy(term.restore + term.restore_length, text, length);
        term.restore_length += length;
    }
}

/* Asks the loop to end; everything else happens there. */
static void note_signal(int number)
{
    term.signal = number;
}

/* Only what POSIX allows in a handler: no curses, no stdio. */
static void handle_crash(int number)
{
    static const char message[] = "memviz: crashed; the terminal has been restored\n";

    if (term.open) {
        ssize_t ignored = write(term.tty, term.restore, term.restore_length);
        tcsetattr(term.tty, TCSANOW, &term.settings);
        ignored = write(STDERR_FILENO, message, sizeof message - 1);
        (void)ignored;
    }
    /* SA_RESETHAND: this time the default action is taken. */
    raise(number);
}

/* After newterm(), which installs handlers of its own for some of them. */
static void install_handlers(void)
{
    /* All whose default action ends a program (signal(7)). */
    static const int endings[] = {SIGINT,  SIGTERM,   SIGHUP,  SIGQUIT, SIGUSR1, SIGUSR2, SIGPIPE,
                                  SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGXFSZ, SIGPOLL};
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    struct sigaction ending = {.sa_handler = note_signal};

    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        sigaction(endings[i], &ending, NULL);
    stack_t stack = {.ss_sp = term.crash_stack, .ss_size = sizeof term.crash_stack};
    sigaltstack(&stack, NULL);
    struct sigaction crash = {.sa_handler = handle_crash, .sa_flags = SA_ONSTACK | SA_RESETHAND};
    for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++)
        sigaction(crashes[i], &crash, NULL);
}

/* Pair n + 1 is role n: pair 0 cannot be changed. */
static void prepare_colours(void)
{
    if (term.palette == ROLE_PALETTE_PLAIN || !has_colors()) {
        term.palette = ROLE_PALETTE_PLAIN;
        return;
    }
    start_color();
    term.palette = role_choose_palette(COLORS);
    use_default_colors();
    for (int role = 0; role < ROLE_COUNT; role++) {
        const struct role_style *style = role_get_style((enum role)role, term.palette);
        init_pair((short)(role + 1), style->foreground, style->background);
    }
}

/* With the way out: who pipes or logs wants the text form. */
static bool refuse(const char *why)
{
    fprintf(stderr, "memviz: %s; use --once 80x24 for text\n", why);
    return false;
}

/* newterm() and not initscr(): that one ends the program when it does not know
 * the terminal, with a message of its own. Keys may come from /dev/tty, since a
 * recording can come from standard input. */
bool term_open(bool colour)
{
    term.palette = colour ? ROLE_PALETTE_8 : ROLE_PALETTE_PLAIN;
    term.tty = STDOUT_FILENO;
    term.keys = isatty(STDIN_FILENO) ? stdin : fopen("/dev/tty", "r");
    if (term.keys == NULL)
        return refuse("no terminal to read keys from");
    tcgetattr(term.tty, &term.settings);
    const char *type = getenv("TERM");
    term.screen = newterm(NULL, stdout, term.keys);
    if (term.screen == NULL) {
        fprintf(stderr, "memviz: unknown terminal type %s; set TERM\n",
                type != NULL ? type : "(none)");
        return false;
    }
    set_term(term.screen);
    term.open = true;
    /* Attributes, cursor, keypad and screen, in the order in which endwin()
     * would undo them. */
    add_restore("sgr0");
    add_restore("cnorm");
    add_restore("rmkx");
    add_restore("rmcup");
    /* Only now: before, there was nothing to restore. */
    install_handlers();
    cbreak();
    noecho();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    /* Escape is a key of its own here; sequences arrive in one piece. */
    set_escdelay(25);
    curs_set(0);
    prepare_colours();
    return true;
}

/* Safe to call twice and from any exit. */
void term_close(void)
{
    if (!term.open)
        return;
    term.open = false;
    endwin();
    delscreen(term.screen);
}

void term_get_size(unsigned *cols, unsigned *rows)
{
    *cols = (unsigned)COLS;
    *rows = (unsigned)LINES;
}

/* Presses as they happen: no waiting whether a press becomes a click. The
 * sequence, for a crash, is the one of xterm and all that follow it. */
void term_use_mouse(void)
{
    static const char off[] = "\033[?1006;1000l";

    mouseinterval(0);
    if (mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL) != 0 &&
        term.restore_length + sizeof off - 1 <= sizeof term.restore) {
        memcpy(term.restore + term.restore_length, off, sizeof off - 1);
        term.restore_length += sizeof off - 1;
    }
}

static attr_t get_attributes(const struct role_style *style)
{
    return (style->bold ? A_BOLD : 0) | (style->dim ? A_DIM : 0) | (style->reverse ? A_REVERSE : 0);
}

/* The whole grid: curses compares it with what is on the screen and sends the
 * difference. */
void term_draw(const struct grid *grid)
{
    for (unsigned row = 0; row < grid->rows; row++) {
        for (unsigned col = 0; col < grid->cols; col++) {
            struct cell cell = grid_get(grid, row, col);
            wchar_t text[2] = {(wchar_t)cell.ch, L'\0'};
            cchar_t out;
            short pair = (short)(term.palette != ROLE_PALETTE_PLAIN ? cell.role + 1 : 0);
            setcchar(&out, text, get_attributes(role_get_style(cell.role, term.palette)), pair,
                     NULL);
            /* The last cell of the screen "fails" after it was drawn. */
            mvadd_wch((int)row, (int)col, &out);
        }
    }
    refresh();
}

/* For a screen that something else has written over. */
void term_repaint(void)
{
    clearok(stdscr, TRUE);
}

/* No other file knows a code of curses, so keys are tested without a terminal. */
static int translate_key(wint_t key, int kind)
{
    static const struct {
        wint_t curses;
        int code;
    } keys[] = {
        {KEY_UP, KEY_CODE_UP},
        {KEY_DOWN, KEY_CODE_DOWN},
        {KEY_LEFT, KEY_CODE_LEFT},
        {KEY_RIGHT, KEY_CODE_RIGHT},
        {KEY_PPAGE, KEY_CODE_PAGE_UP},
        {KEY_NPAGE, KEY_CODE_PAGE_DOWN},
        {KEY_HOME, KEY_CODE_HOME},
        {KEY_END, KEY_CODE_END},
        {KEY_BTAB, KEY_CODE_BACK_TAB},
        {KEY_ENTER, KEY_CODE_ENTER},
        {KEY_RESIZE, KEY_CODE_RESIZE},
        {KEY_MOUSE, KEY_CODE_MOUSE},
        {KEY_BACKSPACE, KEY_CODE_BACKSPACE},
    };
    if (kind == OK)
        return key == '\r' || key == '\n' ? KEY_CODE_ENTER : (int)key;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (keys[i].curses == key)
            return keys[i].code;
    }
    return KEY_CODE_NONE;
}

/* Keys that curses has already read come first, or poll() would wait for what is
 * there. */
int term_read_key(int timeout_ms)
{
    wint_t key;
    int kind = get_wch(&key);

    if (kind != ERR)
        return translate_key(key, kind);
    struct pollfd ready = {.fd = fileno(term.keys), .events = POLLIN};
    /* A resize ends the wait too: the signal interrupts it. */
    if (poll(&ready, 1, timeout_ms) > 0 && (ready.revents & (POLLHUP | POLLERR)) != 0)
        return KEY_CODE_HANGUP;
    kind = get_wch(&key);
    return kind == ERR ? KEY_CODE_NONE : translate_key(key, kind);
}

/* The wheel is buttons 4 and 5, as xterm reports it. */
bool term_get_mouse(struct mouse_event *mouse)
{
    MEVENT event;

    if (getmouse(&event) != OK || event.x < 0 || event.y < 0)
        return false;
    mouse->col = (unsigned)event.x;
    mouse->row = (unsigned)event.y;
    if ((event.bstate & BUTTON4_PRESSED) != 0) {
        mouse->kind = MOUSE_WHEEL_UP;
    } else if ((event.bstate & BUTTON5_PRESSED) != 0) {
        mouse->kind = MOUSE_WHEEL_DOWN;
    } else {
        mouse->kind = MOUSE_CLICK;
        return (event.bstate & BUTTON1_PRESSED) != 0;
    }
    return true;
}

int term_get_signal(void)
{
    return term.signal;
}
