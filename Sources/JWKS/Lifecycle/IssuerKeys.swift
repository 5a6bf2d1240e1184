import Dispatch
import JOSE
import Synchronization

/// The keys of one issuer, kept current for as long as somebody holds this.
public final class IssuerKeys: Sendable {
    /// The issuer, as it is configured.
    public let issuer: String

    private let cache: JWKSCache
    private let registration: JWKSCache.Registration?
    private let retrieval: KeyRetrieval
    /// Changed on the cache's queue alone; requests only look.
    private let state: Mutex<IssuerKeysState>
    private let currentGeneration: Atomic<UInt64>

    init(
        issuer: String,
        cache: JWKSCache,
        registration: JWKSCache.Registration?,
        retrieval: KeyRetrieval,
        state: IssuerKeysState
    ) {
        self.issuer = issuer
        self.cache = cache
        self.registration = registration
        self.retrieval = retrieval
        currentGeneration = Atomic(state.snapshot?.generation ?? 0)
        self.state = Mutex(state)
    }

    deinit {
        if let registration { cache.forget(registration) }
    }

    // MARK: For requests

    /// The keys that may verify now: fresh ones, or stale ones within the limit. Never waits.
    public func snapshot() -> KeySnapshot? {
        state.withLock(\.snapshot)
    }

    /// That of ``snapshot()``, without a lock; 0 if there is none.
    package var generation: UInt64 {
        currentGeneration.load(ordering: .acquiring)
    }

