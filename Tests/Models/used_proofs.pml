/*
 * Used proofs in a shared store, under failover: one proof, which somebody presents again and again.
 *
 * Two servers: one is the primary, the other follows it, some writes behind. Machines: a process and a connection each. What a
 * server does for one command is one step, and anything may happen between two steps. A unit of time is the bound of
 * something (how far clocks differ, how long an answer may take), so that both sides of each bound are looked at.
 *
 * Property: with `refuse` the proof is accepted at most once; with `local` (LOCAL) at most once on each machine.
 * What a NAME of an #ifdef takes away or adds stands there, and what is to come of it in runs.txt.
 */

#ifndef MACHINES
#define MACHINES 2
#endif
#ifndef FAULTS
#define FAULTS 2                /* failovers, restarts and flushes of the store, in all */
#endif
#ifndef RESTARTS
#define RESTARTS 1              /* of processes, in all */
#endif

/* Nothing depends on when a proof is issued, so it is at IAT; before and after these times it is refused for its age. */
#define IAT    5
#define BEGIN  2
#define LAST   11
#define AGE    1                /* DPOP_PROOF_AGE */
#define LEEWAY 1                /* DPOP_PROOF_LEEWAY */
#define APART  1                /* a machine whose clock differs more from the store's does not use it; and two servers' clocks */
#define ANSWER 1                /* a command that is executed later has failed */
#define LAG    1                /* min-replicas-max-lag */

/* How much longer than T + LEEWAY a proof is taken for one of before. */
#ifndef TOLERANCE
#ifdef MIN_REPLICAS
#define TOLERANCE (2 * APART + LAG)
#else
#define TOLERANCE (2 * APART)
#endif
#endif

/* When the key of a proof is gone. A moment is a whole unit here, so that one more makes it later than the bound. */
#ifndef LIFETIME
#define LIFETIME (AGE + LEEWAY + 2 * APART + ANSWER + 1)
#endif

/* A memory that began at T tells of the proof. */
#define IS_OF(T) (IAT > (T) + LEEWAY + TOLERANCE)

#define NEVER 31

typedef Server {
    bool alive;
    bool primary;
    byte clock;                 /* what is to be added to the time, + 1 */
    byte identity;              /* run_id and master_replid: another after each start and each promotion */
    byte opened;                /* connections from before a start are gone */
    bool proof;                 /* bearerd:proof:... is there */
    byte expires;
    byte memory;                /* bearerd:memory: of which identity, 0 where it is not there */
    bool tells;                 /* its T: IS_OF(T) */
    byte alone;                 /* since when a primary has had no replica */
#ifdef NEVER_FAILED_OVER
    bool early;                 /* IS_OF(the start of the run) */
    bool failedOver;
#endif
};

typedef Machine {
    byte clock;                 /* what is to be added to the time, + 1 */
    byte phase;                 /* of the connection, below */
    byte server;
    byte opened;
    byte identity;              /* what INFO said */
    bool early;                 /* IS_OF(what TIME said) */
    bool tells;                 /* IS_OF(T), as this process goes by it */
    bool asked;                 /* the proof is on its way */
    byte asking;                /* since when */
#ifdef LOCAL
    bool remembered;            /* in its own memory */
    bool accepted;
#endif
};

#define AWAY    0
#define TOLD    1               /* INFO is read */
#define MISSING 2               /* bearerd:memory is not of this identity */
#define READY   3

Server server[2];
Machine machine[MACHINES];
byte now = BEGIN;
byte identities = 2;
byte faults = 0;
byte restarts = 0;
bool accepted = false;

#define CLOCK(s)    (now + server[s].clock - 1)
#define OWN(m)      (now + machine[m].clock - 1)
#define MY          machine[m]
#define ITS         server[machine[m].server]
#define OPEN(m)     (MY.phase != AWAY && MY.opened == ITS.opened && ITS.alive)
#define NEAR(m, s)  (CLOCK(s) <= OWN(m) + APART && OWN(m) <= CLOCK(s) + APART)
#define YOUNG(m)    (IAT <= OWN(m) + LEEWAY && OWN(m) <= IAT + AGE)
#define HELD(s)     (server[s].proof && CLOCK(s) < server[s].expires)
#define FOLLOWED    (server[0].alive && server[1].alive && server[0].primary != server[1].primary)

#ifdef MIN_REPLICAS             /* min-replicas-to-write 1: a primary that no replica has answered for LAG takes no writes */
#define WRITABLE(s) (server[s].primary && now <= server[s].alone + LAG)
#else
#define WRITABLE(s) (server[s].primary)
#endif

#ifdef LOCAL                    /* a process remembers what it was asked, before it asks the store; its own memory counts without one */
#define IS_NEW(m)   (!MY.remembered)
#define REMEMBER(m) MY.remembered = true
#else
#define IS_NEW(m)   true
#define REMEMBER(m) skip
#endif

