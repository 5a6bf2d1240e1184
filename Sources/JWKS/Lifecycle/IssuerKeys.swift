import Dispatch
import JOSE
import Synchronization
import Text

/// The keys of one issuer, kept current for as long as somebody holds this.
public final class IssuerKeys: Sendable {
    /// The issuer, as it is configured.
    public let issuer: String

    private let context: KeyCacheContext
    private let retrieval: KeyRetrieval
    private let state: QueueConfined<IssuerKeysState>
    private let published: PublishedKeys
    private let isMetadataCompared = Atomic(false)

    init(issuer: String, source: KeySource, rules: RetrievalRules = RetrievalRules(), context: KeyCacheContext) {
        self.issuer = issuer
        self.context = context
        retrieval = KeyRetrieval(issuer: issuer, source: source, rules: rules, fetch: context.fetchDocument)
        var snapshot: KeySnapshot?
        if case .fixed(let keys) = source { snapshot = KeySnapshot(keys: keys, generation: context.nextGeneration()) }
        let state = IssuerKeysState(rules: context.configuration, snapshot: snapshot)
        published = PublishedKeys(state.known)
        self.state = QueueConfined(state, to: context.queue)
    }

    // MARK: For requests

    /// The keys that may verify now: fresh ones, or stale ones within the limit. Never waits.
    public func snapshot() -> KeySnapshot? {
        published.read(\.snapshot)
    }

    /// That of ``snapshot()``, without a lock; 0 if there is none.
    package var generation: UInt64 {
        published.generation
    }

