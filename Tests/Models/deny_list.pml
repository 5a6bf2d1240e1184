/*
 * The deny-list in the store: what is said of one entry, and one line of another entry beside it.
 *
 * An operator denies, allows and denies again: lines 1, 2 and 3, numbered by their `at`. Two servers, of which one follows the other;
 * machines with a list in memory and a copy on disk. What a server does for one command is one step; a line is acknowledged
 * by a machine once it is in its copy.
 *
 * Properties: a machine never goes by a line that is older than one which it has acknowledged (so that it lets nothing through that it
 * has denied, and denies nothing again that was allowed); without a list it serves nobody; and when all is quiet (`timeout`), every
 * machine goes by the newest line that any of them has acknowledged, and by the newest of the store.
 */

#ifndef MACHINES
#define MACHINES 2
#endif
#ifndef FAULTS
#define FAULTS 2                /* failovers, restarts, trimmed lines, killed processes, in all */
#endif
#ifndef LINES
#define LINES 2
#endif
#define SLOTS 6                 /* of the stream: beyond that nobody writes */

#define OTHER 0                 /* a line of another entry */
#define GONE  7                 /* a place whose line was deleted */

#define DENIES(line) ((line) & 1)

#ifdef AT_BY_THE_CLOCK          /* fault: `at` is what the store's clock says; that of the replica is behind, so 2 is older than 1 */
#define AT(line) ((line) == 2 -> 1 : (line) * 2)
#else
#define AT(line) ((line) * 2)
#endif
#ifdef LAST_COME_LAST_SERVED    /* fault: whatever comes later counts */
#define IS_NEWER(a, b) (true)
#else
#define IS_NEWER(a, b) (AT(a) > AT(b))
#endif

typedef Server {
    bool alive;
    bool primary;
    byte opened;
    byte length;                /* identifiers that were given */
    byte line[SLOTS];
    bool mending;               /* bearerd:deny:mending is there */
};

typedef Machine {
    bool runs;
    bool hasList;
    bool connected;
    byte server;
    byte opened;
    byte last;                  /* identifiers that it has read */
    byte count;                 /* XLEN at that time */
    bool lacks;                 /* the stream lacks something of its list */
    byte list;                  /* the newest line that it knows, 0 for none */
    bool other;
    bool hasCopy;
    byte copy;
    bool otherInCopy;
    byte acknowledged;          /* the newest ever */
};

Server server[2];
Machine machine[MACHINES];
byte written = 0;               /* by the operator */
byte promised = 0;              /* and said to be safe */
byte acknowledged = 0;          /* by any machine, ever */
byte failovers = 0;
bool isEmptied = false;
bool isWhole = true;            /* nothing was lost so far */
byte i;

#define MY      machine[m]
#define ITS     server[machine[m].server]
#define OPEN(m) (MY.connected && MY.opened == ITS.opened && ITS.alive)
#define FOLLOWED (server[0].alive && server[1].alive && server[0].primary != server[1].primary)
#define PRIMARY (server[0].alive && server[0].primary -> 0 : 1)
#define HAS_PRIMARY ((server[0].alive && server[0].primary) || (server[1].alive && server[1].primary))
#define IS_THERE(s, n) (server[s].length > (n) && server[s].line[n] != GONE)
#define XLEN(s) (IS_THERE(s, 0) + IS_THERE(s, 1) + IS_THERE(s, 2) + IS_THERE(s, 3) + IS_THERE(s, 4) + IS_THERE(s, 5))
#define HAS_LINE(s, l) ((IS_THERE(s, 0) && server[s].line[0] == l) || (IS_THERE(s, 1) && server[s].line[1] == l) || (IS_THERE(s, 2) && server[s].line[2] == l) || (IS_THERE(s, 3) && server[s].line[3] == l) || (IS_THERE(s, 4) && server[s].line[4] == l) || (IS_THERE(s, 5) && server[s].line[5] == l))
#define HAS_NEWER(s, l) ((l < 1 && HAS_LINE(s, 1)) || (l < 2 && HAS_LINE(s, 2)) || (l < 3 && HAS_LINE(s, 3)))
#define LACKS(m, s) ((MY.list != 0 && !HAS_LINE(s, MY.list) && !HAS_NEWER(s, MY.list)) || (MY.other && !HAS_LINE(s, OTHER)))

