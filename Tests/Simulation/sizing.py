"""How many processes, and what the store bears: arithmetic with measured figures, each with its origin."""

# Processor time in bearerd for one request, in microseconds: docs/operating.md, "Load-test it".
REMEMBERED = 11.7
NEW_TOKEN = 26.9
# A proof is not measured there: this is one verification of ES256 by `openssl speed ecdsap256` on a busy machine, and some parsing. An estimate.
PROOF = 100.0

# Of redis-server 7.0.15 with keys of the real shape, `bearerd:proof:` and 43 characters: docs/sizing.md says how.
PROOF_BYTES = 145
REDIS_MICROSECONDS = 6.0

# Proofs are remembered for DPOP_PROOF_AGE (300 s), DPOP_PROOF_LEEWAY (30 s), and 20 s for clocks.
REMEMBERED_FOR = 350
HEARTBEATS_A_SECOND = 4
COMMANDS_OF_A_HEARTBEAT = 3

# So much of a processor is used, at most: the rest is for peaks, and for a machine that is away.
USED = 0.5


def processors(requests, new_tokens, proofs):
    """How many processors bearerd takes for `requests` a second, of which these parts have a new token and a proof."""
    microseconds = REMEMBERED + new_tokens * (NEW_TOKEN - REMEMBERED) + proofs * PROOF
    return requests * microseconds / 1e6 / USED


def store(proofs_a_second, processes):
    """Commands a second, share of a processor of one Redis, and GiB of used proofs."""
    commands = proofs_a_second + processes * HEARTBEATS_A_SECOND * COMMANDS_OF_A_HEARTBEAT
    gibibytes = proofs_a_second * REMEMBERED_FOR * PROOF_BYTES / 2**30
    return commands, commands * REDIS_MICROSECONDS / 1e6, gibibytes


def table():
    print("sizing: machines of 4 processors, half of which is used; one process each")
    print("  requests/s  with proof  machines  commands/s  processors of Redis  GiB of used proofs")
    for requests in (1_000, 10_000, 100_000, 1_000_000):
        for part in (0.0, 0.1, 1.0):
            machines = max(2, -(-processors(requests, 0.05, part) // 4))
            commands, share, gibibytes = store(requests * part, machines)
            print(f"  {requests:10,d}  {part:10.0%}  {machines:8.0f}  {commands:10,.0f}  {share:19.2f}  {gibibytes:18.2f}")
    assert processors(1_000_000, 0.0, 0.0) * USED == 11.7
    assert store(0, 100)[0] == 1200
