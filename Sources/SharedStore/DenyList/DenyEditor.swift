package import OAuth

/// Changes the deny-list in the store, for whoever does not follow it.
package struct DenyEditor: Sendable {
    private static let removedAtOnce = 1_000
    private let stream: DenyStream

    /// Changes it over this connection.
    package init(_ client: RedisClient) {
        stream = DenyStream(client: client)
    }

    /// What is denied at `now`.
    package func entries(at now: NumericDate) async throws(StoreError) -> [DenyEntry] {
        try await stream.table().table.lines(at: now).filter { !$0.isAllowed }.map(\.entry)
    }

    /// Denies this.
    ///
    /// - Returns: Whether a replica has it as well, if there is any.
    package func deny(_ entries: [DenyEntry], at now: NumericDate) async throws(StoreError) -> Bool {
        try await add(entries.map { DenyLine($0) }, at: now)
    }

    /// Takes what was denied back.
    ///
    /// - Returns: Whether a replica has it as well, if there is any.
    package func allow(_ entries: [DenyEntry], at now: NumericDate) async throws(StoreError) -> Bool {
        try await add(entries.map { DenyLine($0, isAllowed: true) }, at: now)
    }

    private func add(_ lines: [DenyLine], at now: NumericDate) async throws(StoreError) -> Bool {
        let memory = stream.memory
        let known = try await stream.lines()
        let moment = try await stream.now()
        var superseded: [String] = []
        for line in lines {
            let earlier = known.filter { $0.line.isAboutTheSame(as: line) }
            // Before the others are taken out: what fails in between denies too much, not too little.
            try await stream.add(line.written(at: moment, after: earlier.map(\.line.at).max()))
            superseded += earlier.map(\.identifier)
        }
        superseded += known.filter { $0.line.entry.until.map { $0 <= now } ?? false }.map(\.identifier)
        // Another server may not have what was added: there the earlier lines stay.
        guard stream.memory == memory else { return false }
        for start in stride(from: 0, to: superseded.count, by: Self.removedAtOnce) {
            try await stream.remove(Array(superseded[start...].prefix(Self.removedAtOnce)))
        }
        return try await stream.isReplicated()
    }
}