#ifdef SERVES_WITHOUT           /* fault: a process that has never had a list takes it for empty */
#define SERVES(m) (MY.runs)
#else
#define SERVES(m) (MY.runs && MY.hasList)
#endif

#ifdef NO_COPY                  /* fault: there is no directory for one, and what is in memory is acknowledged */
#define IS_UNSAVED(m) (MY.acknowledged < MY.list)
#else
#define IS_UNSAVED(m) (MY.copy != MY.list || MY.otherInCopy != MY.other || !MY.hasCopy)
#endif

inline judge(m) {
    assert(!SERVES(m) || MY.hasList);
    assert(!SERVES(m) || AT(MY.list) >= AT(MY.acknowledged))
}

inline add(at, which) {
    if
    :: server[at].length < SLOTS -> server[at].line[server[at].length] = which; server[at].length++
    :: else
    fi
}

inline take(m, which) {
    if
    :: which == OTHER -> MY.other = true
    :: which != OTHER && which != GONE && IS_NEWER(which, MY.list) -> MY.list = which
    :: else
    fi
}

/* All lines from identifier `from` on, and XLEN. */
inline readLines(m, from) {
    i = from;
    do
    :: i < ITS.length -> take(m, ITS.line[i]); i++
    :: else -> break
    od;
    i = 0;
    MY.last = ITS.length;
    MY.count = XLEN(MY.server)
}

inline load(m) {
#ifdef STREAM_IS_THE_LIST       /* fault: what the stream does not have is not in force */
    MY.list = 0; MY.other = false;
#endif
#ifdef KEEPS_LAST               /* fault: it reads on from where it was, at whatever server */
    readLines(m, MY.last);
#else
    readLines(m, 0);
#endif
#ifdef AFTER_A_LOSS             /* to be found: one without a copy is given what is left */
    assert(MY.hasList || MY.list >= acknowledged);
#endif
    MY.hasList = true;
    MY.lacks = LACKS(m, MY.server);
#ifdef NOBODY_MENDS             /* fault */
    MY.lacks = false;
#endif
    judge(m)
}

inline disconnect(m) {
    MY.connected = false; MY.server = 0; MY.opened = 0; MY.count = 0; MY.lacks = false;
#ifndef KEEPS_LAST
    MY.last = 0
#endif
}

