import JOSE
import Text

/// What is known of one issuer's keys, and who waits for more.
struct IssuerKeysState: Sendable {
    /// What is to be done for a request that was let in.
    enum Admission {
        case answer(KeyWaiter.Answer)
        case wait
        case fetchAndWait(coolsDown: Bool)
    }

    private struct Waiting {
        let waiter: KeyWaiter
        /// What was known when it came.
        let generation: UInt64?
        /// It waited when the fetch began: if the issuer has its key, the fetch brings it.
        var isAskedFor: Bool
    }

    private struct Stored {
        let keys: RetrievedKeys
        let fetched: KeyClock.Instant
    }

    private let rules: JWKSCacheConfiguration
    /// What requests see.
    private(set) var known: KnownKeys
    private var digest: [UInt8]?
    private var stored: Stored?
    private var waiting: [Waiting] = []
    /// The earliest moment for which a timer runs.
    private var timer: KeyClock.Instant?

    init(rules: JWKSCacheConfiguration, snapshot: KeySnapshot? = nil) {
        self.rules = rules
        known = KnownKeys(rules: rules, snapshot: snapshot)
    }

    var hasWaiting: Bool { !waiting.isEmpty }

    // MARK: Requests

    /// Lets a request in that missed its key.
    mutating func admit(_ waiter: KeyWaiter, at now: KeyClock.Instant) -> Admission {
        if let answer = known.immediateAnswer(for: waiter.keyID, at: now) { return .answer(answer) }
        guard waiting.count < rules.maxWaiting else {
            return .answer(
                .failure(KeysUnavailable(reason: "Too many requests wait for keys.", retryAfter: .seconds(1)))
            )
        }
        let decision =
            known.snapshot == nil ? known.lifecycle.keysNeeded(at: now) : known.lifecycle.unknownKeyNeeded(at: now)
        // Nobody is refused here whom `immediateAnswer` did not refuse already.
        let fetches = decision == .fetch
        if fetches { known.forgetUnknown() }
        waiting.append(Waiting(waiter: waiter, generation: known.snapshot?.generation, isAskedFor: fetches))
        return fetches ? .fetchAndWait(coolsDown: known.snapshot != nil) : .wait
    }

    /// Strikes a request off that no longer waits.
    mutating func dismiss(_ waiter: KeyWaiter) {
        waiting.removeAll { $0.waiter === waiter }
    }

    /// Keys are wanted ahead of the first request. Says whether to fetch.
    mutating func prefetch(at now: KeyClock.Instant) -> Bool {
        known.snapshot == nil && known.lifecycle.keysNeeded(at: now) == .fetch
    }

    /// Begins with what another cache knows. Says whether that is anything.
    mutating func takeOver(
        _ other: KnownKeys,
        nextGeneration: () -> UInt64,
        at now: KeyClock.Instant
    ) -> Bool {
        guard let known = other.continued(under: rules, nextGeneration: nextGeneration, at: now) else { return false }
        self.known = known
        return true
    }

    // MARK: Time

    /// The moment for which a timer must be started, if none runs that is early enough.
    mutating func nextTimer() -> KeyClock.Instant? {
        guard let next = [known.lifecycle.nextWakeUp, waiting.first?.waiter.deadline].compactMap({ $0 }).min() else {
            return nil
        }
        if let timer, timer <= next { return nil }
        timer = next
        return next
    }

    /// The timer for `moment` ran out. Returns whether to fetch, whether the keys lapsed, and who waited long enough.
    mutating func wakeUp(
        timer moment: KeyClock.Instant,
        at now: KeyClock.Instant
    ) -> (fetches: Bool, lapsed: Bool, impatient: [KeyWaiter]) {
        if timer == moment { timer = nil }
        let fetches = known.lifecycle.wakeUp(at: now)
        let lapsed = known.snapshot != nil && !known.lifecycle.hasKeys(at: now)
        if lapsed { (known.snapshot, digest) = (nil, nil) }
        let impatient = waiting.prefix { $0.waiter.deadline <= now }.map(\.waiter)
        waiting.removeFirst(impatient.count)
        return (fetches, lapsed, impatient)
    }

    // MARK: Fetches

    /// Keys came. Returns their lifetime, whether they differ from those known, who waited for them, and whether to fetch
    /// again: for those who came too late for this fetch to tell whether their key is there.
    mutating func succeed(
        with retrieved: RetrievedKeys,
        jitter: Double,
        nextGeneration: () -> UInt64,
        at now: KeyClock.Instant
    ) -> (lifetime: Duration, isNew: Bool, answered: [(KeyWaiter, KeyWaiter.Answer)], fetches: Bool) {
        let lifetime = known.lifecycle.fetchSucceeded(at: now, maxAge: retrieved.maxAge, jitter: jitter)
        known.lastFailure = nil
        stored = nil
        let isNew = publish(retrieved, nextGeneration: nextGeneration)
        return (lifetime, isNew, answerAll(at: now), askForTheLate(at: now))
    }

