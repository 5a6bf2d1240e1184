import Text

/// What a server says of itself (`INFO`).
struct ServerInformation: Sendable {
    let run: String
    let replication: String
    /// It goes on with what another server remembered.
    let hasTakenOver: Bool
    private let role: String
    private let policy: String
    private let isLoading: Bool
    private let uptime: Int64

    /// Reads it; `nil` where something is missing.
    init?(_ text: String) {
        var fields: [Substring: Substring] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[line[..<colon]] = line[line.index(after: colon)...]
        }
        guard let run = fields["run_id"], let replication = fields["master_replid"], let role = fields["role"],
            let policy = fields["maxmemory_policy"],
            let uptime = fields["uptime_in_seconds"].flatMap({ Int64(digits: $0) })
        else { return nil }
        self.run = String(run)
        self.replication = String(replication)
        hasTakenOver = fields["master_replid2"].map { !$0.allSatisfy { $0 == "0" } } ?? true
        self.role = String(role)
        self.policy = String(policy)
        isLoading = fields["loading"] != "0"
        self.uptime = uptime
    }

    /// Whether it can be trusted to remember.
    func check() throws(StoreAbsence) {
        // Whatever maxmemory is: that can be set at any time.
        guard policy == "noeviction" else { throw .evicts(policy: policy) }
        guard role == "master" else { throw .notPrimary(role: role) }
        guard !isLoading else { throw .loading }
    }

    /// Others that have used its predecessor may not have told it so yet: it is asked again a little later.
    var hasOnlyJustStarted: Bool { uptime < 3 }
}