inline accept(m) {
    printf("time %d: machine %d ACCEPTS\n", now, m);
#ifdef REACHED                  /* to be found: a proof that passes after a failover */
    assert(!(server[1].primary && MY.phase == READY && MY.server == 1));
#endif
#ifdef LOCAL
    assert(!MY.accepted);
    MY.accepted = true;
#else
    assert(!accepted);
    accepted = true;
#endif
}

/* What becomes of a proof about which the store says nothing. */
inline unavailable(m) {
    MY.asked = false;
    MY.asking = 0;
#ifdef FAIL_OPEN                /* fault: a proof passes of which nothing is known */
    accept(m);
#endif
#ifdef LOCAL
    accept(m);
#endif
}

inline disconnect(m) {
    MY.phase = AWAY; MY.server = 0; MY.opened = 0; MY.identity = 0; MY.early = false; MY.tells = false
}

inline drop(m) {
    if
    :: MY.asked -> unavailable(m)
    :: else
    fi;
    disconnect(m)
}

proctype Process(byte m) {
    do
    /* The other side has left, or an answer took too long. */
    :: d_step { MY.phase != AWAY && (!OPEN(m) || (MY.asked && now > MY.asking + ANSWER)) -> drop(m) }

    /* Connects to a primary, to any if there are two: INFO. */
    :: atomic { MY.phase == AWAY && now < LAST ->
        if
        :: server[0].alive && server[0].primary && NEAR(m, 0) -> MY.server = 0
        :: server[1].alive && server[1].primary && NEAR(m, 1) -> MY.server = 1
        fi;
        MY.opened = ITS.opened; MY.identity = ITS.identity;
        MY.phase = TOLD }

    /* GET bearerd:memory, TIME. */
    :: d_step { MY.phase == TOLD && OPEN(m) ->
        if
#ifdef NO_MEMORY_KEY            /* fault: a store is always taken to remember everything */
        :: MY.tells = true; MY.phase = READY
#else
        :: ITS.memory == MY.identity -> MY.tells = ITS.tells; MY.phase = READY
        :: else -> MY.phase = MISSING
#endif
        fi;
        MY.early = (MY.phase == MISSING && IS_OF(CLOCK(MY.server))) }

    /* SET bearerd:memory. */
    :: d_step { MY.phase == MISSING && OPEN(m) ->
        if
        :: WRITABLE(MY.server) ->
            MY.tells = MY.early; MY.early = false;
            if
#ifdef NEVER_FAILED_OVER        /* T is the start of the run, of a server that never was a replica */
            :: !ITS.failedOver -> MY.tells = ITS.early
#endif
#ifdef OF_THE_ONE_BEFORE        /* fault: T of the memory before stays */
            :: ITS.memory != 0 -> MY.tells = ITS.tells
#endif
            :: else
            fi;
            ITS.memory = MY.identity; ITS.tells = MY.tells; MY.phase = READY;
            printf("time %d: machine %d writes bearerd:memory of server %d\n", now, m, MY.server)
        :: else -> drop(m)
        fi }

    /* A heartbeat finds another T in the key, or the key gone, or of another. */
    :: d_step { MY.phase == READY && OPEN(m) && ITS.memory == MY.identity && MY.tells && !ITS.tells -> MY.tells = false }
    :: d_step { MY.phase == READY && OPEN(m) && ITS.memory != MY.identity ->
        MY.early = IS_OF(CLOCK(MY.server)); MY.phase = MISSING }

    /* The proof is presented. All else about it is good, and it is neither too old nor too new. */
    :: d_step { MY.phase == READY && !MY.asked && YOUNG(m) && IS_NEW(m) ->
        REMEMBER(m);
        if
        :: MY.tells -> MY.asked = true; MY.asking = now; printf("time %d: machine %d asks server %d\n", now, m, MY.server)
        :: else -> unavailable(m)
        fi }

#ifdef LOCAL
    :: d_step { MY.phase != READY && YOUNG(m) && IS_NEW(m) -> REMEMBER(m); unavailable(m) }
#endif

    /* SET bearerd:proof:... NX PX is executed; the answer comes, or is lost. */
    :: atomic { MY.asked && OPEN(m) && now <= MY.asking + ANSWER ->
        if
        :: !WRITABLE(MY.server) -> drop(m)
        :: WRITABLE(MY.server) && HELD(MY.server) -> MY.asked = false; MY.asking = 0
        :: WRITABLE(MY.server) && !HELD(MY.server) ->
            ITS.proof = true; ITS.expires = CLOCK(MY.server) + LIFETIME;
            if
#ifdef CHECKED_BEHIND           /* GET bearerd:memory behind the SET; the proof is held against that T */
            :: ITS.memory == MY.identity && ITS.tells && MY.tells -> MY.asked = false; MY.asking = 0; accept(m)
#else
            :: MY.asked = false; MY.asking = 0; accept(m)
#endif
            :: printf("time %d: server %d has it, and machine %d does not hear of it\n", now, MY.server, m);
                drop(m)
            fi
        fi }

    /* The process is killed, and another starts, which knows nothing. */
    :: d_step { restarts < RESTARTS && !MY.asked && now < IAT + 3 ->
        restarts++; disconnect(m);
#ifdef LOCAL
        MY.remembered = false;
#endif
        printf("time %d: machine %d has a new process\n", now, m) }
    od
}