    /// No keys came. Returns the age of stored keys that serve from now on, if so, and who waited for nothing.
    mutating func fail(
        reason: String,
        jitter: Double,
        nextGeneration: () -> UInt64,
        at now: KeyClock.Instant
    ) -> (restored: Duration?, answered: [(KeyWaiter, KeyWaiter.Answer)]) {
        known.lifecycle.fetchFailed(at: now, jitter: jitter)
        known.lastFailure = reason
        let age = useStored(youngerThan: nil, nextGeneration: nextGeneration, at: now)
        return (age, answerAll(at: now))
    }

    /// Keys of an earlier process were found. Fresh ones serve at once, others only if the fetch fails.
    mutating func offer(
        stored keys: RetrievedKeys,
        age: Duration,
        nextGeneration: () -> UInt64,
        at now: KeyClock.Instant
    ) -> (restored: Duration?, answered: [(KeyWaiter, KeyWaiter.Answer)]) {
        stored = Stored(keys: keys, fetched: now - age)
        let age = useStored(youngerThan: rules.ttl, nextGeneration: nextGeneration, at: now)
        guard age != nil, let snapshot = known.snapshot else { return (nil, []) }
        let satisfied = waiting.filter { $0.waiter.keyID.map(snapshot.contains) ?? true }.map(\.waiter)
        satisfied.forEach { dismiss($0) }
        return (age, satisfied.map { ($0, .success(snapshot)) })
    }

    private mutating func useStored(
        youngerThan limit: Duration?,
        nextGeneration: () -> UInt64,
        at now: KeyClock.Instant
    ) -> Duration? {
        guard let stored else { return nil }
        let age = stored.fetched.duration(to: now)
        if let limit, age >= limit { return nil }
        self.stored = nil
        guard known.lifecycle.keysRestored(age: age, at: now) else { return nil }
        publish(stored.keys, nextGeneration: nextGeneration)
        return age
    }

    @discardableResult
    private mutating func publish(_ retrieved: RetrievedKeys, nextGeneration: () -> UInt64) -> Bool {
        let newDigest = SHA256.digest(of: retrieved.document)
        guard known.snapshot == nil || digest != newDigest else { return false }
        digest = newDigest
        let earlier = known.snapshot
        let renewed = KeySnapshot(keys: retrieved.keys, generation: nextGeneration())
        known.snapshot = renewed
        // Of a key that left the set, this fetch has shown that the issuer has it no more.
        for case let keyID? in earlier?.keys.keys.map(\.keyID) ?? [] where !renewed.contains(keyID) {
            known.noteUnknown(keyID)
        }
        return true
    }

    /// A fetch ended: everybody whom it tells something is told it.
    private mutating func answerAll(at now: KeyClock.Instant) -> [(KeyWaiter, KeyWaiter.Answer)] {
        var answered: [(KeyWaiter, KeyWaiter.Answer)] = []
        var late: [Waiting] = []
        for asked in waiting {
            if let answer = answer(to: asked, at: now) {
                answered.append((asked.waiter, answer))
            } else if asked.isAskedFor, let snapshot = known.snapshot {
                answered.append((asked.waiter, .success(snapshot)))
                known.noteUnknown(asked.waiter.keyID)
            } else {
                late.append(asked)
            }
        }
        waiting = late
        return answered
    }

    /// - Returns: `nil` where the issuer has no such key, if it was asked for it.
    private func answer(to asked: Waiting, at now: KeyClock.Instant) -> KeyWaiter.Answer? {
        guard let snapshot = known.snapshot else { return .failure(known.unavailable(at: now)) }
        let mayHelp = asked.waiter.keyID.map(snapshot.contains) ?? (snapshot.generation != asked.generation)
        if mayHelp { return .success(snapshot) }
        // Stored keys, or those from before, do not show that there is no such key.
        if known.lifecycle.isBackingOff { return .failure(known.unavailable(at: now)) }
        guard !asked.isAskedFor, let end = known.lifecycle.refusesUnknownKeys(at: now) else { return nil }
        return .failure(known.coolingDown(until: end, at: now))
    }

    /// Has the issuer asked for the keys of those who came when the last fetch was under way. Returns whether to fetch.
    private mutating func askForTheLate(at now: KeyClock.Instant) -> Bool {
        guard !waiting.isEmpty, known.lifecycle.unknownKeyNeeded(at: now) == .fetch else { return false }
        known.forgetUnknown()
        for index in waiting.indices { waiting[index].isAskedFor = true }
        return true
    }
}