proctype Process(byte m) {
    do
    /* Starts, with the copy that there is. */
    :: d_step { !MY.runs ->
        MY.runs = true;
#ifdef COPY_ONLY_WHILE_AWAY     /* fault: with the store there, the copy is not read */
        if
        :: HAS_PRIMARY
        :: else -> MY.list = MY.copy; MY.other = MY.otherInCopy; MY.hasList = MY.hasCopy
        fi;
#else
        MY.list = MY.copy; MY.other = MY.otherInCopy; MY.hasList = MY.hasCopy;
#endif
        judge(m) }

    /* Connects, and loads the stream whole. */
    :: d_step { MY.runs && !MY.connected && HAS_PRIMARY ->
        MY.server = PRIMARY; MY.opened = ITS.opened; MY.connected = true; load(m) }
    :: d_step { MY.runs && MY.connected && !OPEN(m) -> disconnect(m) }

    /* A heartbeat, XLEN and XREAD: follows; and loads all anew where lines are gone. */
    :: d_step { MY.runs && OPEN(m) && (MY.last < ITS.length || XLEN(MY.server) != MY.count) ->
        if
#ifdef SHRUNK_ONLY              /* lines are gone if XLEN is less than it was */
        :: XLEN(MY.server) < MY.count -> load(m)
#else                           /* lines are gone if XLEN is less than it was and what has come since */
        :: XLEN(MY.server) < MY.count + ITS.length - MY.last -> load(m)
#endif
        :: else -> readLines(m, MY.last); judge(m)
        fi }

    /* The copy is written: acknowledged. */
#ifdef ACKNOWLEDGED_BEFORE      /* fault: before it is on disk */
    :: d_step { MY.runs && MY.acknowledged < MY.list -> MY.acknowledged = MY.list; acknowledged = (acknowledged < MY.list -> MY.list : acknowledged) }
#endif
    :: d_step { MY.runs && MY.hasList && IS_UNSAVED(m) ->
#ifndef NO_COPY
        MY.copy = MY.list; MY.otherInCopy = MY.other; MY.hasCopy = true;
#endif
        MY.acknowledged = (AT(MY.acknowledged) < AT(MY.list) -> MY.list : MY.acknowledged);
        acknowledged = (AT(acknowledged) < AT(MY.list) -> MY.list : acknowledged) }

    /* Mends: takes the lock, reads once more, and adds what lacks. */
    :: d_step { MY.runs && OPEN(m) && MY.lacks && !ITS.mending ->
        ITS.mending = true;
        readLines(m, 0);
        if
        :: MY.list != 0 && !HAS_LINE(MY.server, MY.list) && !HAS_NEWER(MY.server, MY.list) -> add(MY.server, MY.list)
        :: else
        fi;
        if
        :: MY.other && !HAS_LINE(MY.server, OTHER) -> add(MY.server, OTHER)
        :: else
        fi;
        MY.last = ITS.length; MY.count = XLEN(MY.server);
        MY.lacks = false; judge(m) }
#ifdef ONE_TRY                  /* fault: who finds the lock taken leaves it to the other */
    :: d_step { MY.runs && OPEN(m) && MY.lacks && ITS.mending -> MY.lacks = false }
#endif
    od
}

proctype Operator() {
    byte s = 0;
    byte opened = 0;
    do
    :: written == LINES -> break
    :: true -> break
    :: d_step { written < LINES && HAS_PRIMARY && server[0].length < SLOTS - 3 && server[1].length < SLOTS - 3 ->
        written++;
        s = PRIMARY;
#ifdef NO_TOMBSTONE             /* fault: to allow is to delete the line */
        if
        :: written != 2 -> add(s, written)
        :: else
        fi;
#else
        add(s, written);
#endif
        opened = server[s].opened;
        printf("line %d is added at server %d\n", written, s) }
#ifdef NO_WAIT                  /* fault: it says that all is done as soon as the primary has it */
        promised = written;
#endif
        /* WAIT 1: a replica has it; or it says that it is not safe yet. */
        if
        :: d_step { FOLLOWED && HAS_LINE(0, written) && HAS_LINE(1, written) -> promised = written }
        :: true
        fi;
        /* XDEL of the older line, on the same connection. */
        d_step {
#ifdef DELETES_ANYWHERE         /* fault: or on another one, perhaps at a server that never had the new line */
        s = PRIMARY; opened = server[s].opened;
#endif
        i = (server[s].alive && server[s].opened == opened -> 0 : SLOTS);
        do
        :: i < server[s].length ->
            if
            :: server[s].line[i] != OTHER && server[s].line[i] < written -> server[s].line[i] = GONE
            :: else
            fi;
            i++
        :: else -> break
        od;
        i = 0; s = 0; opened = 0 }
    od
}

inline follow(s, t) {
    for (i : 0 .. SLOTS - 1) { server[s].line[i] = server[t].line[i] }
    i = 0;
    server[s].length = server[t].length; server[s].mending = server[t].mending
}

