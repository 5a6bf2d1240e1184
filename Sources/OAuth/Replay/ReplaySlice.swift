/// The proofs that were used within a short while, to be forgotten together.
struct ReplaySlice {
    /// Each part is small, so that no request waits for a large one to grow.
    static let partCount = 256

    /// From when on proofs belong to another slice.
    let end: ContinuousClock.Instant
    /// When even the last of its proofs was used a whole window ago.
    let forgottenAt: ContinuousClock.Instant
    private(set) var parts = [Set<UsedProof.Fingerprint>](repeating: [], count: partCount)
    private(set) var count = 0
    /// Whose proofs they are.
    private(set) var clients = ClientCounts()
    /// When they will be too old.
    private(set) var expiries = TimeStretches()

    init(end: ContinuousClock.Instant, window: Duration) {
        self.end = end
        forgottenAt = end + window
    }

    func contains(_ proof: UsedProof) -> Bool {
        parts[proof.part].contains(proof.fingerprint)
    }

    mutating func insert(_ proof: UsedProof) {
        parts[proof.part].insert(proof.fingerprint)
        count += 1
        clients.add(proof.client)
        expiries.insert(proof.expiry)
    }
}