    /// The keys after a look at the issuer, for a request that found none or not the one that its token names.
    ///
    /// Joins the fetch that is under way or starts it, unless the issuer is cooling down or backing off, and waits for it
    /// no longer than ``JWKSCacheConfiguration/longestWait``. Keys without `keyID` come back when the issuer, asked for this
    /// one, has no such key; ``KeysUnavailable`` is thrown when it could not or may not be asked: it may have the key.
    public func refreshed(for keyID: String?) async throws(KeysUnavailable) -> KeySnapshot {
        if let snapshot = try refreshedAtOnce(for: keyID) { return snapshot }
        let waiter = KeyWaiter(
            keyID: keyID,
            deadline: context.clock.now() + context.configuration.longestWait,
            traceparent: FetchTrace.current
        )
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiter.wait(continuation)
                context.queue.async { self.admit(waiter) }
            }
        } onCancel: {
            waiter.answer(.failure(KeysUnavailable(reason: "The request was cancelled.", retryAfter: .zero)))
            context.queue.async { self.state.withValue { $0.dismiss(waiter) } }
        }
        return try answer.get()
    }

    /// What ``refreshed(for:)`` comes to without waiting; `nil` if waiting may help.
    package func refreshedAtOnce(for keyID: String?) throws(KeysUnavailable) -> KeySnapshot? {
        if case .fixed = retrieval.source, let snapshot = snapshot() { return snapshot }
        let now = context.clock.now()
        return try published.read { $0.immediateAnswer(for: keyID, at: now) }?.get()
    }

    /// Starts the first fetch, if it has not been, and does not wait for it.
    public func prefetch() {
        context.queue.async { [self] in
            let now = context.clock.now()
            if change({ $0.prefetch(at: now) }) { fetch() }
            startTimer()
        }
    }

    /// Begins with the keys that `other` has, and soon fetches them anew: settings were read anew, and no request shall wait for
    /// keys that are known. To be called before the first request.
    ///
    /// - Returns: `false`, and does nothing, unless both are of one issuer and from one source, and there are keys that may verify.
    @discardableResult
    package func takeOver(from other: IssuerKeys) -> Bool {
        guard let identity = retrieval.identity, let otherIdentity = other.retrieval.identity,
            identity.isSameText(as: otherIdentity), issuer.isSameText(as: other.issuer)
        else { return false }
        let known = other.published.read(\.self)
        return context.queue.sync {
            let now = context.clock.now()
            defer { startTimer() }
            return change { $0.takeOver(known, nextGeneration: context.nextGeneration, at: now) }
        }
    }

    /// How the keys are.
    public func status() -> KeyStatus {
        let now = context.clock.now()
        return published.read { $0.status(at: now) }
    }

    // MARK: On the queue

    /// Whether requests wait for the fetch, so that it goes first.
    var hasWaiting: Bool {
        state.withValue { $0.hasWaiting }
    }

    private func admit(_ waiter: KeyWaiter) {
        let now = context.clock.now()
        switch change({ $0.admit(waiter, at: now) }) {
        case .answer(let answer):
            waiter.answer(answer)
        case .wait:
            context.lanes.somebodyWaits()
            startTimer()
        case .fetchAndWait(let coolsDown):
            if coolsDown { report(.coolingDown(for: context.configuration.cooldown)) }
            fetch(tracedAs: waiter.traceparent)
            startTimer()
        }
    }

    private func fetch(tracedAs traceparent: String? = nil) {
        context.lanes.add(
            FetchLanes.Fetch(isWaitedFor: { self.hasWaiting }) { lane in
                await FetchTrace.$current.withValue(traceparent) { await self.retrieve(on: lane) }
            }
        )
    }

    /// Changes the state, and shows requests what is known now.
    private func change<Result>(_ body: (inout IssuerKeysState) -> Result) -> Result {
        state.withValue { state in
            defer { published.publish(state.known) }
            return body(&state)
        }
    }

    private func startTimer() {
        guard let moment = state.withValue({ $0.nextTimer() }) else { return }
        context.clock.run(context.clock.now().duration(to: moment), context.queue) { [weak self] in self?.wakeUp(moment)
        }
    }

    private func wakeUp(_ moment: KeyClock.Instant) {
        let now = context.clock.now()
        let due = change { $0.wakeUp(timer: moment, at: now) }
        if due.lapsed { report(.lapsed) }
        for waiter in due.impatient {
            waiter.answer(.failure(KeysUnavailable(reason: "The keys took too long to come.", retryAfter: .seconds(1))))
        }
        if due.fetches { fetch() }
        startTimer()
    }

    /// Takes what ``retrieve(on:)`` brought.
    private func finish(_ outcome: Result<RetrievedKeys, KeyRetrievalError>) {
        let now = context.clock.now()
        switch outcome {
        case .success(let retrieved): succeed(with: retrieved, at: now)
        case .failure(let error): fail(because: error, at: now)
        }
        startTimer()
    }

    private func succeed(with retrieved: RetrievedKeys, at now: KeyClock.Instant) {
        let jitter = context.jitter()
        let result = change {
            $0.succeed(with: retrieved, jitter: jitter, nextGeneration: context.nextGeneration, at: now)
        }
        report(.fetched(keyCount: retrieved.keys.keys.count, freshFor: result.lifetime))
        if result.isNew { reportOmitted(of: retrieved.keys) }
        for (waiter, answer) in result.answered { waiter.answer(answer) }
        if result.fetches {
            report(.coolingDown(for: context.configuration.cooldown))
            fetch()
        }
    }

    private func fail(because error: KeyRetrievalError, at now: KeyClock.Instant) {
        let reason = error.description
        let jitter = context.jitter()
        let (result, pause) = change { state in
            let result = state.fail(reason: reason, jitter: jitter, nextGeneration: context.nextGeneration, at: now)
            return (result, state.known.lifecycle.retryDelay(at: now))
        }
        let kind = error.isForOperators ? JWKSEvent.Kind.metadataMissing : JWKSEvent.Kind.fetchFailed
        report(kind(reason, pause))
        if let age = result.restored { report(.restored(age: age)) }
        for (waiter, answer) in result.answered { waiter.answer(answer) }
    }

    private func offer(_ stored: RetrievedKeys, age: Duration) {
        let now = context.clock.now()
        let result = change {
            $0.offer(stored: stored, age: age, nextGeneration: context.nextGeneration, at: now)
        }
        if let age = result.restored { report(.restored(age: age)) }
        for (waiter, answer) in result.answered { waiter.answer(answer) }
        startTimer()
    }

    private func reportOmitted(of keys: JWKSet) {
        // That an issuer has keys for encryption is nothing to do something about.
        for key in keys.omitted.lazy.filter({ $0.summary?.isForEncryption != true }).prefix(JWKSEvent.mostOmittedKeys) {
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
        context.onEvent(JWKSEvent(issuer: issuer, kind: kind))
    }

    // MARK: Beside the queue

    /// Brings the keys and hands them to the queue.
    private func retrieve(on lane: FetchLane) async {
        if snapshot() == nil { await lane.run { self.loadStored() } }
        let outcome: Result<RetrievedKeys, KeyRetrievalError>
        do { outcome = .success(try await retrieval.run(on: lane)) } catch { outcome = .failure(error) }
        context.queue.async { self.finish(outcome) }
        guard case .success(let retrieved) = outcome else { return }
        await lane.run { self.save(retrieved) }
        await compareMetadata(retrieved)
    }

    /// Looks once whether the issuer says of itself at another place what it does not say where its keys are found.
    private func compareMetadata(_ retrieved: RetrievedKeys) async {
        guard isMetadataCompared.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged,
            let difference = await retrieval.disagreement(with: retrieved)
        else { return }
        context.queue.async { self.report(.metadataDisagrees(reason: JWKSEvent.bounded(difference))) }
    }

    private func loadStored() {
        guard retrieval.source.isRemote, let store = context.store, let source = retrieval.identity else {
            return
        }
        let now = context.clock.secondsSince1970()
        do {
            guard let stored = try store.load(issuer, source: source, now: now) else { return }
            context.queue.async { self.offer(stored.keys, age: .seconds(stored.age)) }
        } catch {
            context.queue.async { self.report(.storeFailed(reason: error.description)) }
        }
    }

    private func save(_ retrieved: RetrievedKeys) {
        guard retrieval.source.isRemote, let store = context.store, let source = retrieval.identity else {
            return
        }
        do {
            try store.save(retrieved, of: issuer, source: source, now: context.clock.secondsSince1970())
        } catch {
            context.queue.async { self.report(.storeFailed(reason: error.description)) }
        }
    }
}