inline clear(s) {
    for (i : 0 .. SLOTS - 1) { server[s].line[i] = 0 }
    i = 0;
    server[s].length = 0; server[s].mending = false
}

#define DIFFERENT (server[0].length != server[1].length || XLEN(0) != XLEN(1))

/* The replica catches up, and the lock ends. */
proctype Store() {
    do
    :: d_step { FOLLOWED && DIFFERENT && server[0].primary -> follow(1, 0) }
    :: d_step { FOLLOWED && DIFFERENT && server[1].primary -> follow(0, 1) }
    :: d_step { server[0].mending -> server[0].mending = false; server[1].mending = false }
    :: d_step { server[1].mending -> server[0].mending = false; server[1].mending = false }
    /* What was the primary comes back as a replica. */
    :: d_step { server[1].alive && server[1].primary && !server[0].alive -> server[0].alive = true; follow(0, 1) }
    od
}

proctype Faults() {
    byte n = 0;
    byte s = 0;
    byte m = 0;
    do
    :: n == FAULTS -> break
    :: true -> break
    /* Failover: the replica is the primary, with what it has. */
    :: d_step { n < FAULTS && FOLLOWED ->
        n++; s = PRIMARY; failovers++; isWhole = false;
        server[s].alive = false; server[s].primary = false; server[s].opened++; clear(s);
        server[1 - s].primary = true; server[1 - s].opened++;
        printf("server %d is promoted\n", 1 - s); s = 0 }
    /* The primary starts anew, empty. */
    :: d_step { n < FAULTS && HAS_PRIMARY -> n++; s = PRIMARY; isEmptied = true; isWhole = false;
        server[s].opened++; clear(s); printf("server %d starts anew, empty\n", s); s = 0 }
    /* Somebody trims the stream: all but the last line. */
    :: d_step { n < FAULTS && HAS_PRIMARY && server[PRIMARY].length > 0 ->
        n++; s = PRIMARY; isEmptied = true; isWhole = false;
        for (i : 0 .. SLOTS - 1) {
            if
            :: i + 1 < server[s].length -> server[s].line[i] = GONE
            :: else
            fi
        }
        i = 0; printf("trimmed\n"); s = 0 }
    :: d_step { n < FAULTS && HAS_PRIMARY && server[PRIMARY].length < SLOTS - 3 && !HAS_LINE(PRIMARY, OTHER) ->
        n++; s = PRIMARY; add(s, OTHER); printf("another entry is denied\n"); s = 0 }
    /* A process is killed. */
    :: atomic { n < FAULTS ->
        select(m : 0 .. MACHINES - 1);
        if
        :: d_step { MY.runs ->
            n++; disconnect(m); MY.runs = false; MY.hasList = false; MY.list = 0; MY.other = false; MY.last = 0;
            printf("machine %d is killed\n", m); m = 0 }
        :: else -> m = 0
        fi }
    od
}

proctype Quiet() {
    byte m;
    timeout;
    for (m : 0 .. MACHINES - 1) {
        assert(MY.runs && MY.hasList && OPEN(m));
        assert(AT(MY.list) >= AT(acknowledged));
        assert(MY.list == 0 || HAS_LINE(PRIMARY, MY.list));
        assert(!HAS_NEWER(PRIMARY, MY.list));
        assert(!isWhole || MY.list == written);
        assert(isEmptied || failovers > 1 || MY.list >= promised)
    }
#ifdef REACHED                  /* to be found: an entry that every machine denies after a failover has lost it */
    assert(!(failovers == 1 && acknowledged == 1 && promised == 0))
#endif
}

init {
    byte m;
    atomic {
        server[0].alive = true; server[0].primary = true; server[0].opened = 1;
        server[1].alive = true; server[1].opened = 1;
        run Store();
        run Faults();
        run Operator();
        run Quiet();
        for (m : 0 .. MACHINES - 1) { run Process(m) }
    }
}