inline begin(s) {
    identities++;
    server[s].identity = identities; server[s].opened++; server[s].alone = NEVER;
#ifdef NEVER_FAILED_OVER
    server[s].early = IS_OF(CLOCK(s));
#endif
}

inline follow(s, t) {
    server[s].proof = server[t].proof; server[s].expires = server[t].expires;
    server[s].memory = server[t].memory; server[s].tells = server[t].tells
}

inline forget(s) {
    server[s].proof = false; server[s].expires = 0; server[s].memory = 0; server[s].tells = false
}

proctype Store() {
    do
    :: d_step { now < LAST -> now++ }

    /* The replica has caught up. */
    :: d_step { FOLLOWED && server[0].primary && (server[0].proof != server[1].proof || server[0].memory != server[1].memory) -> follow(1, 0) }
    :: d_step { FOLLOWED && server[1].primary && (server[0].proof != server[1].proof || server[0].memory != server[1].memory) -> follow(0, 1) }

    /* The primary starts anew, empty or with a dump from before the proof. */
    :: atomic { faults < FAULTS && server[0].alive && server[0].primary ->
        faults++; begin(0);
        if
        :: forget(0)
        :: server[0].proof = false; server[0].expires = 0
        fi;
        printf("time %d: server 0 starts anew, without the proof\n", now) }

    /* Failover: the replica is made the primary, with what it has. */
    :: d_step { faults < FAULTS && FOLLOWED && server[0].primary ->
        faults++; begin(1); server[1].primary = true;
#ifdef NEVER_FAILED_OVER
        server[1].failedOver = true;
#endif
#ifdef TWO_PRIMARIES            /* the other one goes on, for whoever reaches it */
        server[0].alone = now;
#else
        server[0].alive = false; server[0].primary = false; server[0].opened++; forget(0);
#endif
        printf("time %d: server 1 is promoted\n", now) }

    /* What was the primary comes back as a replica; with a further failover, it is the primary again. */
    :: d_step { server[1].alive && server[1].primary && (!server[0].alive || server[0].primary) ->
        begin(0); server[0].alive = true; server[0].primary = false; follow(0, 1) }
    :: d_step { faults < FAULTS && FOLLOWED && server[1].primary ->
        faults++; begin(0); server[0].primary = true;
        server[1].alive = false; server[1].primary = false; server[1].opened++; forget(1);
        printf("time %d: server 0 is promoted\n", now) }

#ifdef FLUSHED                  /* FLUSHALL */
    :: d_step { faults < FAULTS && server[0].alive && server[0].primary ->
        faults++; forget(0); printf("time %d: FLUSHALL\n", now) }
#endif
#ifdef MOVED                    /* the name leads to another server, which is empty and has run for long */
    :: d_step { faults < FAULTS && server[0].alive && server[0].primary && FOLLOWED ->
        faults++; begin(1); server[1].primary = true; forget(1);
#ifdef NEVER_FAILED_OVER
        server[1].failedOver = false; server[1].early = true;
#endif
        server[0].alive = false; server[0].primary = false; server[0].opened++; forget(0);
        printf("time %d: the name moves to server 1\n", now) }
#endif
    od
}

init {
    atomic {
        server[0].alive = true; server[0].primary = true; server[0].clock = 1; server[0].identity = 1; server[0].alone = NEVER;
        server[1].alive = true; server[1].identity = 2; server[1].alone = NEVER;
        server[0].memory = 1; server[0].tells = true;       /* it has run for long */
        server[1].memory = 1; server[1].tells = true;
#ifdef NEVER_FAILED_OVER
        server[0].early = true; server[1].early = true;
#endif
        if
        :: server[1].clock = 0
        :: server[1].clock = 1
        :: server[1].clock = 2
        fi;
        if
        :: machine[0].clock = 0
        :: machine[0].clock = 1
        :: machine[0].clock = 2
        fi;
        if
        :: machine[1].clock = 0
        :: machine[1].clock = 1
        :: machine[1].clock = 2
        fi;
#if MACHINES > 2
        machine[2].clock = 1;
#endif
        run Store();
        run Process(0);
        run Process(1);
#if MACHINES > 2
        run Process(2);
#endif
    }
}
