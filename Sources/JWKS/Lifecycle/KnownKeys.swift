import Text

/// What is known of one issuer's keys, and what a request is told by it. It does not change by itself.
struct KnownKeys: Sendable {
    var lifecycle: KeyLifecycle
    var snapshot: KeySnapshot?
    var lastFailure: String?
    /// The key ids that fetches were asked for in vain since the cooldown began, or that left the set with one, by their
    /// hashes: the first of them, and never more than may wait. A key id that happens to have the hash of one is taken for it.
    private var unknown: Set<Int> = []
    private let mostUnknown: Int

    init(rules: JWKSCacheConfiguration, snapshot: KeySnapshot?) {
        lifecycle = KeyLifecycle(rules: rules)
        mostUnknown = rules.maxWaiting
        self.snapshot = snapshot
    }

    /// 0 if there are no keys.
    var generation: UInt64 { snapshot?.generation ?? 0 }

    /// How the keys are.
    func status(at now: KeyClock.Instant) -> KeyStatus {
        KeyStatus(
            isUsable: snapshot != nil,
            age: lifecycle.age(at: now),
            isStale: lifecycle.isStale(at: now),
            lastFailure: lastFailure
        )
    }

    /// What a request that looks for `keyID` is told without waiting; `nil` if waiting may help.
    func immediateAnswer(for keyID: String?, at now: KeyClock.Instant) -> KeyWaiter.Answer? {
        if let snapshot, let keyID, snapshot.contains(keyID) { return .success(snapshot) }
        guard !lifecycle.isFetching else { return nil }
        guard let snapshot else {
            return lifecycle.retryDelay(at: now) > .zero ? .failure(unavailable(at: now)) : nil
        }
        guard let end = lifecycle.refusesUnknownKeys(at: now) else { return nil }
        // The issuer may have the key and cannot say so: that is no fault of the token's.
        if lifecycle.isBackingOff { return .failure(unavailable(at: now)) }
        return unknown.contains(Self.hash(keyID)) ? .success(snapshot) : .failure(coolingDown(until: end, at: now))
    }

    /// The same under other rules, in another cache; `nil` if there are no keys that may verify.
    func continued(
        under rules: JWKSCacheConfiguration,
        nextGeneration: () -> UInt64,
        at now: KeyClock.Instant
    ) -> KnownKeys? {
        let lifecycle = lifecycle.continued(under: rules, at: now)
        guard let snapshot, lifecycle.hasKeys(at: now) else { return nil }
        var continued = KnownKeys(
            rules: rules,
            snapshot: KeySnapshot(keys: snapshot.keys, generation: nextGeneration())
        )
        continued.lifecycle = lifecycle
        continued.unknown = unknown
        return continued
    }

    /// The issuer has no such key.
    mutating func noteUnknown(_ keyID: String?) {
        if unknown.count < mostUnknown { unknown.insert(Self.hash(keyID)) }
    }

    /// The issuer is asked anew.
    mutating func forgetUnknown() {
        unknown = []
    }

    private static func hash(_ keyID: String?) -> Int {
        keyID.map { ExactText($0) }.hashValue
    }

    func coolingDown(until end: KeyClock.Instant, at now: KeyClock.Instant) -> KeysUnavailable {
        KeysUnavailable(
            reason: "The key id is not known, and the issuer is not asked for another one before its cooldown is over.",
            retryAfter: now.duration(to: end)
        )
    }

    func unavailable(at now: KeyClock.Instant) -> KeysUnavailable {
        KeysUnavailable(
            reason: lastFailure ?? "The keys have not been fetched yet.",
            retryAfter: lifecycle.retryDelay(at: now)
        )
    }
}