    /// The keys after a look at the issuer, for a request that found none or not the one that its token names.
    ///
    /// Joins the fetch that is under way or starts it, unless the issuer is cooling down or backing off, and waits for it
    /// no longer than ``JWKSCacheConfiguration/longestWait``. Keys without `keyID` come back when the issuer, asked for this
    /// one, has no such key; ``KeysUnavailable`` is thrown when it could not or may not be asked: it may have the key.
    public func refreshed(for keyID: String?) async throws(KeysUnavailable) -> KeySnapshot {
        if case .fixed = retrieval.source, let snapshot = snapshot() { return snapshot }
        let now = cache.clock.now()
        if let answer = state.withLock({ $0.immediateAnswer(for: keyID, at: now) }) { return try answer.get() }
        let waiter = KeyWaiter(keyID: keyID, deadline: now + cache.configuration.longestWait)
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiter.wait(continuation)
                cache.queue.async { self.admit(waiter) }
            }
        } onCancel: {
            waiter.answer(.failure(KeysUnavailable(reason: "The request was cancelled.", retryAfter: .zero)))
            cache.queue.async { self.state.withLock { $0.dismiss(waiter) } }
        }
        return try answer.get()
    }

    /// Starts the first fetch, if it has not been, and does not wait for it.
    public func prefetch() {
        cache.queue.async { [self] in
            let now = cache.clock.now()
            if state.withLock({ $0.prefetch(at: now) }) { cache.fetch(self) }
            startTimer()
        }
    }

    /// How the keys are.
    public func status() -> KeyStatus {
        let now = cache.clock.now()
        return state.withLock { state in
            KeyStatus(
                isUsable: state.snapshot != nil,
                age: state.lifecycle.age(at: now),
                isStale: state.lifecycle.isStale(at: now),
                lastFailure: state.lastFailure
            )
        }
    }

    // MARK: On the cache's queue

    /// Whether requests wait for the fetch, so that it goes first.
    var hasWaiting: Bool {
        state.withLock(\.hasWaiting)
    }

    private func admit(_ waiter: KeyWaiter) {
        let now = cache.clock.now()
        switch state.withLock({ $0.admit(waiter, at: now) }) {
        case .answer(let answer):
            waiter.answer(answer)
        case .wait:
            startTimer()
        case .fetchAndWait(let coolsDown):
            fetch(coolsDown: coolsDown)
            startTimer()
        }
    }

    private func fetch(coolsDown: Bool) {
        if coolsDown { report(.coolingDown(for: cache.configuration.cooldown)) }
        cache.fetch(self)
    }

    /// Changes the state where that may change the keys.
    private func change<Result>(_ body: (inout IssuerKeysState) -> Result) -> Result {
        state.withLock { state in
            defer { currentGeneration.store(state.snapshot?.generation ?? 0, ordering: .releasing) }
            return body(&state)
        }
    }

    private func startTimer() {
        guard let moment = state.withLock({ $0.nextTimer() }) else { return }
        cache.clock.run(cache.clock.now().duration(to: moment), cache.queue) { [weak self] in self?.wakeUp(moment) }
    }

    private func wakeUp(_ moment: KeyClock.Instant) {
        let now = cache.clock.now()
        let due = change { $0.wakeUp(timer: moment, at: now) }
        if due.lapsed { report(.lapsed) }
        for waiter in due.impatient {
            waiter.answer(.failure(KeysUnavailable(reason: "The keys took too long to come.", retryAfter: .seconds(1))))
        }
        if due.fetches { cache.fetch(self) }
        startTimer()
    }

    /// Takes what ``retrieve()`` brought.
    func finish(_ outcome: Result<RetrievedKeys, KeyRetrievalError>) {
        let now = cache.clock.now()
        switch outcome {
        case .success(let retrieved): succeed(with: retrieved, at: now)
        case .failure(let error): fail(because: error.description, at: now)
        }
        startTimer()
    }

    private func succeed(with retrieved: RetrievedKeys, at now: KeyClock.Instant) {
        let result = change {
            $0.succeed(with: retrieved, nextGeneration: cache.nextGeneration, at: now)
        }
        report(.fetched(keyCount: retrieved.keys.keys.count, freshFor: result.lifetime))
        if result.isNew { reportOmitted(of: retrieved.keys) }
        for (waiter, answer) in result.answered { waiter.answer(answer) }
        if result.fetches { fetch(coolsDown: true) }
    }

    private func fail(because reason: String, at now: KeyClock.Instant) {
        let jitter = cache.jitter()
        let (result, pause) = change { state in
            let result = state.fail(reason: reason, jitter: jitter, nextGeneration: cache.nextGeneration, at: now)
            return (result, state.lifecycle.retryDelay(at: now))
        }
        report(.fetchFailed(reason: reason, retryAfter: pause))
        if let age = result.restored { report(.restored(age: age)) }
        for (waiter, answer) in result.answered { waiter.answer(answer) }
    }

    private func offer(_ stored: RetrievedKeys, age: Duration) {
        let now = cache.clock.now()
        let result = change {
            $0.offer(stored: stored, age: age, nextGeneration: cache.nextGeneration, at: now)
        }
        if let age = result.restored { report(.restored(age: age)) }
        for (waiter, answer) in result.answered { waiter.answer(answer) }
        startTimer()
    }

    private func reportOmitted(of keys: JWKSet) {
        for key in keys.omitted.prefix(JWKSEvent.mostOmittedKeys) {
            report(
                .keyOmitted(
                    index: key.index,
                    keyID: key.keyID.map(JWKSEvent.bounded),
                    reason: JWKSEvent.bounded("\(key.reason)")
                )
            )
        }
    }

    private func report(_ kind: JWKSEvent.Kind) {
        cache.onEvent(JWKSEvent(issuer: issuer, kind: kind))
    }

    // MARK: Beside the cache's queue

    /// Brings the keys and hands them to the queue. Blocks.
    func retrieve() {
        if snapshot() == nil { loadStored() }
        let outcome = Result { () throws(KeyRetrievalError) in try retrieval.run() }
        cache.queue.async { self.finish(outcome) }
        if case .success(let retrieved) = outcome { save(retrieved) }
    }

    private func loadStored() {
        guard retrieval.source.isRemote, let store = cache.store, let source = retrieval.source.identity else { return }
        let now = cache.clock.secondsSince1970()
        do {
            guard let stored = try store.load(issuer, source: source, now: now) else { return }
            cache.queue.async { self.offer(stored.keys, age: .seconds(stored.age)) }
        } catch {
            cache.queue.async { self.report(.storeFailed(reason: error.description)) }
        }
    }

    private func save(_ retrieved: RetrievedKeys) {
        guard retrieval.source.isRemote, let store = cache.store, let source = retrieval.source.identity else { return }
        do {
            try store.save(retrieved, of: issuer, source: source, now: cache.clock.secondsSince1970())
        } catch {
            cache.queue.async { self.report(.storeFailed(reason: error.description)) }
        }
    }
}
